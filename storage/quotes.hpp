#pragma once

#include "storage/accounts.hpp"
#include "storage/columns.hpp"
#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Which post quotes which, and whether the author of the quoted one agreed. Knows nothing of visibility, but for
/// quoting().
namespace rounds::storage::quotes {

/// Of `quotes q LEFT JOIN statuses qs ON qs.id = q.quoted_status_id`.
inline constexpr SqlText columns{
    "q.quoted_uri, q.quoted_status_id, q.state, q.stamp_uri, coalesce(qs.url, q.quoted_uri)"
};
inline constexpr std::size_t column_count = 5;
[[nodiscard]] Quote read(ColumnReader& in);

/// A quote with both its ends.
struct Quoting
{
    StatusId status{}; ///< the post that quotes
    AccountId account{};
    bool local = false;
    Visibility visibility = Visibility::public_;
    std::string uri{};
    Quote quote{};
    std::optional<AccountId> quoted_account{}; ///< nothing: the quoted post is not here
};

/// A post has one quote: a second one is not added.
void add(Transaction& tx, StatusId status, const Quote& quote);
/// The post quotes nothing any more.
void remove(Transaction& tx, StatusId status);
/// Of a post that is not deleted; the row is held until the transaction ends.
[[nodiscard]] result<Quoting> find(Transaction& tx, StatusId status);
[[nodiscard]] result<Quoting> find_by_uri(Transaction& tx, std::string_view status_uri);
[[nodiscard]] result<Quoting> find_by_request(Transaction& tx, std::string_view request_uri);
/// All that lean on this stamp: more than one claims it when somebody lies.
[[nodiscard]] std::vector<Quoting> find_by_stamp(Transaction& tx, std::string_view stamp_uri);

void set_state(Transaction& tx, StatusId status, std::string_view state, const std::optional<std::string>& stamp);
void set_request(Transaction& tx, StatusId status, std::string_view request_uri);
/// The quoted post is here.
void link(Transaction& tx, StatusId status, StatusId quoted);

/// Posts with an accepted quote of `quoted` that the viewer may see, newest first.
[[nodiscard]] std::vector<StatusId>
quoting(Transaction& tx, StatusId quoted, std::optional<AccountId> viewer, const accounts::Page& page);

/// People here whose accepted quotes show the post, with their posts; the newest `limit`.
struct Quoter
{
    AccountId account{};
    StatusId status{};
};
[[nodiscard]] std::vector<Quoter> local_quoters(Transaction& tx, StatusId quoted, int limit);

} // namespace rounds::storage::quotes
