#include "server/inbound/handlers.hpp"
#include "storage/accounts.hpp"

#include <algorithm>

namespace rounds::inbound {
namespace {

constexpr int followers_a_page = 200;
constexpr int most_pages = 500;

result<void> check(Scope& scope, const inbox::MoveActivity& move)
{
    if (move.object != scope.actor.uri) return scope.refuse("moves somebody else");
    if (scope.actor.moved_to_uri) return scope.refuse("moved already");
    const auto& target = scope.prepared.target;
    if (!target || target->uri != move.target || !target->usable())
        return scope.refuse("the new account cannot be had");
    if (target->moved_to_uri) return scope.refuse("the new account moved on");
    if (std::ranges::find(target->also_known_as, scope.actor.uri) == target->also_known_as.end())
        return scope.refuse("the new account does not name the old one");
    return {};
}

/// Followers here, with the cursor from which to go on.
std::vector<storage::Account> local_followers(Scope& scope, std::optional<std::int64_t>& cursor)
{
    const auto entries =
        storage::graph::followers(scope.tx, scope.actor.id, {.max_id = cursor, .limit = followers_a_page});
    std::vector<AccountId> ids;
    for (const auto& entry : entries) ids.push_back(entry.account);
    cursor = entries.empty() ? std::nullopt : std::optional{entries.back().cursor};
    std::vector<storage::Account> local;
    for (auto& view : storage::accounts::views(scope.tx, ids))
        if (view.account.local() && view.account.usable()) local.push_back(std::move(view.account));
    return local;
}

} // namespace

/// Followers here follow the new account, when it names the old one (N23). Their follow of the old one ends.
result<void> handle_move(Scope& scope, const inbox::MoveActivity& move)
{
    const auto checked = check(scope, move);
    if (!checked) return checked.error();
    const auto& target = *scope.prepared.target;
    storage::accounts::set_moved_to(scope.tx, scope.actor.id, target.uri);
    std::optional<std::int64_t> cursor;
    for (int page = 0; page < most_pages; ++page) {
        for (const auto& follower : local_followers(scope, cursor)) {
            const auto followed = social::follow(scope.tx, scope.urls, follower, target, {});
            const auto left = social::unfollow(scope.tx, follower, scope.actor);
            // Blocked or followed already: that follower stays as it is, the others go on.
            if (!followed || !left) continue;
        }
        if (!cursor) break;
    }
    return {};
}

} // namespace rounds::inbound
