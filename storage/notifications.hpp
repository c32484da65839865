#pragma once

#include "storage/accounts.hpp"
#include "storage/model/collection.hpp"
#include "storage/moderation.hpp"
#include "storage/reports.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage::notifications {

struct Notification
{
    NotificationId id{};
    std::string kind; ///< mention, status, reblog, follow, follow_request, favourite, update, quote, quoted_update,
                      ///< admin.report, moderation_warning, added_to_collection, collection_update
    AccountId from{};
    std::optional<StatusId> status;
    std::optional<ReportId> report; ///< of admin.report
    Time created_at{};
    std::string group_key;
    std::optional<StrikeId> strike;           ///< of moderation_warning
    std::optional<CollectionId> collection{}; ///< of added_to_collection and collection_update
};

struct Query
{
    std::vector<std::string> types; ///< empty: all
    std::vector<std::string> exclude_types;
    std::optional<AccountId> from;
    bool include_filtered = false; ///< also those that the reader's policy holds back
};

/// Newest first. None from accounts that `of` blocks or mutes with their notifications, or that are suspended; none
/// about reports once `of` is no moderator any more.
[[nodiscard]] std::vector<Notification>
list(Transaction& tx, AccountId of, const Query& query, const accounts::Page& page);
/// not_found when it is someone else's.
[[nodiscard]] result<Notification> find(Transaction& tx, AccountId of, NotificationId id);
[[nodiscard]] result<void> dismiss(Transaction& tx, AccountId of, NotificationId id);
/// Those of `ids` that are theirs.
void dismiss(Transaction& tx, AccountId of, const std::vector<NotificationId>& ids);
void clear(Transaction& tx, AccountId of);
/// Newer than the marker "notifications"; counted up to `limit`.
[[nodiscard]] int unread_count(Transaction& tx, AccountId of, const Query& query, int limit);

/// Kinds that are written in groups (social::notify): likes of one post, boosts of one post, follows.
[[nodiscard]] const std::vector<std::string>& groupable_kinds();

/// Like notifications that are told as one.
struct Group
{
    std::string key;     ///< opaque and stable
    Notification newest; ///< of those that the page covers
    std::int64_t count = 0;
    NotificationId most_recent{};
    NotificationId page_min{};
    NotificationId page_max{};
    Time latest_on_page{};
    std::vector<AccountId> sample; ///< up to eight, who came last first
};

/// Groups by their newest notification below max_id (or their oldest above min_id), newest first; one query. Kinds that
/// are not in `grouped` are told one by one.
[[nodiscard]] std::vector<Group> list_groups(
    Transaction& tx,
    AccountId of,
    const Query& query,
    const std::vector<std::string>& grouped,
    const accounts::Page& page
);
/// The whole group; also one notification by "ungrouped-{id}". not_found when none of it is left to be seen.
[[nodiscard]] result<Group> find_group(Transaction& tx, AccountId of, std::string_view key);
/// Who is behind the group, paged by notification.
struct Entry
{
    std::int64_t cursor;
    AccountId account;
};
[[nodiscard]] std::vector<Entry>
group_accounts(Transaction& tx, AccountId of, std::string_view key, const accounts::Page& page);
void dismiss_group(Transaction& tx, AccountId of, std::string_view key);
/// Groups with something newer than the marker "notifications"; counted up to `limit`.
[[nodiscard]] int
unread_groups(Transaction& tx, AccountId of, const Query& query, const std::vector<std::string>& grouped, int limit);

} // namespace rounds::storage::notifications
