#include "federation/deliver/deliverer.hpp"

#include "federation/deliver/ledger.hpp"
#include "federation/deliver/send.hpp"
#include "federation/deliver/window.hpp"
#include "storage/base/log.hpp"

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <map>
#include <random>
#include <set>

namespace rounds::deliver {

namespace {

namespace deliveries = storage::deliveries;
using Steady = std::chrono::steady_clock;
using std::chrono::milliseconds;

Random system_random()
{
    return [] {
        thread_local std::mt19937_64 engine{std::random_device{}()};
        return std::uniform_real_distribution<double>{0.0, 1.0}(engine);
    };
}

/// How often peers are looked at for probes and releases.
constexpr milliseconds release_every{500};
constexpr milliseconds rest_after_trouble{1000};
constexpr std::chrono::minutes sweep_every{1};
constexpr std::size_t remembered_schemes = 10'000;

/// How many rows of each claim are neither finished nor given back.
class Held
{
public:
    void took(const deliveries::Delivery& row) { ++left_[row.lease]; }
    void let_go(const deliveries::Delivery& row)
    {
        const auto it = left_.find(row.lease);
        if (it == left_.end() || --it->second > 0) return;
        ended_.push_back(it->first);
        left_.erase(it);
    }
    /// Claims that nothing is left of, for the database to forget.
    [[nodiscard]] const std::vector<deliveries::LeaseId>& ended() const noexcept { return ended_; }
    void forgotten() noexcept { ended_.clear(); }

private:
    std::map<deliveries::LeaseId, std::size_t> left_;
    std::vector<deliveries::LeaseId> ended_;
};

} // namespace

/// Everything but the figures is used from the strand only.
struct Deliverer::Impl : std::enable_shared_from_this<Deliverer::Impl>
{
    asio::any_io_executor strand;
    Parts parts;
    Settings settings;
    asio::thread_pool signing;
    asio::steady_timer bell;
    Windows windows;
    Held held;
    std::vector<Result> results;
    std::set<std::string> rfc9421_hosts;
    std::string after_host;
    bool look_for_more = true; ///< the last claim may have left something
    bool stopping = false;
    bool rung = false;
    std::optional<Time> next_due;
    Steady::time_point flush_due{}; ///< of the oldest result
    Steady::time_point next_release{};
    Steady::time_point next_sweep{};
    std::promise<void> ended;
    std::atomic<bool> started{false};
    std::atomic<std::uint64_t> sent{0}, done{0}, retried{0}, failed{0}, claims{0}, flushes{0};

    Impl(const asio::any_io_executor& executor, Parts given, Settings how)
        : strand(asio::make_strand(executor)),
          parts(given),
          settings(std::move(how)),
          signing(settings.signing_threads),
          bell(strand),
          windows(settings.per_host, settings.overall)
    {
        if (!settings.random) settings.random = system_random();
    }

    void ring()
    {
        rung = true;
        bell.cancel();
    }

    asio::awaitable<void> run();
    asio::awaitable<void> round();
    asio::awaitable<void> claim();
    asio::awaitable<void> release();
    asio::awaitable<void> flush();
    asio::awaitable<void> give_back(std::vector<Item> items, bool park);
    asio::awaitable<void> rest(milliseconds time);
    [[nodiscard]] milliseconds time_to_rest() const;
    void dispatch();
    void sent_one(Result result, bool was_slow);
    void count(const Result& result);
    void remember(const Result& result);

    /// Looks at one that is under way when it should have been answered.
    struct Patience
    {
        explicit Patience(const asio::any_io_executor& executor) : timer(executor) {}

        asio::steady_timer timer;
        bool over = false; ///< answered, or given up
        bool slow = false;
    };
    std::shared_ptr<Patience> watch(const std::string& host);

