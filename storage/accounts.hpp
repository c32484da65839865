#pragma once

#include "storage/model/account.hpp"
#include "storage/pg/transaction.hpp"

#include <span>

namespace rounds::storage::accounts {

struct Page
{
    std::optional<std::int64_t> max_id{};   ///< older than this
    std::optional<std::int64_t> since_id{}; ///< newer than this, newest first
    std::optional<std::int64_t> min_id{};   ///< directly above this, still newest first
    int limit = 20;
};

/// An account as its columns are; errc::not_found also for deleted ones.
[[nodiscard]] result<Account> find(Transaction& tx, AccountId id);
[[nodiscard]] result<Account> find_by_uri(Transaction& tx, std::string_view uri);
/// Without a domain: of this instance. Names and domains are compared without case.
[[nodiscard]] result<Account>
find_by_handle(Transaction& tx, std::string_view username, const std::optional<std::string>& domain);
/// In the order of `ids`; unknown ids are left out. Two queries whatever the number.
[[nodiscard]] std::vector<AccountView> views(Transaction& tx, const std::vector<AccountId>& ids);
[[nodiscard]] result<AccountView> view(Transaction& tx, AccountId id);
[[nodiscard]] std::vector<Account> find_by_uris(Transaction& tx, const std::vector<std::string>& uris);

/// A new local actor; `id` comes from next_id() so that urls can be made of it. already_exists when the name is or was
/// taken.
[[nodiscard]] AccountId next_id(Transaction& tx);
[[nodiscard]] result<Account> create_local(Transaction& tx, const Account& account);
/// Inserts or refreshes a remote actor by uri; the handle stays as first seen. already_exists when another uri holds
/// the handle or the actor now names another one; gone when it was deleted.
[[nodiscard]] result<Account> save_remote(Transaction& tx, const Account& account);
/// Display name, note, fields, images, flags. Adds an event.
void update_profile(Transaction& tx, const Account& account);
void mark_deleted(Transaction& tx, AccountId id);
void set_suspended(Transaction& tx, AccountId id, bool suspended);

void add_key(Transaction& tx, const ActorKey& key);
/// Replaces the keys of a remote actor.
void replace_keys(Transaction& tx, AccountId account, std::span<const ActorKey> keys);
[[nodiscard]] result<ActorKey> find_key(Transaction& tx, std::string_view key_uri);
[[nodiscard]] std::vector<ActorKey> keys_of(Transaction& tx, AccountId account);

/// Adds to the counters, making the row when missing. Called last in a transaction: the row is locked until commit.
struct StatsChange
{
    int statuses = 0;
    int followers = 0;
    int following = 0;
    bool posted = false; ///< last_status_at becomes now
};
void change_stats(Transaction& tx, AccountId id, const StatsChange& change);

[[nodiscard]] result<User> find_user(Transaction& tx, AccountId account);
[[nodiscard]] result<User> find_user_by_email(Transaction& tx, std::string_view email);
void create_user(Transaction& tx, const User& user);
void update_user_preferences(Transaction& tx, const User& user);
void set_password(Transaction& tx, AccountId account, std::string_view password_hash);
void set_role(Transaction& tx, AccountId account, std::string_view role, std::string_view stakeholder);
void record_login(Transaction& tx, AccountId account, bool succeeded, std::optional<Time> locked_until);

struct InstanceFigures
{
    std::int64_t users = 0;
    std::int64_t active_month = 0;
    std::int64_t active_half_year = 0;
    std::int64_t local_statuses = 0;
    std::int64_t known_domains = 0;
};
[[nodiscard]] InstanceFigures instance_figures(Transaction& tx);

/// Prefix search in user names and display names, those followed by `viewer` first.
[[nodiscard]] std::vector<AccountId> search(
    Transaction& tx, std::string_view query, std::optional<AccountId> viewer, bool following_only, int limit, int offset
);

} // namespace rounds::storage::accounts
