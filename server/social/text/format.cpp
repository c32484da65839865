#include "server/social/text/format.hpp"

#include "server/social/text/scan.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <fmt/core.h>
#include <unordered_map>

namespace rounds::text {

namespace {

constexpr std::size_t shown_length = 30; // code points of a link before "..."

/// A URL as people type it, for an href: bytes beyond ASCII become %XX; browsers do the same.
std::string to_href(std::string_view url)
{
    std::string href;
    const auto authority_end = url.find_first_of("/?#", url.find("//") + 2);
    for (std::size_t i = 0; i < url.size(); ++i) {
        const auto byte = static_cast<unsigned char>(url[i]);
        if (byte >= 0x80 && i >= authority_end)
            href += fmt::format("%{:02X}", byte);
        else
            href += url[i];
    }
    return escape_html(href);
}

class Formatter
{
public:
    Formatter(std::span<const MentionLink> mentions, std::string_view base_url, std::string_view own_domain)
        : base_url_(base_url), own_domain_(own_domain)
    {
        for (const auto& mention : mentions)
            people_.emplace(to_lower(mention.username) + '@' + to_lower(mention.domain), &mention);
    }

    std::string run(std::string_view text)
    {
        const auto places = find_places(text);
        std::size_t mention = 0;
        std::size_t tag = 0;
        std::size_t link = 0;
        while (true) {
            const auto m = mention < places.mentions.size() ? places.mentions[mention].begin : text.size();
            const auto t = tag < places.tags.size() ? places.tags[tag].begin : text.size();
            const auto l = link < places.links.size() ? places.links[link].begin : text.size();
            const auto next = std::min({m, t, l});
            plain(text.substr(at_, next - at_));
            if (next == text.size()) break;
            if (next == m)
                write(places.mentions[mention++], text);
            else if (next == t)
                write(places.tags[tag++]);
            else
                write(places.links[link++]);
        }
        return "<p>" + std::move(out_) + "</p>";
    }

private:
    void plain(std::string_view text)
    {
        std::size_t i = 0;
        while (i < text.size()) {
            const auto line_end = std::min(text.find('\n', i), text.size());
            out_ += escape_html(text.substr(i, line_end - i));
            i = line_end;
            std::size_t breaks = 0;
            while (i < text.size() && text[i] == '\n') ++i, ++breaks;
            if (breaks == 1) out_ += "<br>";
            if (breaks > 1) out_ += "</p><p>";
        }
        at_ += text.size();
    }

    void write(const MentionPlace& place, std::string_view text)
    {
        const auto domain = place.domain ? to_lower(*place.domain) : std::string(own_domain_);
        const auto found = people_.find(to_lower(place.username) + '@' + domain);
        if (found == people_.end()) {
            plain(text.substr(place.begin, place.end - place.begin));
            return;
        }
        out_ += fmt::format(
            R"(<span class="h-card"><a href="{}" class="u-url mention">@<span>{}</span></a></span>)",
            escape_html(found->second->url),
            escape_html(found->second->username)
        );
        at_ = place.end;
    }

    void write(const TagPlace& place)
    {
        out_ += fmt::format(
            R"(<a href="{}/tags/{}" class="mention hashtag" rel="tag">#<span>{}</span></a>)",
            escape_html(base_url_),
            percent_encode(place.name),
            escape_html(place.name)
        );
        at_ = place.end;
    }

    void write(const LinkPlace& place)
    {
        out_ += format_link(place.url);
        at_ = place.end;
    }

    std::unordered_map<std::string, const MentionLink*> people_;
    std::string_view base_url_;
    std::string_view own_domain_;
    std::string out_;
    std::size_t at_ = 0;
};

/// Line ends as "\n" only, and without blanks at both ends.
std::string normalise(std::string_view text)
{
    std::string lines;
    lines.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '\r')
            lines += text[i];
        else if (i + 1 == text.size() || text[i + 1] != '\n')
            lines += '\n';
    }
    return std::string(trim(lines));
}

} // namespace

std::string format_post(
    std::string_view text, std::span<const MentionLink> mentions, std::string_view base_url, std::string_view own_domain
)
{
    const auto normal = normalise(text);
    if (normal.empty()) return {};
    return Formatter(mentions, base_url, own_domain).run(normal);
}

std::string format_link(std::string_view url, std::string_view rel)
{
    auto start = url.find("//") + 2;
    if (iequals(url.substr(start, 4), "www.")) start += 4;
    const auto rest = url.substr(start);
    const auto shown = truncate(rest, shown_length);
    const auto tail = rest.substr(shown.size());
    return fmt::format(
        R"(<a href="{}" rel="{}{}nofollow noopener noreferrer" target="_blank"><span class="invisible">{}</span>)"
        R"(<span class="{}">{}</span><span class="invisible">{}</span></a>)",
        to_href(url),
        rel,
        rel.empty() ? "" : " ",
        escape_html(url.substr(0, start)),
        tail.empty() ? "" : "ellipsis",
        escape_html(shown),
        escape_html(tail)
    );
}

std::string heading_above(std::string_view title, std::string_view content)
{
    if (title.empty()) return {};
    auto heading = "<p><strong>" + escape_html(title) + "</strong></p>";
    return content.starts_with(heading) ? std::string{} : heading;
}

} // namespace rounds::text
