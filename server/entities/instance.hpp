#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::entities {

/// What this instance says of itself.
struct InstanceView
{
    std::string domain;
    std::string base; ///< "https://mercy.example"
    std::string title;
    std::string description;
    std::string email;
    std::string thumbnail; ///< absolute URL
    std::vector<std::string> languages;
    std::vector<std::string> rules;
    std::string vapid_public_key;
    std::size_t max_characters = 0;
    int max_pinned = 0;
    std::size_t max_featured_tags = 0;
    std::size_t poll_options = 0;
    std::size_t poll_option_characters = 0;
    unsigned poll_shortest_s = 0;
    unsigned poll_longest_s = 0;
    struct Media
    {
        std::vector<std::string> types; ///< media types that are taken
        std::size_t attachments = 0;
        std::size_t description_characters = 0;
        std::size_t image_bytes = 0;
        std::size_t video_bytes = 0;
        std::uint64_t image_pixels = 0;
        std::uint64_t video_pixels = 0;
        unsigned video_frame_rate = 0;
    } media;
    bool limited_federation = true; ///< allow-list
    struct Registrations
    {
        bool enabled = false; ///< whoever asks by an app, without an invitation
        bool approval_required = false;
        bool invitations = false;   ///< are what it takes
        std::string sign_up_page{}; ///< absolute URL; empty: closed
    } registrations;
    std::int64_t users = 0;
    std::int64_t statuses = 0;
    std::int64_t domains = 0;
    std::int64_t active_month = 0;
    json::value contact_account; ///< Account or null
};

/// The API version that clients read features from: never more than exists (client-api.md section 6).
inline constexpr std::string_view api_version = "4.6.0 (compatible; Rounds " ROUNDS_VERSION ")";

/// `api_versions.mastodon`: all of this level and of those below it works.
///
///  1 posts by link: GET timelines/link
///  2 grouped notifications and their policy: v2/notifications
///  3 attribution_domains of accounts
///  4 DELETE media/:id, delete_media of DELETE statuses/:id
///  5 filters that blur
///  6 endorsing accounts, featuring tags from where they are seen
///  7 quotes: quoted_status_id, quote_approval_policy, statuses/:id/quotes, revoke, interaction_policy
///  8 GET and PATCH profile; annual_reports/:year/state (nobody has one)
///  9 descriptions of avatar and header
/// 10 collections of accounts, supported_types of notifications
inline constexpr int api_level = 10;

/// Instance (version 2)
[[nodiscard]] json::object instance(const InstanceView& view);
/// V1::Instance
[[nodiscard]] json::object v1_instance(const InstanceView& view);
/// Rules, numbered from 1.
[[nodiscard]] json::array rules(const std::vector<std::string>& texts);

struct LanguageName
{
    std::string_view code;
    std::string_view name;
};
/// Languages of the composer: ISO 639-1 codes with their own names.
[[nodiscard]] json::array language_names();

} // namespace rounds::entities
