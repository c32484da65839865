#include "server/api/people.hpp"

#include "server/entities/account.hpp"
#include "server/entities/collection.hpp"
#include "storage/account_moves.hpp"
#include "storage/collections.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

namespace rounds::api {

std::vector<json::object>
whole_accounts(Transaction& tx, const std::vector<storage::AccountView>& views, const entities::Site& site)
{
    std::vector<const storage::Account*> moved;
    for (const auto& view : views)
        if (view.account.moved_to_uri) moved.push_back(&view.account);
    const auto targets = storage::account_moves::targets(tx, moved);
    std::vector<AccountId> elsewhere;
    for (const auto& view : views)
        if (!view.account.local()) elsewhere.push_back(view.account.id);
    const auto policies = storage::collections::feature_policies(tx, elsewhere);
    std::vector<json::object> all;
    for (const auto& view : views) {
        auto o = entities::account(view, site);
        // A new account that moved on itself is shown without where to: they may point to each other.
        if (const auto target = targets.find(view.account.id);
            target != targets.end() && target->second.account.usable())
            o["moved"] = entities::account(target->second, site);
        if (!view.account.local()) {
            const auto told = std::ranges::find(policies, view.account.id, &storage::collections::Policy::account);
            o["feature_approval"] =
                entities::feature_approval(told == policies.end() ? std::nullopt : std::optional{told->may});
        }
        all.push_back(std::move(o));
    }
    return all;
}

json::object whole_account(Transaction& tx, const storage::AccountView& view, const entities::Site& site)
{
    return std::move(whole_accounts(tx, {view}, site).front());
}

std::string accounts_json(Transaction& tx, const std::vector<AccountId>& ids, const entities::Site& site)
{
    auto views = storage::accounts::views(tx, ids);
    std::erase_if(views, [](const auto& view) { return !view.account.usable(); });
    std::vector<std::string> pieces;
    for (const auto& one : whole_accounts(tx, views, site)) pieces.push_back(json::serialize(one));
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
