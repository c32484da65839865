#include "server/social/page_card.hpp"

#include "server/social/text/html_tree.hpp"
#include "storage/base/json.hpp"
#include "storage/base/text.hpp"

#include <array>
#include <map>
#include <string>

namespace rounds::social {
namespace {

constexpr std::size_t longest_title = 200;
constexpr std::size_t longest_description = 400;
constexpr std::size_t longest_name = 100;
constexpr std::size_t longest_data = 64 * 1024;

/// Collects meta elements by name or property, the title, and the first piece of JSON-LD that names the page.
class HeadReader final : public text::HtmlReader
{
public:
    void text(std::string_view decoded) override
    {
        if (inside_ == Inside::title && title_.size() < 4 * longest_title) title_ += decoded;
        if (inside_ == Inside::data && data_.size() + decoded.size() <= longest_data) data_ += decoded;
    }

    void enter(const text::HtmlElement& element) override
    {
        const auto name = element.name();
        if (name == "meta") return read_meta(element);
        if (name == "title" && title_.empty()) inside_ = Inside::title;
        if (name == "script" && text::iequals(element.attribute("type").value_or(""), "application/ld+json")) {
            data_.clear();
            inside_ = Inside::data;
        }
    }

    void leave(std::string_view name) override
    {
        if (inside_ == Inside::data && name == "script") read_data();
        if (name == "title" || name == "script") inside_ = Inside::nothing;
    }

    /// The first of these that is there.
    template <std::size_t N> [[nodiscard]] std::string first(const std::array<std::string_view, N>& names) const
    {
        for (const auto name : names)
            if (const auto found = said_.find(name); found != said_.end()) return found->second;
        return {};
    }
    [[nodiscard]] const std::string& title() const noexcept { return title_; }

private:
    enum class Inside { nothing, title, data };

    void keep(std::string name, std::string_view value)
    {
        if (!text::trim(value).empty()) said_.try_emplace(std::move(name), text::trim(value));
    }

    void read_meta(const text::HtmlElement& element)
    {
        auto name = element.attribute("property");
        if (!name) name = element.attribute("name");
        if (name) keep(text::to_lower(*name), element.attribute("content").value_or(""));
    }

    void read_data()
    {
        const auto parsed = parse_json(data_, longest_data);
        if (!parsed) return;
        if (const auto* one = parsed->if_object()) {
            read_thing(*one);
            if (const auto* graph = array_at(*one, "@graph")) read_things(*graph);
        } else if (const auto* many = parsed->if_array()) {
            read_things(*many);
        }
    }

    void read_things(const json::array& things)
    {
        for (const auto& thing : things)
            if (const auto* one = thing.if_object()) read_thing(*one);
    }

    void read_thing(const json::object& thing)
    {
        if (string_at(thing, "headline").empty()) return; // a site, a breadcrumb: not the page
        keep("ld:headline", string_at(thing, "headline"));
        keep("ld:description", string_at(thing, "description"));
        keep("ld:published", string_at(thing, "datePublished"));
        const auto* author = thing.if_contains("author");
        if (author != nullptr && author->is_array() && !author->get_array().empty()) author = &author->get_array()[0];
        if (author != nullptr && author->is_object()) keep("ld:author", string_at(author->get_object(), "name"));
        if (const auto* publisher = object_at(thing, "publisher")) keep("ld:publisher", string_at(*publisher, "name"));
    }

    Inside inside_ = Inside::nothing;
    std::string title_;
    std::string data_;
    std::map<std::string, std::string, std::less<>> said_;
};

/// One line of plain text.
std::string line(std::string_view text, std::size_t longest)
{
    std::string out;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f';
        if (blank && (out.empty() || out.back() == ' ')) continue;
        if (!blank && static_cast<unsigned char>(c) < 0x20) continue;
        out += blank ? ' ' : c;
    }
    return std::string{text::truncate(text::trim(out), longest)};
}

} // namespace

storage::Card read_page_card(std::string_view html)
{
    HeadReader head;
    text::read_html(html, head, text::Keep::all);
    storage::Card card;
    using Names3 = std::array<std::string_view, 3>;
    auto title = head.first(Names3{"og:title", "twitter:title", "ld:headline"});
    if (title.empty()) title = head.title();
    card.title = line(title, longest_title);
    card.description = line(
        head.first(
            std::array<std::string_view, 4>{"og:description", "twitter:description", "description", "ld:description"}
        ),
        longest_description
    );
    card.provider_name = line(head.first(Names3{"og:site_name", "application-name", "ld:publisher"}), longest_name);
    card.author_name = line(head.first(Names3{"author", "ld:author", "citation_author"}), longest_name);
    const auto locale = head.first(std::array<std::string_view, 1>{"og:locale"});
    if (locale.size() >= 2) card.language = text::to_lower(locale.substr(0, locale.find_first_of("_-")));
    card.published_at = parse_iso8601(head.first(Names3{"article:published_time", "ld:published", "date"}));
    return card;
}

} // namespace rounds::social
