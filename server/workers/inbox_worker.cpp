#include "server/workers/inbox_worker.hpp"

#include "server/inbound/arrived.hpp"
#include "server/workers/inbox_batch.hpp"
#include "server/workers/inbox_heard.hpp"
#include "storage/base/log.hpp"
#include "storage/inbox.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <iterator>
#include <map>
#include <optional>
#include <random>

namespace rounds::workers {
namespace {

using inbound::Arrived;
using storage::Transaction;
using Tasks = std::vector<std::shared_ptr<Arrived>>;

} // namespace

struct InboxWorker::Impl : std::enable_shared_from_this<InboxWorker::Impl>
{
    asio::any_io_executor executor;
    inbound::Inbound inbound;
    InboxWorkerSettings settings;
    asio::steady_timer rest;     ///< cancelled by wake
    asio::steady_timer settled;  ///< cancelled when a fetching actor is through
    asio::steady_timer gathered; ///< not cancelled by wake
    bool awake = false;
    bool stopping = false;
    std::size_t fetching = 0; ///< actors whose activities wait for other servers
    std::size_t refreshing = 0;
    Heard heard;
    std::optional<storage::inbox::Ended> ended; ///< the last claim, once all of it was gone through
    std::minstd_rand random{std::random_device{}()};
    std::atomic<std::uint64_t> applied = 0;
    std::atomic<std::uint64_t> refused = 0;
    std::atomic<std::uint64_t> retried = 0;
    std::atomic<std::uint64_t> dead = 0;
    std::atomic<std::uint64_t> fetched = 0;

    Impl(asio::any_io_executor given, inbound::Inbound of, InboxWorkerSettings with)
        : executor(std::move(given)), inbound(of), settings(with), rest(executor), settled(executor), gathered(executor)
    {
    }

    [[nodiscard]] std::size_t finished() const noexcept { return applied + refused + dead; }

    /// Full jitter over a doubling span (security.md 9).
    std::chrono::seconds pause(int attempts)
    {
        const auto doubled = settings.retry_base * (std::int64_t{1} << std::min(attempts, 20));
        const auto span = std::min<std::chrono::seconds>(doubled, settings.retry_cap);
        std::uniform_int_distribution<std::int64_t> seconds(1, std::max<std::int64_t>(span.count(), 1));
        return std::chrono::seconds(seconds(random));
    }

    asio::awaitable<void> bury(InboxRowId id, std::string error)
    {
        log::warn("inbox: row {} is dead: {}", to_string(id), log::printable(error));
        co_await inbound.db.transact([&](Transaction& tx) { storage::inbox::bury(tx, id, error); });
        ++dead;
    }

    asio::awaitable<void> try_later(const storage::inbox::Item& item, std::string error)
    {
        if (item.attempts >= settings.max_attempts) {
            co_await bury(item.id, "gave up: " + error);
            co_return;
        }
        const auto delay = pause(item.attempts);
        co_await inbound.db.transact([&](Transaction& tx) { storage::inbox::retry(tx, item.id, error, delay); });
        ++retried;
    }

    asio::awaitable<void> refuse(InboxRowId id, std::string reason)
    {
        const storage::inbox::Done done{.id = id, .reason = std::move(reason)};
        co_await inbound.db.transact([&](Transaction& tx) { storage::inbox::finish(tx, {&done, 1}); });
        ++refused;
    }

    asio::awaitable<std::vector<storage::inbox::Item>> claim()
    {
        auto items = co_await inbound.db.transact([&](Transaction& tx) {
            return storage::inbox::claim(tx, settings.claim, settings.lease, ended);
        });
        ended.reset();
        co_return items;
    }

    void end_claim(storage::inbox::LeaseId lease, const Tasks& unmet)
    {
        ended = storage::inbox::Ended{.lease = lease, .still_held = {}};
        for (const auto& task : unmet) ended->still_held.push_back(task->item.id);
    }

    /// Items that mean something here; the others are settled at once, all types that mean nothing in one go.
    asio::awaitable<Tasks> read_all(std::vector<storage::inbox::Item> items)
    {
        Tasks tasks;
        std::vector<storage::inbox::Done> meaningless;
        std::vector<InboxRowId> poison;
        for (auto& item : items) {
            const auto id = item.id;
            auto arrived = inbound::read(std::move(item), inbound.guard);
            if (arrived)
                tasks.push_back(std::make_shared<Arrived>(std::move(*arrived)));
            else if (arrived.error() == errc::not_found)
                meaningless.push_back({.id = id, .reason = "a type that means nothing here"});
            else
                poison.push_back(id);
        }
        if (!meaningless.empty()) {
            co_await inbound.db.transact([&](Transaction& tx) { storage::inbox::finish(tx, meaningless); });
            refused += meaningless.size();
        }
        for (const auto id : poison) co_await bury(id, "it cannot be read as an activity");
        co_return tasks;
    }

