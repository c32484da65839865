#pragma once

#include "server/social/text/html_tree.hpp"

#include <string>
#include <string_view>

namespace rounds::text {

/// Text with the line ends that boxes make.
class PlainText final : public HtmlReader
{
public:
    void text(std::string_view decoded) override { out_ += decoded; }
    void enter(const HtmlElement& element) override;
    void leave(std::string_view name) override;

    /// What was read, without space at its ends.
    [[nodiscard]] std::string result() const;

private:
    void divide(std::string_view name);
    void end_line(std::string_view mark);

    std::string out_;
};

} // namespace rounds::text
