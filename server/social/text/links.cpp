#include "server/social/text/links.hpp"

#include "server/social/text/html_tree.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

namespace rounds::text {
namespace {

bool has_word(std::string_view words, std::string_view wanted)
{
    for (const auto word : split(words, ' '))
        if (word == wanted) return true;
    return false;
}

class LinkReader final : public HtmlReader
{
public:
    void text(std::string_view decoded) override
    {
        if (candidate_.empty()) return;
        // What reads as a mention or tag names people and topics, whatever its classes say.
        if (!decoded.starts_with('@') && !decoded.starts_with('#')) found_ = candidate_;
        candidate_.clear();
    }
    void enter(const HtmlElement& element) override
    {
        if (!found_.empty() || element.name() != "a") return;
        const auto classes = element.attribute("class").value_or("");
        if (has_word(classes, "mention") || has_word(classes, "hashtag")) return;
        const auto url = parse_url(element.attribute("href").value_or(""));
        candidate_ = url ? url->str() : std::string{};
    }
    void leave(std::string_view name) override
    {
        if (name == "a") candidate_.clear();
    }

    [[nodiscard]] std::string take() { return std::move(found_); }

private:
    std::string candidate_;
    std::string found_;
};

} // namespace

std::string first_link(std::string_view html)
{
    if (html.find("<a ") == std::string_view::npos) return {};
    LinkReader reader;
    read_html(html, reader);
    return reader.take();
}

} // namespace rounds::text
