#pragma once

#include "server/api/answers.hpp"
#include "server/api/state.hpp"
#include "storage/graph.hpp"

#include <vector>

namespace rounds::api {

/// Accounts as a profile shows them: besides what every post tells of its author, where one that moved is now
/// (`moved`), and who may recommend one of another server. Two queries more when any of them moved, one when any is
/// from elsewhere.
[[nodiscard]] std::vector<json::object>
whole_accounts(Transaction& tx, const std::vector<storage::AccountView>& views, const entities::Site& site);
[[nodiscard]] json::object whole_account(Transaction& tx, const storage::AccountView& view, const entities::Site& site);

/// The same as a JSON array, in the order of `ids`; suspended ones are left out. One query, and those above.
[[nodiscard]] std::string accounts_json(Transaction& tx, const std::vector<AccountId>& ids, const entities::Site& site);

/// A page of accounts that is ordered by hidden rows: only the Link header continues it.
struct AccountPage
{
    std::string body;
    Edges edges;
};
template <class Entries>
[[nodiscard]] AccountPage account_page(Transaction& tx, const Entries& entries, const entities::Site& site)
{
    std::vector<AccountId> ids;
    for (const auto& entry : entries) ids.push_back(entry.account);
    AccountPage page{.body = accounts_json(tx, ids, site), .edges = {}};
    if (!entries.empty())
        page.edges = {.newest = entries.front().cursor, .oldest = entries.back().cursor, .rows = entries.size()};
    return page;
}

/// The account if it is one that anybody may be shown: not the suspended, not the instance's own.
[[nodiscard]] result<storage::Account> find_account(Transaction& tx, AccountId id);

} // namespace rounds::api
