#include "server/knowledge/network_moderation.hpp"

#include "server/knowledge/decision_words.hpp"
#include "server/social/decision_saying.hpp"
#include "storage/audit.hpp"
#include "storage/base/guards.hpp"
#include "storage/networks.hpp"

namespace rounds::knowledge {
namespace {

namespace acts = storage::network_acts;

/// The network, for one of its stewards.
result<Network> stewarded(Transaction& tx, const Account& by, NetworkId id)
{
    auto network = storage::networks::find(tx, id);
    if (!network) return network.error();
    if (!guards::hold("moderator", may_steward(tx, *network, by.id))) return errc::forbidden;
    return network;
}

/// The same, and for who decides on appeals.
result<Network> overseen(Transaction& tx, const Account& by, NetworkId id)
{
    auto network = storage::networks::find(tx, id);
    if (!network) return network.error();
    const auto user = storage::accounts::find_user(tx, by.id);
    const bool staff = user && user->role != "member";
    if (!staff && !may_steward(tx, *network, by.id)) return errc::forbidden;
    return network;
}

void note(Transaction& tx, const Decider& by, std::string_view action, const Network& network)
{
    storage::audit::Entry entry;
    entry.actor = by.account.id;
    entry.via = by.via;
    entry.action = action;
    entry.target_kind = "network";
    entry.target = to_int(network.id);
    storage::audit::add(tx, entry);
}

/// Writes it down and tells everybody: whom it concerns, other servers, the audit log.
void decided(
    Transaction& tx,
    const social::Urls& urls,
    const Decider& by,
    const Network& network,
    const Act& act,
    std::string_view action,
    Time now
)
{
    tell_concerned(tx, urls, network, act, Outcome::done, now);
    social::say_decision(tx, act, by.account.id, false, by.activity);
    note(tx, by, action, network);
}

result<Act> undone(
    Transaction& tx,
    const social::Urls& urls,
    const Decider& by,
    const Network& network,
    const Act& act,
    std::string_view action,
    Time now
)
{
    if (const auto ended = acts::undo(tx, act.id); !ended) return ended.error();
    tell_concerned(tx, urls, network, act, Outcome::undone, now);
    social::say_decision(tx, act, by.account.id, true, by.activity);
    note(tx, by, action, network);
    return acts::find(tx, act.id);
}

Act begin(const Network& network, const Decider& by, std::string_view kind, std::string_view reason)
{
    Act act;
    act.group = network.account;
    act.kind = kind;
    act.by = by.account.id;
    act.reason = reason;
    if (!by.activity.empty()) act.uri = by.activity;
    return act;
}

/// Out of the group's sight: its boost and its places go.
result<Act> take_out(Transaction& tx, const Account& group, Act act)
{
    auto added = acts::add(tx, act);
    if (!added) return added.error();
    acts::take_out(tx, *added);
    (void)social::undo_boost(tx, group, *added->status); // it may have none
    return acts::find(tx, added->id);
}

void take_all_out(Transaction& tx, const Account& group, const Act& ban)
{
    for (const auto status : acts::posts_by(tx, group.id, *ban.account, most_posts_with_ban)) {
        Act act = ban;
        act.kind = acts::removal;
        act.account.reset();
        act.until.reset();
        act.with_posts = false;
        act.uri.reset();
        act.status = status;
        (void)take_out(tx, group, std::move(act)); // it is out already
    }
}

void end_membership(Transaction& tx, const Network& network, const Account& group, const Account& whom)
{
    (void)social::reject_follow(tx, group, whom); // they may not have followed
    acts::leave_chats(tx, group.id, whom.id);
    for (const auto& role : storage::networks::roles(tx, network.id))
        if (role.account == whom.id) storage::networks::remove_role(tx, network.id, role);
}

} // namespace

bool is_reason(std::string_view reason) noexcept
{
    return !reason.empty() && reason.size() <= longest_reason;
}

std::string_view wrong_field(const BanForm& form, Time now)
{
    if (form.account == AccountId{}) return "account_id";
    if (!is_reason(form.reason)) return "reason";
    if (form.until && (*form.until <= now || *form.until > now + longest_ban)) return "days";
    return {};
}

result<Act>
bar(Transaction& tx, const social::Urls& urls, const Decider& by, NetworkId id, const BanForm& form, Time now)
{
    const auto network = stewarded(tx, by.account, id);
    if (!network) return network.error();
    const auto whom = storage::accounts::find(tx, form.account);
    if (!whom) return whom.error();
    const auto group = storage::accounts::find(tx, network->account);
    if (!group) return group.error();
    if (whom->group() || may_steward(tx, *network, whom->id)) return errc::invalid_argument;
    auto act = begin(*network, by, acts::ban, form.reason);
    act.account = whom->id;
    act.until = form.until;
    act.with_posts = form.with_posts;
    act.in_audience = !acts::posts_by(tx, group->id, whom->id, 1).empty();
    const auto added = acts::add(tx, act);
    if (!added) return added.error();
    end_membership(tx, *network, *group, *whom);
    if (form.with_posts) take_all_out(tx, *group, *added);
    decided(tx, urls, by, *network, *added, "network.bar", now);
    return added;
}

result<Act>
unbar(Transaction& tx, const social::Urls& urls, const Decider& by, NetworkId id, AccountId account, Time now)
{
    const auto network = overseen(tx, by.account, id);
    if (!network) return network.error();
    const auto act = acts::find_ban(tx, network->account, account);
    if (!act) return act.error();
    return undone(tx, urls, by, *network, *act, "network.unbar", now);
}

result<Act> take_post_out(
    Transaction& tx,
    const social::Urls& urls,
    const Decider& by,
    NetworkId id,
    StatusId status,
    std::string_view reason,
    Time now
)
{
    const auto network = stewarded(tx, by.account, id);
    if (!network) return network.error();
    if (!is_reason(reason)) return errc::invalid_argument;
    if (!acts::has_post(tx, network->account, status)) return errc::not_found;
    const auto group = storage::accounts::find(tx, network->account);
    if (!group) return group.error();
    auto act = begin(*network, by, acts::removal, reason);
    act.status = status;
    const auto added = take_out(tx, *group, std::move(act));
    if (!added) return added.error();
    decided(tx, urls, by, *network, *added, "network.remove_post", now);
    return added;
}

result<Act>
put_post_back(Transaction& tx, const social::Urls& urls, const Decider& by, NetworkId id, StatusId status, Time now)
{
    const auto network = overseen(tx, by.account, id);
    if (!network) return network.error();
    const auto act = acts::find_about(tx, network->account, status, acts::removal);
    if (!act) return act.error();
    const auto group = storage::accounts::find(tx, network->account);
    if (!group) return group.error();
    acts::put_back(tx, *act);
    auto restored = undone(tx, urls, by, *network, *act, "network.restore_post", now);
    if (!restored) return restored;
    const auto post = storage::statuses::find(tx, status);
    if (post && act->passed_on) (void)social::boost(tx, urls, *group, status, post->visibility, now);
    return restored;
}

result<Act> lock_thread(
    Transaction& tx,
    const social::Urls& urls,
    const Decider& by,
    NetworkId id,
    StatusId status,
    std::string_view reason,
    Time now
)
{
    const auto network = stewarded(tx, by.account, id);
    if (!network) return network.error();
    if (!is_reason(reason)) return errc::invalid_argument;
    const auto post = storage::statuses::find(tx, status);
    const bool ours =
        post && !post->reblog_of && (post->audience == network->account || post->account == network->account);
    if (!ours) return errc::not_found;
    auto act = begin(*network, by, acts::lock, reason);
    act.status = status;
    const auto added = acts::add(tx, act);
    if (!added) return added.error();
    decided(tx, urls, by, *network, *added, "network.lock", now);
    return added;
}

result<Act>
unlock_thread(Transaction& tx, const social::Urls& urls, const Decider& by, NetworkId id, StatusId status, Time now)
{
    const auto network = overseen(tx, by.account, id);
    if (!network) return network.error();
    const auto act = acts::find_about(tx, network->account, status, acts::lock);
    if (!act) return act.error();
    return undone(tx, urls, by, *network, *act, "network.unlock", now);
}

result<std::vector<Act>> decisions(Transaction& tx, const Account& by, NetworkId id, std::string_view kind, int limit)
{
    const auto network = overseen(tx, by, id);
    if (!network) return network.error();
    return acts::list(tx, network->account, kind, limit);
}

result<std::vector<StatusId>> network_posts(Transaction& tx, const Account& by, NetworkId id, int limit)
{
    const auto network = stewarded(tx, by, id);
    if (!network) return network.error();
    return acts::posts(tx, network->account, limit);
}

result<void> hear_decision(Transaction& tx, const Account& group, const Act& act)
{
    if (act.status) {
        const auto post = storage::statuses::find(tx, *act.status);
        const bool theirs = post && (post->audience == group.id || post->account == group.id ||
                                     acts::has_post(tx, group.id, *act.status));
        if (!guards::hold("group-post", theirs)) return errc::not_found;
    }
    if (act.kind == acts::removal) {
        const auto out = take_out(tx, group, act);
        return out ? result<void>() : result<void>(out.error());
    }
    const auto added = acts::add(tx, act);
    if (!added) return added.error();
    if (act.kind == acts::lock) return {};
    if (const auto whom = storage::accounts::find(tx, *act.account); whom && whom->local())
        (void)social::reject_follow(tx, group, *whom); // they may not have followed
    if (act.with_posts) take_all_out(tx, group, *added);
    return {};
}

result<void> hear_undone(Transaction& tx, const Account& group, const Act& act)
{
    const auto standing = act.account ? acts::find_ban(tx, group.id, *act.account)
                                      : acts::find_about(tx, group.id, *act.status, act.kind);
    if (!standing) return standing.error();
    if (act.kind == acts::removal) acts::put_back(tx, *standing);
    return acts::undo(tx, standing->id);
}

} // namespace rounds::knowledge