    static asio::awaitable<void> send_one(std::shared_ptr<Impl> self, Item item, bool rfc9421);
};

asio::awaitable<void> Deliverer::Impl::run()
{
    // What was claimed while it was told to stop is queued, and given back by one more round.
    while (!stopping || windows.under_way() > 0 || windows.queued() > 0 || !results.empty()) {
        bool trouble = false;
        try {
            co_await round();
        } catch (const std::exception& failure) {
            log::error("delivery: {}", log::printable(failure.what()));
            trouble = true;
        }
        co_await rest(trouble ? rest_after_trouble : time_to_rest());
    }
}

asio::awaitable<void> Deliverer::Impl::round()
{
    if (stopping) {
        auto items = windows.take_back_all();
        if (!items.empty()) co_await give_back(std::move(items), false);
    } else {
        if (Steady::now() >= next_release) co_await release();
        auto slow = windows.take_back_slow();
        if (!slow.empty()) co_await give_back(std::move(slow), false);
        const bool room = windows.queued() < static_cast<std::size_t>(settings.claim) / 2;
        if (room && look_for_more) co_await claim();
    }
    dispatch();
    const bool idle = windows.under_way() == 0 && windows.queued() == 0;
    if (!results.empty() && (idle || results.size() >= settings.flush_at || Steady::now() >= flush_due))
        co_await flush();
}

asio::awaitable<void> Deliverer::Impl::claim()
{
    deliveries::Claim how;
    how.limit = settings.claim;
    how.per_host = static_cast<int>(settings.per_host) * 2;
    how.except_hosts = windows.busy_hosts();
    how.after_host = after_host;
    how.lease = settings.lease;
    look_for_more = false; // a wake-up during the query sets it again
    auto batch = co_await parts.db.transact([&](storage::Transaction& tx) {
        return claim_batch(tx, how, held.ended(), parts.keyring, parts.trust, parts.clock.now());
    });
    held.forgotten();
    claims.fetch_add(1, std::memory_order_relaxed);
    next_due = batch.next_due;
    if (!batch.items.empty()) {
        look_for_more = true;
        after_host = static_cast<int>(batch.items.size()) >= how.limit ? batch.items.back().row.host : "";
    }
    for (auto& host : batch.rfc9421_hosts) rfc9421_hosts.insert(std::move(host));
    for (auto& item : batch.items) {
        held.took(item.row);
        windows.add(std::move(item));
    }
}

asio::awaitable<void> Deliverer::Impl::release()
{
    next_release = Steady::now() + std::min(settings.poll, release_every);
    const bool sweep = Steady::now() >= next_sweep;
    const auto released = co_await parts.db.transact([&](storage::Transaction& tx) {
        if (sweep) deliveries::wake_stranded(tx, parts.clock.now());
        return release_due(tx, parts.clock.now(), settings.rules);
    });
    if (sweep) next_sweep = Steady::now() + sweep_every;
    if (released > 0 || (next_due && *next_due <= parts.clock.now())) look_for_more = true;
}

asio::awaitable<void> Deliverer::Impl::flush()
{
    auto batch = std::exchange(results, {});
    std::vector<std::string> closed_off;
    bool kept = false;
    try {
        closed_off = co_await parts.db.transact([&](storage::Transaction& tx) {
            return keep_results(tx, batch, parts.clock.now(), settings.rules, settings.random);
        });
        kept = true;
    } catch (const std::exception& failure) {
        log::error("delivery: results could not be kept, they are tried again: {}", log::printable(failure.what()));
    }
    if (!kept && stopping) co_return; // their leases run out
    if (!kept) {
        results.insert(results.begin(), std::make_move_iterator(batch.begin()), std::make_move_iterator(batch.end()));
        co_await rest(rest_after_trouble);
        co_return;
    }
    flushes.fetch_add(1, std::memory_order_relaxed);
    for (const auto& result : batch) held.let_go(result.item.row);
    // What waited behind these rows may be due now.
    look_for_more = true;
    for (const auto& host : closed_off) {
        auto items = windows.take_back(host);
        if (!items.empty()) co_await give_back(std::move(items), true);
    }
}

asio::awaitable<void> Deliverer::Impl::give_back(std::vector<Item> items, bool park)
{
    co_await parts.db.transact([&](storage::Transaction& tx) { deliver::give_back(tx, items, park); });
    for (const auto& item : items) held.let_go(item.row);
}

asio::awaitable<void> Deliverer::Impl::rest(milliseconds time)
{
    if (rung || time <= milliseconds{0}) {
        rung = false;
        co_return;
    }
    bell.expires_after(time);
    boost::system::error_code ignored;
    co_await bell.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    rung = false;
}

milliseconds Deliverer::Impl::time_to_rest() const
{
    if (stopping && windows.under_way() == 0) return milliseconds{0};
    const bool room = windows.queued() < static_cast<std::size_t>(settings.claim) / 2;
    if (!stopping && room && look_for_more) return milliseconds{0};
    if (results.size() >= settings.flush_at) return milliseconds{0};
    if (!results.empty()) {
        const auto left = std::chrono::ceil<milliseconds>(flush_due - Steady::now());
        return std::clamp(left, milliseconds{0}, settings.flush_every);
    }
    auto time = std::min(settings.poll, release_every);
    if (next_due && !look_for_more) {
        // What is due and was not claimed belongs to hosts that have enough: release() looks for it again.
        const auto until = std::chrono::ceil<milliseconds>(*next_due - parts.clock.now());
        if (until > milliseconds{0}) time = std::min(until, time);
    }
    return time;
}

void Deliverer::Impl::dispatch()
{
    if (stopping) return;
    while (auto item = windows.next()) {
        const bool rfc9421 = rfc9421_hosts.contains(item->row.host);
        asio::co_spawn(strand, send_one(shared_from_this(), std::move(*item), rfc9421), asio::detached);
    }
}

asio::awaitable<void> Deliverer::Impl::send_one(std::shared_ptr<Impl> self, Item item, bool rfc9421)
{
    const Sender sender{
        self->parts.client,
        self->parts.clock,
        self->signing.get_executor(),
        self->settings.exchange,
        self->settings.rules,
        self->settings.random
    };
    const auto patience = self->watch(item.row.host);
    auto result = co_await send(sender, std::move(item), rfc9421);
    patience->over = true;
    patience->timer.cancel();
    self->sent_one(std::move(result), patience->slow);
}

std::shared_ptr<Deliverer::Impl::Patience> Deliverer::Impl::watch(const std::string& host)
{
    auto patience = std::make_shared<Patience>(strand);
    patience->timer.expires_after(settings.slow_after);
    patience->timer.async_wait([self = shared_from_this(), patience, host](const boost::system::error_code&) {
        if (patience->over) return;
        patience->slow = true;
        self->windows.slow(host);
        self->dispatch();
        self->ring(); // what else waits for it is given back
    });
    return patience;
}

void Deliverer::Impl::sent_one(Result result, bool was_slow)
{
    count(result);
    remember(result);
    const bool alive = result.verdict.host == HostSign::alive;
    windows.finished(result.item.row.host, alive, was_slow);
    result.item.said.reset();
    if (results.empty()) flush_due = Steady::now() + settings.flush_every;
    results.push_back(std::move(result));
    dispatch();
    const bool idle = windows.under_way() == 0 && windows.queued() == 0;
    if (results.size() == 1 || results.size() >= settings.flush_at || idle) ring();
}

void Deliverer::Impl::count(const Result& result)
{
    sent.fetch_add(1, std::memory_order_relaxed);
    auto& which = result.verdict.row == Verdict::Row::done    ? done
                  : result.verdict.row == Verdict::Row::retry ? retried
                                                              : failed;
    which.fetch_add(1, std::memory_order_relaxed);
}

void Deliverer::Impl::remember(const Result& result)
{
    if (!result.rfc9421) return;
    if (!*result.rfc9421)
        rfc9421_hosts.erase(result.item.row.host);
    else if (rfc9421_hosts.size() < remembered_schemes)
        rfc9421_hosts.insert(result.item.row.host);
}

Deliverer::Deliverer(const asio::any_io_executor& executor, Parts parts, Settings settings)
    : impl_(std::make_shared<Impl>(executor, parts, std::move(settings)))
{
}

Deliverer::~Deliverer()
{
    stop();
}

void Deliverer::start()
{
    if (impl_->started.exchange(true)) return;
    asio::co_spawn(impl_->strand, impl_->run(), [impl = impl_](const std::exception_ptr& failure) {
        if (failure) log::error("delivery ended by a failure");
        impl->ended.set_value();
    });
}

void Deliverer::wake()
{
    asio::post(impl_->strand, [impl = impl_] {
        impl->look_for_more = true;
        impl->ring();
    });
}

void Deliverer::stop()
{
    if (!impl_->started.exchange(false)) return;
    asio::post(impl_->strand, [impl = impl_] {
        impl->stopping = true;
        impl->ring();
    });
    impl_->ended.get_future().wait();
    impl_->signing.join();
}

Deliverer::Figures Deliverer::figures() const noexcept
{
    return {impl_->sent, impl_->done, impl_->retried, impl_->failed, impl_->claims, impl_->flushes};
}

} // namespace rounds::deliver
