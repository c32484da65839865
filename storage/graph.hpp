#pragma once

#include "storage/accounts.hpp"

#include <set>

namespace rounds::storage::graph {

struct Follow
{
    FollowId id{};
    AccountId account{};
    AccountId target{};
    std::string uri{};
    bool accepted = false;
    bool show_reblogs = true;
    bool notify = false;
    std::vector<std::string> languages{};
};

/// How one account stands to another, both ways.
struct Relationship
{
    AccountId target{};
    bool following = false;
    bool showing_reblogs = false;
    bool notifying = false;
    std::vector<std::string> languages{};
    bool followed_by = false;
    bool blocking = false;
    bool blocked_by = false;
    bool muting = false;
    bool muting_notifications = false;
    std::optional<Time> muting_expires_at{};
    bool requested = false;
    bool requested_by = false;
    bool domain_blocking = false;
    bool endorsed = false;
    std::string note{};
};

/// already_exists when there is one, accepted or not.
[[nodiscard]] result<Follow> add_follow(Transaction& tx, const Follow& follow);
void update_follow(Transaction& tx, const Follow& follow);
[[nodiscard]] result<Follow> find_follow(Transaction& tx, AccountId account, AccountId target);
[[nodiscard]] result<Follow> find_follow_by_uri(Transaction& tx, std::string_view uri);
/// not_found when there is no such request.
[[nodiscard]] result<Follow> accept_follow(Transaction& tx, AccountId account, AccountId target);
/// The removed follow or request.
[[nodiscard]] result<Follow> remove_follow(Transaction& tx, AccountId account, AccountId target);

/// One query, in the order of `targets`.
[[nodiscard]] std::vector<Relationship>
relationships(Transaction& tx, AccountId account, const std::vector<AccountId>& targets);

/// Ids with the follow's id for paging by Link.
struct Entry
{
    std::int64_t cursor;
    AccountId account;
};
[[nodiscard]] std::vector<Entry> followers(Transaction& tx, AccountId of, const accounts::Page& page);
[[nodiscard]] std::vector<Entry> following(Transaction& tx, AccountId of, const accounts::Page& page);
[[nodiscard]] std::vector<Entry> follow_requests(Transaction& tx, AccountId of, const accounts::Page& page);

/// Whom `of` follows and who follow back, newest follow first.
[[nodiscard]] std::vector<AccountId> mutuals(Transaction& tx, AccountId of, int limit);

/// Accepted follows, unpaged, for delivery and timelines.
struct Inbox
{
    std::string url;  ///< shared when there is one
    std::string host; ///< host[:port]
};
[[nodiscard]] std::vector<Inbox> follower_inboxes(Transaction& tx, AccountId of);
[[nodiscard]] bool has_local_followers(Transaction& tx, AccountId of);
[[nodiscard]] std::vector<AccountId> local_followers_to_notify(Transaction& tx, AccountId of);
/// Those of whose posts anybody asked to be notified.
[[nodiscard]] std::set<AccountId> awaited_authors(Transaction& tx, const std::vector<AccountId>& among);

[[nodiscard]] result<void> add_block(Transaction& tx, AccountId account, AccountId target);
[[nodiscard]] result<void> remove_block(Transaction& tx, AccountId account, AccountId target);
[[nodiscard]] result<void>
add_mute(Transaction& tx, AccountId account, AccountId target, bool notifications, std::optional<Time> expires_at);
[[nodiscard]] result<void> remove_mute(Transaction& tx, AccountId account, AccountId target);
[[nodiscard]] std::vector<Entry> blocks(Transaction& tx, AccountId of, const accounts::Page& page);
[[nodiscard]] std::vector<Entry> mutes(Transaction& tx, AccountId of, const accounts::Page& page);
void set_note(Transaction& tx, AccountId account, AccountId target, std::string_view comment);

} // namespace rounds::storage::graph
