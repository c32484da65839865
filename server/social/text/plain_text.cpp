#include "server/social/text/plain_text.hpp"

#include "server/social/text/html_elements.hpp"
#include "server/social/text/sanitize.hpp"
#include "storage/base/text.hpp"

namespace rounds::text {

void PlainText::enter(const HtmlElement& element)
{
    if (element.name() == "br")
        out_ += '\n';
    else
        divide(element.name());
}

void PlainText::leave(std::string_view name)
{
    if (name != "br") divide(name);
}

std::string PlainText::result() const
{
    return std::string(trim(out_));
}

void PlainText::divide(std::string_view name)
{
    const auto* known = find_element(name, Allow::document);
    const auto group = known ? known->group : Group::none;
    if (group == Group::paragraph || group == Group::block || group == Group::heading || group == Group::list)
        end_line("\n\n");
    else if (group == Group::item || group == Group::row || is_box(name))
        end_line("\n");
}

void PlainText::end_line(std::string_view mark)
{
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    if (!out_.empty() && !out_.ends_with(mark)) out_ += mark.substr(out_.back() == '\n' ? 1 : 0);
}

std::string to_plain_text(std::string_view html)
{
    PlainText reader;
    read_html(html, reader);
    return reader.result();
}

} // namespace rounds::text