    /// Applies tasks in one transaction; what needs other servers first comes back, with all later tasks of its actor.
    asio::awaitable<Tasks> apply(Tasks tasks)
    {
        std::string failure;
        bool hopeless = false;
        try {
            auto outcome = co_await apply_batch(inbound, tasks);
            applied += outcome.applied;
            refused += outcome.refused;
            refresh_later(std::move(outcome.stale));
            co_return std::move(outcome.unmet);
        } catch (const storage::QueryFailed& error) {
            failure = error.what();
            hopeless = error.bad_value();
        } catch (const std::exception& error) {
            failure = error.what();
        }
        if (tasks.size() == 1) {
            const auto& item = tasks.front()->item;
            if (hopeless)
                co_await bury(item.id, failure);
            else
                co_await try_later(item, failure);
            co_return Tasks{};
        }
        co_return co_await apply_halves(std::move(tasks));
    }

    /// One of a batch failed and took the others with it: halving finds it, and the others share their commits again.
    asio::awaitable<Tasks> apply_halves(Tasks tasks)
    {
        const auto middle = tasks.begin() + static_cast<std::ptrdiff_t>(tasks.size() / 2);
        Tasks earlier(tasks.begin(), middle);
        auto unmet = co_await apply(std::move(earlier));
        Tasks later;
        for (auto& task : std::ranges::subrange(middle, tasks.end()))
            (waits_for(unmet, *task) ? unmet : later).push_back(std::move(task));
        if (later.empty()) co_return unmet;
        const auto left = co_await apply(std::move(later));
        unmet.insert(unmet.end(), left.begin(), left.end());
        co_return unmet;
    }

    /// An earlier activity of the same actor has to wait.
    static bool waits_for(const Tasks& unmet, const Arrived& task)
    {
        return std::ranges::any_of(unmet, [&](const auto& one) { return one->item.actor_uri == task.item.actor_uri; });
    }

    /// Asks other servers for what one activity names, then applies it.
    asio::awaitable<void> fetch_and_apply(std::shared_ptr<Arrived> task)
    {
        ++fetched;
        const auto prepared = co_await inbound::prepare(inbound, *task);
        if (!prepared && inbound::passing(prepared.error())) {
            co_await try_later(task->item, prepared.error().message());
            co_return;
        }
        if (!prepared) {
            co_await refuse(task->item.id, "cannot be had: " + prepared.error().message());
            co_return;
        }
        Tasks alone(1, task);
        co_await apply(std::move(alone));
    }

    /// One of `fetching` until it ends, however it ends.
    struct Fetching
    {
        Impl& impl;

        explicit Fetching(Impl& of) : impl(of) { ++impl.fetching; }
        Fetching(const Fetching&) = delete;
        Fetching& operator=(const Fetching&) = delete;
        ~Fetching()
        {
            --impl.fetching;
            impl.settled.cancel();
        }
    };

    asio::awaitable<void> work_through(Tasks tasks)
    {
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            std::string failure;
            const auto retried_before = retried.load();
            try {
                Tasks alone(1, tasks[i]);
                const auto unmet = co_await apply(std::move(alone));
                if (!unmet.empty()) co_await fetch_and_apply(tasks[i]);
            } catch (const std::exception& error) {
                failure = error.what();
            }
            if (!failure.empty()) log::error("inbox: {}", log::printable(failure)); // its lease will run out
            const bool waits = !failure.empty() || retried != retried_before;
            if (waits && tasks[i]->item.attempts < storage::inbox::ordered_attempts) {
                co_await give_back(Tasks(tasks.begin() + static_cast<std::ptrdiff_t>(i) + 1, tasks.end()));
                break;
            }
        }
    }

    /// Later activities of an actor whose first one has to wait.
    asio::awaitable<void> give_back(Tasks tasks)
    {
        std::vector<InboxRowId> ids;
        for (const auto& task : tasks) ids.push_back(task->item.id);
        co_await inbound.db.transact([&](Transaction& tx) { storage::inbox::release(tx, ids); });
    }

    asio::awaitable<void> start_fetching(Tasks unmet)
    {
        std::map<std::string, Tasks> by_actor;
        for (auto& task : unmet) by_actor[task->item.actor_uri].push_back(std::move(task));
        for (auto& [actor, tasks] : by_actor) {
            while (fetching >= settings.fetching) co_await wait(settled, std::chrono::seconds(1));
            auto one = std::make_unique<Fetching>(*this);
            asio::co_spawn(executor, spawned(shared_from_this(), std::move(one), std::move(tasks)), asio::detached);
        }
    }

    static asio::awaitable<void> spawned(std::shared_ptr<Impl> self, std::unique_ptr<Fetching> counted, Tasks tasks)
    {
        try {
            co_await self->work_through(std::move(tasks));
        } catch (const std::exception& error) {
            log::warn("inbox: {}", log::printable(error.what())); // what was leased comes back
        }
        counted.reset();
    }

    /// Actors that were last read more than a day ago, a few at a time; nothing waits for them.
    void refresh_later(std::vector<std::string> actors)
    {
        constexpr std::size_t at_once = 4;
        for (auto& actor : actors) {
            if (refreshing >= at_once) return;
            ++refreshing;
            asio::co_spawn(executor, refresh(shared_from_this(), std::move(actor)), asio::detached);
        }
    }

