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
    explicit LinkReader(std::size_t most) : most_(most) {}

    void text(std::string_view decoded) override
    {
        if (candidate_.empty()) return;
        // What reads as a mention or tag names people and topics, whatever its classes say.
        if (!decoded.starts_with('@') && !decoded.starts_with('#')) found_.push_back(candidate_);
        candidate_.clear();
    }
    void enter(const HtmlElement& element) override
    {
        if (found_.size() >= most_ || element.name() != "a") return;
        const auto classes = element.attribute("class").value_or("");
        if (has_word(classes, "mention") || has_word(classes, "hashtag")) return;
        const auto url = parse_url(element.attribute("href").value_or(""));
        candidate_ = url ? url->str() : std::string{};
    }
    void leave(std::string_view name) override
    {
        if (name == "a") candidate_.clear();
    }

    [[nodiscard]] std::vector<std::string> take() { return std::move(found_); }

private:
    std::size_t most_;
    std::string candidate_;
    std::vector<std::string> found_;
};

} // namespace

std::vector<std::string> links(std::string_view html, std::size_t most)
{
    if (html.find("<a ") == std::string_view::npos) return {};
    LinkReader reader(most);
    read_html(html, reader);
    return reader.take();
}

std::string first_link(std::string_view html)
{
    auto found = links(html, 1);
    return found.empty() ? std::string{} : std::move(found.front());
}

bool may_link(std::string_view html) noexcept
{
    for (auto at = html.find("<a "); at != std::string_view::npos; at = html.find("<a ", at + 1)) {
        const auto tag = html.substr(at, html.find('>', at) - at);
        if (tag.find("mention") == std::string_view::npos && tag.find("hashtag") == std::string_view::npos) return true;
    }
    return false;
}

} // namespace rounds::text
