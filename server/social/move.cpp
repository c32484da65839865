#include "server/social/move.hpp"

#include "storage/account_moves.hpp"
#include "storage/accounts.hpp"
#include "storage/base/guards.hpp"
#include "storage/jobs.hpp"

#include <algorithm>

namespace rounds::social {
namespace {

namespace moves = storage::account_moves;

constexpr int part = 200; // follows in one transaction
constexpr int most_blockers = 1000;

bool names(const Account& account, const std::string& uri)
{
    return std::ranges::find(account.also_known_as, uri) != account.also_known_as.end();
}

void tell_profile(Transaction& tx, AccountId account)
{
    say(tx, {.what = Say::profile_updated, .account = account, .target = {}, .status = {}, .text = {}});
}

/// Blocked by the new one, or it is the new one itself: that follower is where it is, and the others go on.
void go_along(
    Transaction& tx, const Urls& urls, const storage::graph::Follow& old, const Account& from, const Account& to
)
{
    const auto follower = storage::accounts::find(tx, old.account);
    if (!follower) return;
    const FollowOptions options{.show_reblogs = old.show_reblogs, .notify = old.notify, .languages = old.languages};
    const bool there = storage::graph::find_follow(tx, follower->id, to.id).has_value();
    if (!there) (void)follow(tx, urls, *follower, to, options);
    (void)unfollow(tx, *follower, from);
}

} // namespace

bool has_left(const Account& account) noexcept
{
    return account.local() && account.moved_to_uri.has_value();
}

std::optional<MoveRefusal>
why_not_move(Transaction& tx, const Account& from, const Account& to, Time now, std::chrono::seconds rest)
{
    if (from.id == to.id) return MoveRefusal::itself;
    if (!to.usable() || to.actor_type == "Application" || to.group() != from.group()) return MoveRefusal::unusable;
    if (to.moved_to_uri) return MoveRefusal::moved_on;
    if (!guards::hold("move", names(to, from.uri))) return MoveRefusal::not_linked;
    const auto before = moves::latest(tx, from.id);
    if (before && before->created_at + rest > now) return MoveRefusal::too_soon;
    return std::nullopt;
}

std::optional<MoveRefusal>
move_out(Transaction& tx, const Urls& urls, const Account& from, const Account& to, Time now, std::chrono::seconds rest)
{
    if (const auto refusal = why_not_move(tx, from, to, now, rest)) return refusal;
    tell_profile(tx, from.id);
    say(tx, {.what = Say::account_moved, .account = from.id, .target = to.id, .status = {}, .text = {}});
    let_followers_go(tx, urls, from, to, now);
    return std::nullopt;
}

void take_back_move(Transaction& tx, const Account& account)
{
    moves::take_back(tx, account.id);
    tell_profile(tx, account.id);
}

void let_followers_go(Transaction& tx, const Urls& urls, const Account& from, const Account& to, Time now)
{
    moves::add(tx, from.id, to.uri, now);
    moves::carry_over(tx, from.id, to.id);
    for (const auto id : moves::local_blockers(tx, from.id, to.id, most_blockers))
        if (const auto blocker = storage::accounts::find(tx, id)) (void)block(tx, *blocker, to);
    if (move_some(tx, urls, from.id, to.id)) return;
    json::object payload;
    payload["from"] = to_string(from.id);
    payload["to"] = to_string(to.id);
    storage::jobs::add(tx, move_job, payload);
}

bool move_some(Transaction& tx, const Urls& urls, AccountId from, AccountId to)
{
    const auto old = storage::accounts::find(tx, from);
    const auto next = storage::accounts::find(tx, to);
    if (!old || !next || !next->usable()) return true;
    const auto follows = moves::local_follows(tx, from, part);
    for (const auto& follow : follows) go_along(tx, urls, follow, *old, *next);
    return std::ssize(follows) < part;
}

result<void> add_alias(Transaction& tx, const Account& account, const std::string& uri)
{
    if (uri == account.uri) return errc::invalid_argument;
    if (names(account, uri)) return errc::already_exists;
    if (account.also_known_as.size() >= most_aliases) return errc::too_many;
    auto aliases = account.also_known_as;
    aliases.push_back(uri);
    moves::set_aliases(tx, account.id, aliases);
    tell_profile(tx, account.id);
    return {};
}

result<void> remove_alias(Transaction& tx, const Account& account, const std::string& uri)
{
    if (!names(account, uri)) return errc::not_found;
    auto aliases = account.also_known_as;
    std::erase(aliases, uri);
    moves::set_aliases(tx, account.id, aliases);
    tell_profile(tx, account.id);
    return {};
}

} // namespace rounds::social
