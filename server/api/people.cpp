#include "server/api/people.hpp"

#include "server/entities/account.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::api {

std::string accounts_json(Transaction& tx, const std::vector<AccountId>& ids, const entities::Site& site)
{
    std::vector<std::string> pieces;
    for (const auto& view : storage::accounts::views(tx, ids))
        if (view.account.usable()) pieces.push_back(json::serialize(entities::account(view, site)));
    return json_list(pieces);
}

result<storage::Account> find_account(Transaction& tx, AccountId id)
{
    auto found = storage::accounts::find(tx, id);
    if (!found) return found.error();
    if (!found->usable()) return errc::not_found;
    return found;
}

} // namespace rounds::api