    static asio::awaitable<void> refresh(std::shared_ptr<Impl> self, std::string actor)
    {
        try {
            const auto read = co_await self->inbound.resolver.resolve_actor(actor, discovery::Freshness::day);
            if (!read) log::debug("inbox: {} not refreshed: {}", log::printable(actor), read.error().message());
        } catch (const std::exception& error) {
            log::warn("inbox: {} not refreshed: {}", log::printable(actor), log::printable(error.what()));
        }
        --self->refreshing;
        self->settled.cancel();
    }

    /// What asks other servers refers to what its owner has: nobody may be let go of before it is through.
    asio::awaitable<void> wait_for_others()
    {
        while (fetching + refreshing > 0) co_await wait(settled, std::chrono::seconds(1));
    }

    static asio::awaitable<void> wait(asio::steady_timer& timer, std::chrono::milliseconds longest)
    {
        timer.expires_after(longest);
        boost::system::error_code ignored;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }

    /// The next items of a claim, read; empty at its end.
    asio::awaitable<Tasks> read_next(std::vector<storage::inbox::Item>& items, std::size_t& next)
    {
        const auto first = items.begin() + static_cast<std::ptrdiff_t>(next);
        const auto count = std::min(settings.per_transaction, items.size() - next);
        next += count;
        std::vector<storage::inbox::Item> some(
            std::move_iterator(first), std::move_iterator(first + static_cast<std::ptrdiff_t>(count))
        );
        co_return co_await read_all(std::move(some));
    }

    /// Applies what was read together, but for those behind one of the same actor that has to wait: they join it.
    asio::awaitable<void> apply_next(Tasks tasks, Tasks& unmet)
    {
        Tasks batch;
        for (auto& task : tasks) (waits_for(unmet, *task) ? unmet : batch).push_back(std::move(task));
        if (batch.empty()) co_return;
        co_await heard.note(inbound, batch);
        const auto left = co_await apply(std::move(batch));
        unmet.insert(unmet.end(), left.begin(), left.end());
    }

    /// Claims and applies once; the number of activities that were claimed. While the database works on some, the next
    /// are read: parsing, sanitising and the guard cost as much time as their rows.
    asio::awaitable<std::size_t> round()
    {
        using asio::experimental::awaitable_operators::operator&&;
        auto items = co_await claim();
        Tasks unmet;
        std::size_t next = 0;
        auto tasks = co_await read_next(items, next);
        while (next < items.size()) tasks = co_await (apply_next(std::move(tasks), unmet) && read_next(items, next));
        co_await apply_next(std::move(tasks), unmet);
        if (!items.empty()) end_claim(items.front().lease, unmet);
        co_await start_fetching(std::move(unmet));
        co_return items.size();
    }

    /// Many arrive, yet not so many that they fill a transaction by themselves.
    [[nodiscard]] bool rushed(std::size_t claimed) const noexcept
    {
        return claimed >= settings.many && claimed < settings.per_transaction;
    }

    asio::awaitable<std::size_t> safe_round()
    {
        std::string failure;
        try {
            co_return co_await round();
        } catch (const std::exception& error) {
            failure = error.what();
        }
        // The database is away; what was claimed comes back when its lease ends.
        log::warn("inbox: {}", log::printable(failure));
        co_await wait(rest, settings.poll);
        co_return std::size_t{0};
    }
};

InboxWorker::InboxWorker(asio::any_io_executor executor, inbound::Inbound inbound, InboxWorkerSettings settings)
    : impl_(std::make_shared<Impl>(std::move(executor), inbound, settings))
{
}

InboxWorker::~InboxWorker() = default;

asio::awaitable<void> InboxWorker::run()
{
    const auto impl = impl_;
    while (!impl->stopping) {
        impl->awake = false;
        const auto claimed = co_await impl->safe_round();
        if (impl->stopping) break;
        if (claimed == 0 && !impl->awake) co_await Impl::wait(impl->rest, impl->settings.poll);
        if (impl->rushed(claimed)) co_await Impl::wait(impl->gathered, impl->settings.gather);
    }
    co_await impl->wait_for_others();
}

asio::awaitable<std::size_t> InboxWorker::drain()
{
    const auto impl = impl_;
    const auto before = impl->finished();
    for (;;) {
        const auto claimed = co_await impl->round();
        co_await impl->wait_for_others();
        if (claimed == 0) co_return impl->finished() - before;
    }
}

void InboxWorker::wake()
{
    asio::post(impl_->executor, [impl = impl_] {
        impl->awake = true;
        impl->rest.cancel();
    });
}

void InboxWorker::stop()
{
    asio::post(impl_->executor, [impl = impl_] {
        impl->stopping = true;
        impl->rest.cancel();
        impl->gathered.cancel();
    });
}

InboxWorker::Figures InboxWorker::figures() const noexcept
{
    return Figures{
        .applied = impl_->applied,
        .refused = impl_->refused,
        .retried = impl_->retried,
        .dead = impl_->dead,
        .fetched = impl_->fetched,
    };
}

} // namespace rounds::workers
