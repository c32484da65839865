#include "server/workers/inbox_batch.hpp"

#include "storage/graph.hpp"
#include "storage/inbox.hpp"
#include "storage/statuses.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace rounds::workers {
namespace {

using inbound::Arrived;
using inbound::Inbound;
using storage::Transaction;
using storage::inbox::Done;
using Tasks = std::vector<std::shared_ptr<Arrived>>;

constexpr auto stale_after = std::chrono::hours(24);

struct Attempt
{
    BatchOutcome outcome;
    std::vector<std::function<void()>> after_commit;
};

/// The activity had its effect, or is refused with a reason; both are done.
Done apply_one(
    Inbound inbound,
    Transaction& tx,
    const Arrived& task,
    const storage::known::Known& known,
    const storage::Account& actor,
    const inbound::Beforehand& beforehand,
    Attempt& attempt
)
{
    inbound::Scope scope{
        .tx = tx,
        .urls = inbound.urls,
        .resolver = inbound.resolver,
        .now = inbound.clock.now(),
        .known = known,
        .actor = actor,
        .prepared = task.prepared,
        .beforehand = beforehand,
        .guard = inbound.guard,
    };
    const auto applied = inbound::apply(scope, task);
    for (auto& effect : scope.after_commit) attempt.after_commit.push_back(std::move(effect));
    if (!applied && scope.reason.empty()) scope.reason = applied.error().message();
    ++(applied ? attempt.outcome.applied : attempt.outcome.refused);
    return {.id = task.item.id, .reason = std::move(scope.reason)};
}

/// A post that an earlier activity of the same batch made or removed is not among what was looked up before it.
bool names_earlier(const storage::known::Names& mine, const std::set<std::string>& touched)
{
    const auto is_touched = [&](const std::string& name) { return touched.contains(name); };
    return std::ranges::any_of(mine.statuses, is_touched) || std::ranges::any_of(mine.accounts, is_touched) ||
           std::ranges::any_of(mine.tombstones, is_touched);
}

std::set<std::string> touches(const Arrived& task)
{
    std::set<std::string> names;
    if (const auto* create = std::get_if<inbox::CreateActivity>(&task.activity)) names.insert(create->object.id);
    if (const auto* update = std::get_if<inbox::UpdateActivity>(&task.activity)) names.insert(update->object.id);
    const auto add_removed = [&](const std::string& id) {
        names.insert(id);
        names.insert(storage::known::tombstone_key(id, task.item.actor_uri));
    };
    if (const auto* deletion = std::get_if<inbox::DeleteActivity>(&task.activity)) add_removed(deletion->object);
    if (const auto* undo = std::get_if<inbox::UndoActivity>(&task.activity)) add_removed(undo->id);
    if (task.post) names.insert(task.post->object.id);
    return names;
}

/// What is asked once for all posts of a batch. It holds as long as no activity of the batch itself touches it.
class Outlook
{
public:
    Outlook(Transaction& tx, const Tasks& tasks, const storage::known::Known& known, Time now)
    {
        std::vector<std::string> uris;
        std::vector<Time> times;
        std::vector<AccountId> authors;
        for (const auto& task : tasks) {
            if (!std::holds_alternative<inbox::CreateActivity>(task->activity) || !task->post) continue;
            const auto* actor = known.account(task->item.actor_uri);
            if (actor == nullptr) continue;
            uris.push_back(task->post->object.id);
            times.push_back(std::min(task->post->object.published.value_or(now), now));
            authors.push_back(actor->id);
        }
        if (uris.size() < 2) return; // alone it asks for itself, and what a race took from it is seen
        const auto arriving = storage::statuses::begin_arrivals(tx, uris, times);
        for (std::size_t i = 0; i < uris.size(); ++i)
            if (arriving[i]) arriving_.insert_or_assign(uris[i], *arriving[i]);
        awaited_ = storage::graph::awaited_authors(tx, authors);
        asked_ = {authors.begin(), authors.end()};
    }

    [[nodiscard]] inbound::Beforehand of(const Arrived& task, const storage::Account& actor) const
    {
        inbound::Beforehand beforehand;
        if (!std::holds_alternative<inbox::CreateActivity>(task.activity) || !task.post) return beforehand;
        beforehand.screening = task.screening ? &*task.screening : nullptr;
        beforehand.awaited_by_none = asked_.contains(actor.id) && !awaited_.contains(actor.id);
        const auto found = arriving_.find(task.post->object.id);
        if (found != arriving_.end()) beforehand.arriving = &found->second;
        return beforehand;
    }

    /// The post is written or removed now, and replies may wait for what it answers.
    void forget(const Arrived& task, const std::set<std::string>& touched)
    {
        for (const auto& name : touched) arriving_.erase(name);
        if (task.post) arriving_.erase(task.post->object.in_reply_to);
    }

private:
    std::map<std::string, storage::statuses::Arriving> arriving_;
    std::set<AccountId> awaited_;
    std::set<AccountId> asked_;
};

void apply_tasks(Inbound inbound, Transaction& tx, const Tasks& tasks, Attempt& attempt)
{
    std::vector<InboxRowId> ids;
    std::vector<storage::known::Names> names(tasks.size());
    std::vector<inbound::Needs> needs;
    storage::known::Names all;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        ids.push_back(tasks[i]->item.id);
        needs.push_back(inbound::needs_of(*tasks[i]));
        needs.back().add_to(names[i]);
        needs.back().add_to(all);
    }
    const auto held = storage::inbox::hold(tx, ids);
    auto known = storage::known::look_up(tx, all);
    Outlook outlook(tx, tasks, known, inbound.clock.now());
    std::set<std::string> touched;
    std::set<std::string> waiting_actors;
    std::vector<Done> done;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto& task = *tasks[i];
        if (std::ranges::find(held, task.item.id) == held.end()) continue; // another process was faster
        if (names_earlier(names[i], touched)) known = storage::known::look_up(tx, all);
        const bool unmet = !task.prepared.done && needs[i].unmet(known);
        if (unmet || waiting_actors.contains(task.item.actor_uri)) {
            waiting_actors.insert(task.item.actor_uri);
            attempt.outcome.unmet.push_back(tasks[i]);
            continue;
        }
        const auto* actor = known.account(task.item.actor_uri);
        if (actor == nullptr) {
            done.push_back({.id = task.item.id, .reason = "the actor is not to be had"});
            ++attempt.outcome.refused;
            continue;
        }
        done.push_back(apply_one(inbound, tx, task, known, *actor, outlook.of(task, *actor), attempt));
        auto names_touched = touches(task);
        outlook.forget(task, names_touched);
        touched.merge(names_touched);
        const bool stale = actor->fetched_at && *actor->fetched_at + stale_after < inbound.clock.now();
        if (stale && !actor->local()) attempt.outcome.stale.push_back(actor->uri);
    }
    storage::inbox::finish(tx, done);
}

} // namespace

asio::awaitable<BatchOutcome> apply_batch(Inbound inbound, Tasks tasks)
{
    Attempt attempt;
    co_await inbound.db.transact([&](Transaction& tx) {
        attempt = Attempt{}; // the body is run again after a deadlock
        apply_tasks(inbound, tx, tasks, attempt);
    });
    for (const auto& effect : attempt.after_commit) effect();
    co_return std::move(attempt.outcome);
}

} // namespace rounds::workers
