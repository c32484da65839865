#include "server/entities/instance.hpp"

#include <array>

namespace rounds::entities {
namespace {

json::array texts(const std::vector<std::string>& all)
{
    json::array list;
    for (const auto& one : all) list.push_back(json::value(one));
    return list;
}

/// "wss://host" without a path: clients append it (client-api.md section 6).
std::string streaming_url(const InstanceView& view)
{
    const bool secure = view.base.starts_with("https");
    return (secure ? "wss://" : "ws://") + view.domain;
}

json::object statuses_limits(const InstanceView& view)
{
    json::object o;
    o["max_characters"] = view.max_characters;
    o["max_media_attachments"] = view.media.attachments;
    o["characters_reserved_per_url"] = 23;
    return o;
}

json::object media_limits(const InstanceView::Media& media)
{
    json::object o;
    o["supported_mime_types"] = texts(media.types);
    o["description_limit"] = media.description_characters;
    o["image_size_limit"] = media.image_bytes;
    o["image_matrix_limit"] = media.image_pixels;
    o["video_size_limit"] = media.video_bytes;
    o["video_frame_rate_limit"] = media.video_frame_rate;
    o["video_matrix_limit"] = media.video_pixels;
    return o;
}

json::object poll_limits(const InstanceView& view)
{
    json::object o;
    o["max_options"] = view.poll_options;
    o["max_characters_per_option"] = view.poll_option_characters;
    o["min_expiration"] = view.poll_shortest_s;
    o["max_expiration"] = view.poll_longest_s;
    return o;
}

json::object account_limits(const InstanceView& view)
{
    json::object o;
    o["max_featured_tags"] = view.max_featured_tags;
    o["max_pinned_statuses"] = view.max_pinned;
    o["max_display_name_length"] = 30;
    o["max_note_length"] = 500;
    o["max_profile_fields"] = 4;
    o["profile_field_name_limit"] = 255;
    o["profile_field_value_limit"] = 255;
    return o;
}

json::object timelines_access()
{
    const auto feed = [] {
        json::object o;
        o["local"] = "authenticated";
        o["remote"] = "authenticated";
        return o;
    };
    json::object o;
    o["live_feeds"] = feed();
    o["hashtag_feeds"] = feed();
    o["trending_link_feeds"] = feed();
    return o;
}

json::object configuration(const InstanceView& view)
{
    json::object urls;
    urls["streaming"] = streaming_url(view);
    urls["about"] = view.base + "/about";
    json::object vapid;
    vapid["public_key"] = view.vapid_public_key;
    json::object translation;
    translation["enabled"] = false;
    json::object o;
    o["urls"] = std::move(urls);
    o["vapid"] = std::move(vapid);
    o["accounts"] = account_limits(view);
    o["statuses"] = statuses_limits(view);
    o["media_attachments"] = media_limits(view.media);
    o["polls"] = poll_limits(view);
    o["translation"] = std::move(translation);
    o["timelines_access"] = timelines_access();
    o["limited_federation"] = view.limited_federation;
    return o;
}

/// Why not, for who cannot make an account from an app (HTML).
json::value closed_message(const InstanceView& view)
{
    const auto& registrations = view.registrations;
    if (registrations.enabled) return nullptr;
    if (!registrations.invitations) return "<p>Accounts are made by the people who run this server.</p>";
    const auto& page = registrations.sign_up_page;
    return json::value(
        "<p>An account takes an invitation by the people who run this server: <a href=\"" + page + "\">" + page +
        "</a></p>"
    );
}

json::object registrations(const InstanceView& view)
{
    json::object o;
    o["enabled"] = view.registrations.enabled;
    o["approval_required"] = view.registrations.approval_required;
    o["reason_required"] = view.registrations.approval_required;
    o["message"] = closed_message(view);
    o["min_age"] = nullptr;
    o["url"] = nullptr;
    return o;
}

} // namespace

json::object instance(const InstanceView& view)
{
    json::object users;
    users["active_month"] = view.active_month;
    json::object usage;
    usage["users"] = std::move(users);
    json::object thumbnail;
    thumbnail["url"] = view.thumbnail;
    thumbnail["blurhash"] = nullptr;
    json::object versions;
    versions["@1x"] = view.thumbnail;
    thumbnail["versions"] = std::move(versions);
    json::object contact;
    contact["email"] = view.email;
    contact["account"] = view.contact_account;
    json::object api_versions;
    api_versions["mastodon"] = api_level;
    json::object o;
    o["domain"] = view.domain;
    o["title"] = view.title;
    o["version"] = api_version;
    o["source_url"] = view.base + "/about";
    o["description"] = view.description;
    o["usage"] = std::move(usage);
    o["thumbnail"] = std::move(thumbnail);
    o["icon"] = json::array{};
    o["languages"] = texts(view.languages);
    o["configuration"] = configuration(view);
    o["registrations"] = registrations(view);
    o["api_versions"] = std::move(api_versions);
    o["contact"] = std::move(contact);
    o["rules"] = rules(view.rules);
    return o;
}

json::object v1_instance(const InstanceView& view)
{
    json::object urls;
    urls["streaming_api"] = streaming_url(view);
    json::object stats;
    stats["user_count"] = view.users;
    stats["status_count"] = view.statuses;
    stats["domain_count"] = view.domains;
    json::object configuration;
    configuration["accounts"] = account_limits(view);
    configuration["statuses"] = statuses_limits(view);
    configuration["media_attachments"] = media_limits(view.media);
    configuration["polls"] = poll_limits(view);
    json::object o;
    o["uri"] = view.domain;
    o["title"] = view.title;
    o["short_description"] = view.description;
    o["description"] = view.description;
    o["email"] = view.email;
    o["version"] = api_version;
    o["urls"] = std::move(urls);
    o["stats"] = std::move(stats);
    o["thumbnail"] = view.thumbnail;
    o["languages"] = texts(view.languages);
    o["registrations"] = view.registrations.enabled;
    o["approval_required"] = view.registrations.approval_required;
    o["invites_enabled"] = view.registrations.invitations;
    o["configuration"] = std::move(configuration);
    o["contact_account"] = view.contact_account;
    o["rules"] = rules(view.rules);
    return o;
}

json::array rules(const std::vector<std::string>& texts)
{
    json::array list;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        json::object o;
        o["id"] = std::to_string(i + 1);
        o["text"] = texts[i];
        o["hint"] = "";
        list.push_back(std::move(o));
    }
    return list;
}

