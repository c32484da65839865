#include "server/entities/status.hpp"

#include "federation/build/note.hpp"
#include "server/entities/account.hpp"
#include "server/entities/custom_emoji.hpp"
#include "server/entities/media_attachment.hpp"
#include "server/entities/preview_card.hpp"
#include "server/social/text/format.hpp"
#include "storage/base/text.hpp"

#include <array>
#include <utility>

namespace rounds::entities {
namespace {

template <Id T> json::value id_or_null(const std::optional<T>& id)
{
    return id ? json::value(to_string(*id)) : json::value(nullptr);
}

json::value text_or_null(const std::optional<std::string>& text)
{
    return text ? json::value(*text) : json::value(nullptr);
}

json::array mentions(const std::vector<storage::Mention>& all)
{
    json::array list;
    for (const auto& mention : all) {
        if (mention.silent) continue;
        json::object o;
        o["id"] = to_string(mention.account);
        o["username"] = mention.username;
        o["url"] = mention.url.empty() ? mention.uri : mention.url;
        o["acct"] = mention.domain ? mention.username + '@' + *mention.domain : mention.username;
        list.push_back(std::move(o));
    }
    return list;
}

json::array tags(const std::vector<storage::Tag>& all, const Site& site)
{
    json::array list;
    for (const auto& tag : all) {
        json::object o;
        o["name"] = tag.name;
        o["url"] = site.urls.tag(tag.name);
        list.push_back(std::move(o));
    }
    return list;
}

json::array media(const std::vector<storage::Media>& all, const Site& site)
{
    json::array list;
    for (const auto& one : all) list.push_back(media_attachment(one, site.urls));
    return list;
}

json::value application(const storage::StatusView& view)
{
    if (!view.app) return nullptr;
    json::object o;
    o["name"] = view.app->first;
    o["website"] = text_or_null(view.app->second);
    return o;
}

void append_names(std::string& out, unsigned whom)
{
    using storage::QuotePolicy;
    constexpr std::array<std::pair<QuotePolicy::Whom, std::string_view>, 4> names{
        {{QuotePolicy::everybody, "\"public\""},
         {QuotePolicy::followers, "\"followers\""},
         {QuotePolicy::following, "\"following\""},
         {QuotePolicy::others, "\"unsupported_policy\""}}
    };
    out += '[';
    for (const auto& [bit, name] : names) {
        if ((whom & bit) == 0) continue;
        if (out.back() != '[') out += ',';
        out += name;
    }
    out += ']';
}

/// Articles and events have a name that a Status has no key for.
std::string content_of(std::string_view title, const std::string& content)
{
    return text::heading_above(title, content) + content;
}

} // namespace

json::object status(const storage::StatusView& view, const Site& site)
{
    const auto& s = view.status;
    json::object o;
    o["id"] = to_string(s.id);
    o["created_at"] = to_iso8601(s.created_at);
    o["in_reply_to_id"] = id_or_null(s.in_reply_to);
    o["in_reply_to_account_id"] = id_or_null(s.in_reply_to_account);
    o["sensitive"] = s.sensitive;
    o["spoiler_text"] = s.spoiler_text;
    o["visibility"] = visibility_name(static_cast<int>(s.visibility));
    o["language"] = text_or_null(s.language);
    o["uri"] = s.uri;
    o["url"] = s.url.value_or(s.uri);
    o["replies_count"] = view.stats.replies;
    o["reblogs_count"] = view.stats.reblogs;
    o["favourites_count"] = view.stats.favourites;
    o["quotes_count"] = view.stats.quotes;
    o["edited_at"] = s.edited_at ? json::value(to_iso8601(*s.edited_at)) : json::value(nullptr);
    o["content"] = content_of(s.title, build::quote_fallback(view) + s.content);
    o["application"] = application(view);
    o["account"] = account(view.author, site);
    o["media_attachments"] = media(view.media, site);
    o["mentions"] = mentions(view.mentions);
    o["tags"] = tags(view.tags, site);
    o["emojis"] = s.local ? emojis_in({s.content, s.spoiler_text}, site) : json::array{};
    o["card"] = view.card ? json::value(preview_card(*view.card)) : json::value(nullptr);
    return o;
}

void append_viewer(std::string& status, const storage::ViewerFlags& flags, std::string_view filtered)
{
    const auto add = [&](std::string_view key, bool value) {
        status.append(",\"").append(key).append(value ? "\":true" : "\":false");
    };
    add("favourited", flags.favourited);
    add("reblogged", flags.reblogged);
    add("muted", flags.muted);
    add("bookmarked", flags.bookmarked);
    add("pinned", flags.pinned);
    status.append(",\"filtered\":").append(filtered);
}

void append_quote_approval(std::string& status, storage::QuotePolicy policy, std::string_view may)
{
    status.append(R"(,"quote_approval":{"automatic":)");
    append_names(status, policy.automatic);
    status.append(R"(,"manual":)");
    append_names(status, policy.manual);
    status.append(R"(,"current_user":")").append(may).append(R"("})");
}

json::object status_edit(const storage::statuses::Edit& edit, const storage::StatusView& present, const Site& site)
{
    json::object o;
    o["content"] = content_of(edit.title, edit.content);
    o["spoiler_text"] = edit.spoiler_text;
    o["sensitive"] = edit.sensitive;
    o["created_at"] = to_iso8601(edit.created_at);
    o["account"] = account(present.author, site);
    o["media_attachments"] = media(present.media, site);
    o["emojis"] = present.status.local ? emojis_in({edit.content, edit.spoiler_text}, site) : json::array{};
    if (edit.poll_options.empty()) return o;
    json::array options;
    for (const auto& title : edit.poll_options) {
        json::object option;
        option["title"] = title;
        options.push_back(std::move(option));
    }
    json::object poll;
    poll["options"] = std::move(options);
    o["poll"] = std::move(poll);
    return o;
}

json::object status_source(const storage::Status& s)
{
    json::object o;
    o["id"] = to_string(s.id);
    o["text"] = s.source.value_or(plain_text(s.content));
    o["spoiler_text"] = s.spoiler_text;
    return o;
}

std::string plain_text(std::string_view html)
{
    constexpr std::array<std::pair<std::string_view, char>, 6> entities{
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}, {"&apos;", '\''}}
    };
    std::string words;
    words.reserve(html.size());
    bool inside = false;
    for (std::size_t i = 0; i < html.size(); ++i) {
        const char c = html[i];
        if (inside) {
            inside = c != '>';
            continue;
        }
        if (c == '<') {
            inside = true;
            const auto tag = html.substr(i);
            if (tag.starts_with("</p") || tag.starts_with("<br")) words += '\n';
            continue;
        }
        bool decoded = false;
        if (c == '&')
            for (const auto& [entity, character] : entities)
                if (html.substr(i).starts_with(entity)) {
                    words += character;
                    i += entity.size() - 1;
                    decoded = true;
                    break;
                }
        if (!decoded) words += c;
    }
    return words;
}

} // namespace rounds::entities
