#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::storage {

struct ProfileField
{
    std::string name{};
    std::string value{};  ///< sanitised HTML
    std::string source{}; ///< what a local person typed
    std::optional<Time> verified_at{};
};

/// A row of accounts: a person, network, organisation or application, of this instance or another.
struct Account
{
    AccountId id{};
    std::string username;
    std::optional<std::string> domain; ///< nothing: of this instance
    std::string uri;
    std::string url;
    std::string actor_type;
    std::string display_name;
    std::string note; ///< sanitised HTML
    std::string note_source;
    std::vector<ProfileField> fields;
    std::string avatar_url;
    std::string header_url;
    bool locked = false;
    bool bot = false;
    bool discoverable = false;
    bool indexable = false;
    std::string inbox_url;
    std::optional<std::string> shared_inbox_url;
    std::optional<std::string> outbox_url;
    std::optional<std::string> followers_url;
    std::optional<std::string> following_url;
    std::optional<std::string> featured_url;
    std::optional<std::string> moderators_url;
    std::vector<std::string> also_known_as;
    std::optional<std::string> moved_to_uri;
    std::optional<std::int64_t> remote_followers_count;
    std::optional<std::int64_t> remote_following_count;
    std::optional<std::int64_t> remote_statuses_count;
    std::optional<Time> suspended_at;
    std::optional<Time> silenced_at;
    std::optional<Time> deleted_at;
    std::optional<Time> fetched_at;
    std::optional<Time> published_at;
    Time created_at{};
    Time updated_at{};
    std::string avatar_description{}; ///< plain text
    std::string header_description{};
    std::vector<std::string> attribution_domains{}; ///< sites whose pages may name the account as author
    bool show_media = true;                         ///< tabs of the profile
    bool show_media_replies = true;
    bool show_featured = true;

    [[nodiscard]] bool local() const noexcept { return !domain; }
    [[nodiscard]] bool group() const noexcept { return actor_type == "Group"; }
    [[nodiscard]] bool usable() const noexcept { return !suspended_at && !deleted_at; }
    /// "ann" here, "ann@mercy.example" elsewhere.
    [[nodiscard]] std::string acct() const { return domain ? username + '@' + *domain : username; }
};

struct AccountStats
{
    std::int64_t statuses = 0;
    std::int64_t followers = 0;
    std::int64_t following = 0;
    std::optional<Time> last_status_at{};
};

struct AccountView
{
    Account account;
    AccountStats stats;
};

/// A row of actor_keys.
struct ActorKey
{
    KeyId id{};
    AccountId account{};
    std::string key_uri{};
    std::string algorithm{};  ///< "rsa" or "ed25519"
    std::string public_key{}; ///< SubjectPublicKeyInfo in DER (RSA) or 32 raw bytes (Ed25519)
    std::string private_key_sealed{};
    Time checked_at{};
};

/// A row of users: the log-in of a person here.
struct User
{
    AccountId account{};
    std::string email{};
    std::string password_hash{};
    std::string role{}; ///< member, moderator, admin
    std::string stakeholder{};
    std::string locale{};
    int default_visibility = 0;
    bool default_sensitive = false;
    std::optional<std::string> default_language{};
    std::string expand_media{};
    bool expand_spoilers = false;
    std::optional<Time> confirmed_at{};
    std::optional<Time> disabled_at{};
    int failed_logins = 0;
    std::optional<Time> locked_until{};
    std::string default_quote_policy = "public"; ///< public, followers, nobody
    std::string new_email{};                     ///< asked for and not confirmed
    std::optional<Time> second_factor_at{};
    Time created_at{};
};

} // namespace rounds::storage
