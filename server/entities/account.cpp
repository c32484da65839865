#include "server/entities/account.hpp"

#include "server/entities/collection.hpp"
#include "server/entities/custom_emoji.hpp"
#include "server/entities/role.hpp"
#include "server/social/collections.hpp"

#include <array>

namespace rounds::entities {
namespace {

json::value time_or_null(const std::optional<Time>& time)
{
    return time ? json::value(to_iso8601(*time)) : json::value(nullptr);
}

json::array fields(const storage::Account& account, bool as_typed)
{
    json::array list;
    for (const auto& field : account.fields) {
        json::object o;
        o["name"] = field.name;
        o["value"] = as_typed ? field.source : field.value;
        o["verified_at"] = time_or_null(field.verified_at);
        list.push_back(std::move(o));
    }
    return list;
}

json::array texts(const std::vector<std::string>& all)
{
    json::array list;
    for (const auto& one : all) list.emplace_back(one);
    return list;
}

} // namespace

std::string_view visibility_name(int visibility) noexcept
{
    constexpr std::array<std::string_view, 4> names{"public", "unlisted", "private", "direct"};
    return visibility >= 0 && visibility < 4 ? names[static_cast<std::size_t>(visibility)] : names[3];
}

json::object account(const storage::AccountView& view, const Site& site)
{
    const auto& a = view.account;
    const auto avatar = site.urls.shown(a, social::Picture::avatar);
    const auto header = site.urls.shown(a, social::Picture::header);
    json::object o;
    o["id"] = to_string(a.id);
    o["username"] = a.username;
    o["acct"] = a.acct();
    o["display_name"] = a.display_name;
    o["locked"] = a.locked;
    o["bot"] = a.bot;
    o["discoverable"] = a.discoverable;
    o["indexable"] = a.indexable;
    o["group"] = a.group();
    o["created_at"] = to_iso8601(a.published_at.value_or(a.created_at));
    o["note"] = a.note;
    o["url"] = a.url.empty() ? a.uri : a.url;
    o["uri"] = a.uri;
    o["avatar"] = avatar;
    o["avatar_static"] = avatar;
    o["header"] = header;
    o["header_static"] = header;
    o["avatar_description"] = a.avatar_description;
    o["header_description"] = a.header_description;
    o["show_media"] = a.show_media;
    o["show_media_replies"] = a.show_media_replies;
    o["show_featured"] = a.show_featured;
    o["followers_count"] = a.remote_followers_count.value_or(view.stats.followers);
    o["following_count"] = a.remote_following_count.value_or(view.stats.following);
    o["statuses_count"] = a.remote_statuses_count.value_or(view.stats.statuses);
    const auto& last = view.stats.last_status_at;
    o["last_status_at"] = last ? json::value(to_iso_date(*last)) : json::value(nullptr);
    o["hide_collections"] = true;
    o["noindex"] = !a.indexable;
    o["emojis"] = a.local() ? emojis_in({a.display_name, a.note}, site) : json::array{};
    o["roles"] = json::array{};
    o["fields"] = fields(a, false);
    if (a.local()) o["feature_approval"] = feature_approval(social::featurable_by(a));
    if (a.suspended_at) o["suspended"] = true;
    if (a.silenced_at) o["limited"] = true;
    return o;
}

json::object credential_account(
    const storage::AccountView& view, const storage::User& user, std::int64_t follow_requests, const Site& site
)
{
    const auto& a = view.account;
    json::object source;
    source["privacy"] = visibility_name(user.default_visibility);
    source["sensitive"] = user.default_sensitive;
    source["language"] = user.default_language ? json::value(*user.default_language) : json::value(nullptr);
    source["note"] = a.note_source;
    source["fields"] = fields(a, true);
    source["follow_requests_count"] = follow_requests;
    source["hide_collections"] = true;
    source["discoverable"] = a.discoverable;
    source["indexable"] = a.indexable;
    source["attribution_domains"] = texts(a.attribution_domains);
    source["quote_policy"] = user.default_quote_policy;
    auto o = account(view, site);
    o["source"] = std::move(source);
    o["role"] = role(user.role, site);
    return o;
}

json::object profile(const storage::AccountView& view, const Site& site)
{
    const auto& a = view.account;
    const auto picture = [&](const std::string& url, social::Picture which) {
        return url.empty() ? json::value(nullptr) : json::value(site.urls.shown(a, which));
    };
    const auto avatar = picture(a.avatar_url, social::Picture::avatar);
    const auto header = picture(a.header_url, social::Picture::header);
    json::object o;
    o["id"] = to_string(a.id);
    o["display_name"] = a.display_name;
    o["note"] = a.note_source;
    o["fields"] = fields(a, true);
    o["avatar"] = avatar;
    o["avatar_static"] = avatar;
    o["avatar_description"] = a.avatar_description;
    o["header"] = header;
    o["header_static"] = header;
    o["header_description"] = a.header_description;
    o["locked"] = a.locked;
    o["bot"] = a.bot;
    o["hide_collections"] = true;
    o["discoverable"] = a.discoverable;
    o["indexable"] = a.indexable;
    o["show_media"] = a.show_media;
    o["show_media_replies"] = a.show_media_replies;
    o["show_featured"] = a.show_featured;
    o["attribution_domains"] = texts(a.attribution_domains);
    return o;
}

json::object muted_account(const storage::AccountView& view, const std::optional<Time>& expires_at, const Site& site)
{
    auto o = account(view, site);
    o["mute_expires_at"] = time_or_null(expires_at);
    return o;
}

} // namespace rounds::entities
