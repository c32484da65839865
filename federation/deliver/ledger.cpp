#include "federation/deliver/ledger.hpp"

#include "storage/activities.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace rounds::deliver {

namespace {

namespace activities = storage::activities;
namespace deliveries = storage::deliveries;
using deliveries::Outcome;

/// How many peers are looked at in one round.
constexpr int peers_at_once = 200;

/// Attempts and leases are rebuilt after a crash by trying again, so their commit need not wait for the disk
/// (performance.md section 4).
void do_not_wait_for_disk(storage::Transaction& tx)
{
    tx.exec_plain("SET LOCAL synchronous_commit = off");
}

std::map<ActivityRowId, std::shared_ptr<const Said>>
read_said(storage::Transaction& tx, const std::vector<deliveries::Delivery>& rows, build::Keyring& keyring)
{
    std::vector<ActivityRowId> ids;
    for (const auto& row : rows) ids.push_back(row.activity);
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    std::map<ActivityRowId, std::shared_ptr<const Said>> said;
    for (auto& body : activities::bodies(tx, ids)) {
        const auto keys = keyring.load(tx, body.account);
        said[body.id] = std::make_shared<const Said>(Said{std::move(body.body), keys ? *keys : nullptr});
    }
    return said;
}

/// A success after a success is worth a note every few minutes, not a lock and a write each.
std::vector<std::string> hosts_with_news(storage::Transaction& tx, const std::vector<Result>& results, Time now)
{
    std::set<std::string> hosts;
    std::set<std::string> news;
    for (const auto& result : results) {
        hosts.insert(result.item.row.host);
        if (result.verdict.host != HostSign::alive || result.rfc9421) news.insert(result.item.row.host);
    }
    std::set<std::string> calm;
    for (const auto& peer : storage::peers::list(tx, {hosts.begin(), hosts.end()}))
        if (peer.breaker == Peer::Breaker::closed && peer.failures == 0 && peer.last_success_at &&
            now - *peer.last_success_at < std::chrono::minutes(5))
            calm.insert(peer.host);
    for (const auto& host : hosts)
        if (!calm.contains(host)) news.insert(host);
    return {news.begin(), news.end()};
}

Outcome failed(const deliveries::Delivery& row, std::string why)
{
    return {.id = row.id, .state = Outcome::State::failed, .run_at = {}, .status = 0, .error = std::move(why)};
}

Outcome outcome_of(const Result& result, Time now)
{
    Outcome outcome;
    outcome.id = result.item.row.id;
    outcome.status = result.status;
    outcome.error = result.error;
    switch (result.verdict.row) {
    case Verdict::Row::done:
        outcome.state = Outcome::State::done;
        break;
    case Verdict::Row::failed:
        outcome.state = Outcome::State::failed;
        break;
    case Verdict::Row::retry:
        outcome.state = Outcome::State::retry;
        outcome.run_at = now + result.verdict.delay;
        break;
    }
    return outcome;
}

} // namespace

Batch claim_batch(
    storage::Transaction& tx,
    const deliveries::Claim& claim,
    const std::vector<deliveries::LeaseId>& ended,
    build::Keyring& keyring,
    const peers::TrustList& trust,
    Time now
)
{
    do_not_wait_for_disk(tx);
    Batch batch;
    deliveries::end_leases(tx, ended);
    auto rows = deliveries::claim(tx, claim, now);
    if (rows.empty()) {
        batch.next_due = deliveries::next_due(tx);
        return batch;
    }
    const auto said = read_said(tx, rows, keyring);
    std::set<std::string> hosts;
    std::vector<Outcome> hopeless;
    for (auto& row : rows) {
        const auto found = said.find(row.activity);
        if (!trust.allows(row.host))
            hopeless.push_back(failed(row, "refused by the domain policy"));
        else if (found == said.end() || !found->second->keys)
            hopeless.push_back(failed(row, "nobody to sign it"));
        else {
            hosts.insert(row.host);
            batch.items.push_back({std::move(row), found->second});
        }
    }
    deliveries::finish(tx, hopeless, now);
    for (const auto& peer : storage::peers::list(tx, {hosts.begin(), hosts.end()}))
        if (peer.rfc9421) batch.rfc9421_hosts.push_back(peer.host);
    return batch;
}

std::vector<std::string> keep_results(
    storage::Transaction& tx, const std::vector<Result>& results, Time now, const Rules& rules, const Random& random
)
{
    do_not_wait_for_disk(tx);
    std::vector<Outcome> outcomes;
    for (const auto& result : results) outcomes.push_back(outcome_of(result, now));
    // Sorted: two workers that finish the same rows cannot lock each other out.
    std::ranges::sort(outcomes, {}, &Outcome::id);
    auto changed = storage::peers::lock(tx, hosts_with_news(tx, results, now));
    for (const auto& result : results) {
        const auto peer = std::ranges::find(changed, result.item.row.host, &Peer::host);
        if (peer == changed.end()) continue;
        *peer = after_attempt(
            std::move(*peer), result.verdict.host, result.verdict.delay, result.rfc9421, now, rules, random
        );
    }
    deliveries::finish(tx, outcomes, now);
    for (const auto& result : results)
        if (result.verdict.inbox_gone) deliveries::drop_inbox(tx, result.item.row.inbox_url);
    storage::peers::save(tx, changed);
    std::vector<std::string> closed_off;
    for (const auto& peer : changed)
        if (peer.breaker != Peer::Breaker::closed) closed_off.push_back(peer.host);
    deliveries::park(tx, closed_off);
    return closed_off;
}

void give_back(storage::Transaction& tx, const std::vector<Item>& items, bool park)
{
    std::vector<DeliveryId> ids;
    std::set<std::string> hosts;
    for (const auto& item : items) {
        ids.push_back(item.row.id);
        hosts.insert(item.row.host);
    }
    std::ranges::sort(ids);
    deliveries::release(tx, ids);
    if (park) deliveries::park(tx, {hosts.begin(), hosts.end()});
}

std::size_t release_due(storage::Transaction& tx, Time now, const Rules& rules)
{
    auto due = storage::peers::claim_due(tx, now, peers_at_once);
    std::size_t released = 0;
    for (auto& peer : due) {
        const auto rows = deliveries::unpark(tx, peer.host, rows_to_release(peer, rules), now);
        released += rows;
        peer = after_release(std::move(peer), static_cast<int>(rows), now, rules);
    }
    storage::peers::save(tx, due);
    return released;
}

} // namespace rounds::deliver
