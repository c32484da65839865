#include "server/web/concerned.hpp"

#include "storage/accounts.hpp"
#include "storage/statuses.hpp"

namespace rounds::web {

using storage::Account;
using storage::Status;
using storage::network_acts::Act;

Concerned::Concerned(storage::Transaction& tx, const std::vector<Act>& acts)
{
    std::vector<StatusId> posts;
    std::vector<AccountId> people;
    for (const auto& act : acts) {
        if (act.status) posts.push_back(*act.status);
        for (const auto& one : {act.account, act.by})
            if (one) people.push_back(*one);
    }
    for (auto& view : storage::statuses::views(tx, posts)) {
        people_.emplace(view.status.account, view.author.account);
        posts_.emplace(view.status.id, std::move(view.status));
    }
    if (people.empty()) return;
    for (auto& view : storage::accounts::views(tx, people)) people_.emplace(view.account.id, std::move(view.account));
}

const Status* Concerned::post(const Act& act) const
{
    const auto found = act.status ? posts_.find(*act.status) : posts_.end();
    return found == posts_.end() ? nullptr : &found->second;
}

const Account* Concerned::person(AccountId id) const
{
    const auto found = people_.find(id);
    return found == people_.end() ? nullptr : &found->second;
}

const Account* Concerned::whom(const Act& act) const
{
    if (act.account) return person(*act.account);
    const auto* about = post(act);
    return about == nullptr ? nullptr : person(about->account);
}

const Account* Concerned::by(const Act& act) const
{
    return act.by ? person(*act.by) : nullptr;
}

} // namespace rounds::web
