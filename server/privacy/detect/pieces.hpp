#pragma once

#include "server/privacy/detect/scan.hpp"

#include <string_view>
#include <vector>

namespace rounds::privacy {

/// A run of letters or of digits in a text.
struct Run
{
    Place place;
    bool number = false;
};

/// The words and numbers of a text in lower case, for detectors that look at words rather than signs.
class Pieces
{
public:
    explicit Pieces(const Scan& scan);

    [[nodiscard]] std::size_t size() const noexcept { return all_.size(); }
    [[nodiscard]] const Run& operator[](std::size_t i) const noexcept { return all_[i]; }
    [[nodiscard]] std::string_view text(std::size_t i) const noexcept { return scan_->lower(all_[i].place); }
    /// What stands between a piece and the next; the rest of the text behind the last.
    [[nodiscard]] std::string_view gap(std::size_t i) const noexcept;
    /// No sentence ends between two pieces, the first of which stands before the second.
    [[nodiscard]] bool together(std::size_t first, std::size_t last) const noexcept;

private:
    const Scan* scan_;
    std::vector<Run> all_;
};

} // namespace rounds::privacy
