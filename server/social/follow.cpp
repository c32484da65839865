#include "server/social/doors.hpp"
#include "server/social/move.hpp"
#include "server/social/verbs.hpp"
#include "storage/base/guards.hpp"
#include "storage/featured.hpp"

namespace rounds::social {

namespace {

using storage::Statement;
using storage::graph::Follow;

const Statement blocked_sql{"follow.blocked", R"(
    SELECT EXISTS (SELECT 1 FROM blocks
            WHERE account_id = $1 AND target_account_id = $2 OR account_id = $2 AND target_account_id = $1)
        OR EXISTS (SELECT 1 FROM account_domain_blocks d JOIN accounts a ON lower(a.domain) = d.domain
            WHERE d.account_id = $1 AND a.id = $2 OR d.account_id = $2 AND a.id = $1))"};
/// A server that lost its memory asks again under a new id, and waits for an Accept of that one.
const Statement renew_uri_sql{"follow.renew_uri", R"(
    UPDATE follows SET uri = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM follows WHERE uri = $2))"};

void count_follow(Transaction& tx, const Follow& follow, int change)
{
    storage::accounts::StatsChange of_follower;
    of_follower.following = change;
    storage::accounts::StatsChange of_followed;
    of_followed.followers = change;
    // In one order everywhere, so that two who follow each other at once do not wait for each other.
    const bool follower_first = follow.account < follow.target;
    if (follower_first) storage::accounts::change_stats(tx, follow.account, of_follower);
    storage::accounts::change_stats(tx, follow.target, of_followed);
    if (!follower_first) storage::accounts::change_stats(tx, follow.account, of_follower);
}

void say_accepted(Transaction& tx, const Account& target, const Account& by, const Follow& follow)
{
    if (target.local() && !by.local())
        say(tx,
            {.what = Say::follow_accepted, .account = target.id, .target = by.id, .status = {}, .text = follow.uri});
}

/// Repeated: new options, or a remote server that asks again.
Follow repeat(
    Transaction& tx,
    Follow existing,
    const Account& by,
    const Account& target,
    const FollowOptions& options,
    const std::optional<std::string>& arrived_uri
)
{
    existing.show_reblogs = options.show_reblogs;
    existing.notify = options.notify;
    existing.languages = options.languages;
    if (by.local()) storage::graph::update_follow(tx, existing);
    if (arrived_uri && existing.uri != *arrived_uri &&
        tx.exec(renew_uri_sql, existing.id, *arrived_uri).affected() == 1)
        existing.uri = *arrived_uri;
    if (arrived_uri && existing.accepted) say_accepted(tx, target, by, existing);
    return existing;
}

} // namespace

result<Follow> follow(
    Transaction& tx,
    const Urls& urls,
    const Account& by,
    const Account& target,
    const FollowOptions& options,
    const std::optional<std::string>& arrived_uri
)
{
    if (!target.usable()) return errc::not_found;
    if (by.id == target.id || !by.usable() || has_left(by)) return errc::forbidden;
    if (tx.exec(blocked_sql, by.id, target.id).front().at(0).as<bool>()) return errc::forbidden;
    if (auto existing = storage::graph::find_follow(tx, by.id, target.id))
        return repeat(tx, std::move(*existing), by, target, options, arrived_uri);

    if (const auto open = knock(tx, by, target); !open) return open.error();
    Follow wanted;
    wanted.account = by.id;
    wanted.target = target.id;
    wanted.uri = arrived_uri ? *arrived_uri : urls.activity(by, "follow", to_string(storage::accounts::next_id(tx)));
    wanted.accepted = guards::hold("consent", target.local() && !target.locked);
    wanted.show_reblogs = options.show_reblogs;
    wanted.notify = options.notify;
    wanted.languages = options.languages;
    auto made = storage::graph::add_follow(tx, wanted);
    if (!made) return made;
    enter(tx, by, target);
    notify(tx, target.id, by.id, made->accepted ? "follow" : "follow_request");
    if (!target.local())
        say(tx,
            {.what = Say::follow_requested, .account = by.id, .target = target.id, .status = {}, .text = made->uri});
    if (made->accepted) {
        say_accepted(tx, target, by, *made);
        count_follow(tx, *made, 1);
    }
    return made;
}

result<void> unfollow(Transaction& tx, const Account& by, const Account& target)
{
    const auto ended = storage::graph::remove_follow(tx, by.id, target.id);
    if (!ended) return ended.error();
    leave(tx, by, target);
    storage::featured::unendorse(tx, by.id, target.id); // one endorses whom one follows
    unnotify(tx, target.id, by.id, ended->accepted ? "follow" : "follow_request");
    if (by.local() && !target.local())
        say(tx, {.what = Say::follow_undone, .account = by.id, .target = target.id, .status = {}, .text = ended->uri});
    if (ended->accepted) count_follow(tx, *ended, -1);
    return {};
}

result<void> accept_follow(Transaction& tx, const Account& target, const Account& by)
{
    const auto accepted = storage::graph::accept_follow(tx, by.id, target.id);
    if (!accepted) return accepted.error();
    unnotify(tx, target.id, by.id, "follow_request");
    notify(tx, target.id, by.id, "follow");
    say_accepted(tx, target, by, *accepted);
    count_follow(tx, *accepted, 1);
    return {};
}

result<void> reject_follow(Transaction& tx, const Account& target, const Account& by)
{
    const auto ended = storage::graph::remove_follow(tx, by.id, target.id);
    if (!ended) return ended.error();
    leave(tx, by, target);
    storage::featured::unendorse(tx, by.id, target.id);
    unnotify(tx, target.id, by.id, ended->accepted ? "follow" : "follow_request");
    if (target.local() && !by.local())
        say(tx,
            {.what = Say::follow_rejected, .account = target.id, .target = by.id, .status = {}, .text = ended->uri});
    if (ended->accepted) count_follow(tx, *ended, -1);
    return {};
}

} // namespace rounds::social