json::array language_names()
{
    static constexpr std::array<LanguageName, 36> names{{
        {"ar", "العربية"},  {"bg", "български"}, {"bn", "বাংলা"},      {"ca", "Català"},     {"cs", "čeština"},
        {"cy", "Cymraeg"},  {"da", "dansk"},     {"de", "Deutsch"},    {"el", "Ελληνικά"},   {"en", "English"},
        {"es", "Español"},  {"eu", "euskara"},   {"fa", "فارسی"},      {"fi", "suomi"},      {"fr", "Français"},
        {"ga", "Gaeilge"},  {"he", "עברית"},     {"hi", "हिन्दी"},      {"hu", "magyar"},     {"id", "Bahasa Indonesia"},
        {"it", "Italiano"}, {"ja", "日本語"},    {"ko", "한국어"},     {"nl", "Nederlands"}, {"no", "Norsk"},
        {"pl", "Polski"},   {"pt", "Português"}, {"ro", "Română"},     {"ru", "Русский"},    {"sv", "Svenska"},
        {"th", "ไทย"},      {"tr", "Türkçe"},    {"uk", "Українська"}, {"ur", "اردو"},       {"vi", "Tiếng Việt"},
        {"zh", "中文"},
    }};
    json::array list;
    for (const auto& [code, name] : names) {
        json::object o;
        o["code"] = code;
        o["name"] = name;
        list.push_back(std::move(o));
    }
    return list;
}

} // namespace rounds::entities
