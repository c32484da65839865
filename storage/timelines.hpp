#pragma once

#include "storage/accounts.hpp"
#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

/// Which posts a list shows, as ids. Coarse about who may see them - enough for full pages - and never the authority:
/// callers pass every page through social::visible.
namespace rounds::storage::timelines {

using accounts::Page;

enum class Origin { any, local, remote };

/// Public posts, no boosts, none of accounts that `viewer` blocks, mutes or is blocked by.
[[nodiscard]] std::vector<StatusId>
public_timeline(Transaction& tx, Origin origin, bool only_media, std::optional<AccountId> viewer, const Page& page);

struct TagQuery
{
    std::vector<std::string> any; ///< at least one of these (lower case)
    std::vector<std::string> all; ///< and each of these
    std::vector<std::string> none;
    Origin origin = Origin::any;
    bool only_media = false;
};
[[nodiscard]] std::vector<StatusId>
tag_timeline(Transaction& tx, const TagQuery& query, std::optional<AccountId> viewer, const Page& page);

/// Public posts that link the page first of all.
[[nodiscard]] std::vector<StatusId>
link_timeline(Transaction& tx, const std::string& url, std::optional<AccountId> viewer, const Page& page);

struct ProfileQuery
{
    AccountId account{};
    bool exclude_replies = false; ///< to others; a thread with oneself stays
    bool exclude_reblogs = false;
    bool only_media = false;
    bool pinned = false;
    std::string tagged; ///< lower case; empty: all
};
[[nodiscard]] std::vector<StatusId>
profile(Transaction& tx, const ProfileQuery& query, std::optional<AccountId> viewer, const Page& page);

/// Posts of the accounts in a list, by its replies policy.
[[nodiscard]] std::vector<StatusId> list_timeline(Transaction& tx, ListId list, AccountId owner, const Page& page);

/// Those of `readings` whose post the reader would find in the public timeline: the rules of public_timeline for many
/// readers. One query for each 500.
[[nodiscard]] std::vector<Reading> public_readings(Transaction& tx, const std::vector<Reading>& readings);

/// A post that may be shown in a list.
struct ListReading
{
    ListId list{};
    StatusId status{};

    bool operator==(const ListReading&) const = default;
};
/// Those whose post the list's owner would find in list_timeline. One query for each 500.
[[nodiscard]] std::vector<ListReading> list_readings(Transaction& tx, const std::vector<ListReading>& readings);

/// Paged by the id of the mark, not of the post.
struct Marked
{
    std::int64_t cursor;
    StatusId status;
};
[[nodiscard]] std::vector<Marked> favourites(Transaction& tx, AccountId of, const Page& page);
[[nodiscard]] std::vector<Marked> bookmarks(Transaction& tx, AccountId of, const Page& page);

struct Marker
{
    std::int64_t cursor;
    AccountId account;
};
[[nodiscard]] std::vector<Marker> favourited_by(Transaction& tx, StatusId status, const Page& page);
/// Whose boosts anyone may see; all of them for the author, who was told of each.
[[nodiscard]] std::vector<Marker>
reblogged_by(Transaction& tx, StatusId status, std::optional<AccountId> viewer, const Page& page);

/// Those of `ids`, in order, whose authors the viewer neither blocks nor mutes, and is not blocked by.
[[nodiscard]] std::vector<StatusId> without_hidden(Transaction& tx, AccountId viewer, const std::vector<StatusId>& ids);

/// The chain of posts above, the root first; at most `limit`.
[[nodiscard]] std::vector<StatusId> ancestors(Transaction& tx, StatusId of, int limit);
/// The tree below, depth first, siblings by age; at most `limit`, `depth` deep.
[[nodiscard]] std::vector<StatusId> descendants(Transaction& tx, StatusId of, int limit, int depth);

} // namespace rounds::storage::timelines
