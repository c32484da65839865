#include "server/inbound/present.hpp"

#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "server/social/text/sanitize.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::inbound {
namespace {

namespace type = vocab::type;

constexpr std::size_t max_spoiler_characters = 5000;

/// "2026-11-17 02:00 to 03:00 UTC, America/New_York, City Hall": for Events that do not say when in their summary.
std::string when_and_where(const inbox::RemoteObject& object)
{
    std::string line;
    if (object.starts_at) {
        const auto start = to_iso8601(*object.starts_at);
        line = fmt::format("{} {}", start.substr(0, 10), start.substr(11, 5));
        if (object.ends_at) {
            const auto end = to_iso8601(*object.ends_at);
            line += end.starts_with(start.substr(0, 10))
                        ? fmt::format(" to {}", end.substr(11, 5))
                        : fmt::format(" to {} {}", end.substr(0, 10), end.substr(11, 5));
        }
        line += " UTC";
    }
    for (const auto& part : {object.timezone, object.location}) {
        if (part.empty()) continue;
        if (!line.empty()) line += ", ";
        line += part;
    }
    return line.empty() ? line : "<p>" + text::escape_html(line) + "</p>";
}

/// Heading, what there is in short, and the way to the whole.
std::string as_card(const inbox::RemoteObject& object, std::string_view body)
{
    std::string html;
    if (!object.name.empty()) html += "<h2>" + text::escape_html(object.name) + "</h2>";
    html += body;
    const auto& link = object.url.empty() ? object.id : object.url;
    html += fmt::format("<p><a href=\"{0}\">{0}</a></p>", text::escape_html(link));
    return html;
}

std::string body_of_card(const inbox::RemoteObject& object)
{
    if (object.type == type::page) return object.content;
    if (!object.summary.empty()) return object.summary;
    // What is not told in short is shown as it is; an Event says at least when and where.
    return object.type == type::event ? when_and_where(object) : object.content;
}

} // namespace

Post present(inbox::RemoteObject object)
{
    Post post;
    const auto take = [&](text::HtmlAndText read) {
        post.content = std::move(read.html);
        post.words = std::move(read.text);
    };
    post.title = text::to_plain_text(object.name);
    post.sensitive = object.sensitive;
    const bool note = object.type == type::note || object.type == type::question;
    if (note) {
        take(text::sanitize_with_text(object.content));
        post.spoiler = text::truncate(text::to_plain_text(object.summary), max_spoiler_characters);
        post.sensitive = post.sensitive || !post.spoiler.empty();
    } else {
        take(text::sanitize_with_text(as_card(object, body_of_card(object))));
    }
    post.object = std::move(object);
    post.object.content.clear();
    post.object.summary.clear();
    return post;
}

storage::Visibility visibility_of(const inbox::Recipients& recipients, const storage::Account& author) noexcept
{
    using storage::Visibility;
    if (std::ranges::any_of(recipients.to, vocab::is_public)) return Visibility::public_;
    if (std::ranges::any_of(recipients.cc, vocab::is_public)) return Visibility::unlisted;
    const auto& followers = author.followers_url;
    const auto names_followers = [&](const std::string& iri) {
        return guards::hold("followers", followers && iri == *followers);
    };
    if (std::ranges::any_of(recipients.to, names_followers) || std::ranges::any_of(recipients.cc, names_followers))
        return Visibility::private_;
    return Visibility::direct;
}

} // namespace rounds::inbound
