#include "server/app/rosters.hpp"

#include "federation/peers/look_alike.hpp"
#include "server/app/letters.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/jobs.hpp"
#include "storage/peers.hpp"

#include <algorithm>
#include <map>

namespace rounds::app {
namespace {

namespace rosters = storage::rosters;
using rosters::Change;
using rosters::Member;
using rosters::Roster;
using storage::Transaction;

constexpr int most_ties = 100'000;

std::vector<std::string> known_domains(Transaction& tx, const App& app)
{
    std::vector<std::string> all{app.urls.domain()};
    all.insert(all.end(), app.config.federation.peers.begin(), app.config.federation.peers.end());
    for (auto& policy : storage::peers::policies(tx))
        if (policy.policy != "block") all.push_back(std::move(policy.domain));
    for (auto& domain : rosters::domains(tx)) all.push_back(std::move(domain));
    return all;
}

/// As this transaction leaves it.
bool let_in(Transaction& tx, const App& app, const std::string& domain)
{
    peers::TrustList fresh(app.trust.mode(), app.urls.domain(), app.config.federation.peers);
    fresh.reload(tx);
    return fresh.allows(domain);
}

struct Lost
{
    int followers = 0;
    int followed = 0;
};

/// Follows in both directions end here; that server is not told, it is not spoken to any more. Each person who loses
/// somebody gets a letter.
void sever(Transaction& tx, App& app, const Member& member)
{
    std::map<AccountId, Lost> lost;
    for (const auto& tie : rosters::ties(tx, member.domain, most_ties)) {
        const auto by = storage::accounts::find(tx, tie.follower);
        const auto of = storage::accounts::find(tx, tie.followed);
        if (!by || !of) continue;
        const auto ended = tie.from_here ? social::unfollow(tx, *by, *of) : social::reject_follow(tx, *of, *by);
        if (!ended) continue;
        ++(tie.from_here ? lost[by->id].followed : lost[of->id].followers);
    }
    for (const auto& [account, count] : lost) {
        json::object words;
        words["server"] = member.domain;
        words["server_name"] = member.name;
        words["followers"] = count.followers;
        words["followed"] = count.followed;
        send_letter(tx, app, {.kind = "severed", .account = account, .words = std::move(words)});
    }
}

void new_version(Transaction& tx, const App& app, Roster& roster)
{
    ++roster.sequence;
    roster.updated_at = app.clock.now();
    rosters::save(tx, roster);
}

} // namespace

void read_soon(Transaction& tx, rosters::RosterId roster, bool again)
{
    storage::jobs::add(tx, roster_job, {{"roster", to_string(roster)}, {"again", again}});
}

std::string look_alike_of(Transaction& tx, const App& app, std::string_view domain)
{
    return peers::looks_like(domain, known_domains(tx, app)).value_or("");
}

result<void> take_version(Transaction& tx, App& app, Roster roster, const peers::ReadRoster& version)
{
    if (version.sequence < roster.sequence) return errc::forbidden;
    if (version.sequence == roster.sequence) return {};
    const bool drafts = !roster.at_once;
    roster.title = version.title;
    roster.sequence = version.sequence;
    roster.updated_at = app.clock.now();
    rosters::save(tx, roster);
    std::vector<Member> present;
    for (auto& entry : rosters::members(tx, roster.id)) present.push_back(std::move(entry.member));
    auto changes = peers::differences(roster.id, present, version.members);
    const auto before = rosters::changes(tx, roster.id, true);
    for (const auto& old : before)
        if (std::ranges::none_of(changes, [&](const auto& one) { return one.member.domain == old.member.domain; }))
            rosters::drop_change(tx, roster.id, old.member.domain);
    peers::LookAlikes alikes;
    for (const auto& domain : known_domains(tx, app)) alikes.add(domain);
    for (auto& change : changes) {
        const bool same = std::ranges::any_of(before, [&](const Change& old) {
            return old.what == change.what && old.member == change.member;
        });
        if (same) continue;
        if (change.what == "add") {
            change.looks_like = alikes.find(change.member.domain).value_or("");
            alikes.add(change.member.domain);
        }
        if (drafts || !change.looks_like.empty())
            rosters::put_change(tx, change);
        else
            apply_change(tx, app, change);
    }
    return {};
}

void apply_change(Transaction& tx, App& app, const Change& change)
{
    rosters::drop_change(tx, change.roster, change.member.domain);
    if (change.what != "remove") {
        rosters::put_member(tx, change.roster, change.member);
        return;
    }
    const auto removed = rosters::remove_member(tx, change.roster, change.member.domain);
    if (removed && !let_in(tx, app, removed->domain)) sever(tx, app, *removed);
}

void publish_member(Transaction& tx, App& app, Roster& roster, const Member& member)
{
    rosters::put_member(tx, roster.id, member);
    new_version(tx, app, roster);
    read_soon(tx, roster.id, false);
}

result<void> retract_member(Transaction& tx, App& app, Roster& roster, std::string_view domain)
{
    const auto removed = rosters::remove_member(tx, roster.id, domain);
    if (!removed) return removed.error();
    new_version(tx, app, roster);
    if (!let_in(tx, app, removed->domain)) sever(tx, app, *removed);
    return {};
}

void leave_roster(Transaction& tx, App& app, const Roster& roster)
{
    const auto members = rosters::members(tx, roster.id);
    (void)rosters::remove(tx, roster.id);
    for (const auto& entry : members)
        if (!let_in(tx, app, entry.member.domain)) sever(tx, app, entry.member);
}

} // namespace rounds::app
