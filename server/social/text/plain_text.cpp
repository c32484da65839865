#include "server/social/text/html_elements.hpp"
#include "server/social/text/html_tree.hpp"
#include "storage/base/text.hpp"

namespace rounds::text {

namespace {

/// Text with the line ends that boxes make.
class PlainText final : public HtmlReader
{
public:
    std::string run(std::string_view html)
    {
        read_html(html, *this);
        return std::string(trim(out_));
    }
    void text(std::string_view decoded) override { out_ += decoded; }
    void enter(const HtmlElement& element) override
    {
        if (element.name() == "br")
            out_ += '\n';
        else
            divide(element.name());
    }
    void leave(std::string_view name) override
    {
        if (name != "br") divide(name);
    }

private:
    void divide(std::string_view name)
    {
        const auto* known = find_element(name, Allow::document);
        const auto group = known ? known->group : Group::none;
        if (group == Group::paragraph || group == Group::block || group == Group::heading || group == Group::list)
            end_line("\n\n");
        else if (group == Group::item || group == Group::row || is_box(name))
            end_line("\n");
    }

    void end_line(std::string_view mark)
    {
        while (!out_.empty() && out_.back() == ' ') out_.pop_back();
        if (!out_.empty() && !out_.ends_with(mark)) out_ += mark.substr(out_.back() == '\n' ? 1 : 0);
    }

    std::string out_;
};

} // namespace

std::string to_plain_text(std::string_view html)
{
    return PlainText().run(html);
}

} // namespace rounds::text
