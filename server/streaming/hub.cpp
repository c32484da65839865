#include "server/streaming/hub.hpp"

#include "server/http/websocket.hpp"
#include "server/streaming/broadcaster.hpp"
#include "storage/base/log.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace rounds::streaming {
namespace {

using app::EventReader;
using std::chrono::steady_clock;

constexpr std::size_t most_events = 50'000; ///< waiting
constexpr int most_commands = 100;          ///< of one client, waiting
constexpr std::chrono::minutes check_tokens_every{5};
constexpr std::string_view stopping = "The server is stopping";

} // namespace

struct Hub::Impl
{
    using Task = std::function<void(Broadcaster&)>;

    explicit Impl(app::App& from)
        : app(from),
          seats({.all = from.config.streaming.sockets, .per_account = from.config.streaming.sockets_per_account}),
          pages({.all = from.config.streaming.sockets, .per_account = from.config.streaming.sockets})
    {
    }

    app::App& app;
    Seats seats;
    Seats pages;
    std::atomic<std::uint64_t> heard = 0;
    mutable std::mutex mutex;
    std::condition_variable_any woken;
    std::deque<Task> tasks;
    std::size_t events_waiting = 0;
    bool lost = false; ///< events were thrown away
    bool ending = false;
    std::jthread thread;

    /// False when the hub stops.
    bool put(Task task)
    {
        {
            const std::lock_guard lock{mutex};
            if (ending) return false;
            tasks.push_back(std::move(task));
        }
        woken.notify_one();
        return true;
    }

    void command(const ClientPtr& client, Task task)
    {
        if (client->commands.fetch_add(1) >= most_commands) {
            client->sink->close(http::close_code::policy, "Too many messages at once");
            return;
        }
        put([client, task = std::move(task)](Broadcaster& broadcaster) {
            client->commands.fetch_sub(1);
            task(broadcaster);
        });
    }

    /// What is to be done now. When it is time to stop, that is the rest: who has just joined must be closed, too.
    std::deque<Task> take(const std::stop_token& stop)
    {
        std::deque<Task> taken;
        std::unique_lock lock{mutex};
        woken.wait_for(lock, stop, check_tokens_every, [this] { return !tasks.empty() || lost; });
        taken.swap(tasks);
        taken.emplace_back([](Broadcaster& broadcaster) { broadcaster.settle(); });
        if (std::exchange(lost, false))
            taken.emplace_back([](Broadcaster& broadcaster) {
                broadcaster.close_all(http::close_code::try_again, "Events were missed");
            });
        return taken;
    }

    void run(const std::stop_token& stop)
    {
        Broadcaster broadcaster{app, stop};
        auto checked_all = steady_clock::now();
        while (!stop.stop_requested()) {
            auto taken = take(stop);
            if (steady_clock::now() - checked_all >= check_tokens_every) {
                checked_all = steady_clock::now();
                taken.emplace_back([](Broadcaster& all) { all.check_all(); });
            }
            for (const auto& task : taken) run_one(broadcaster, task);
        }
        broadcaster.close_all(http::close_code::going_away, stopping);
    }

    static void run_one(Broadcaster& broadcaster, const Task& task)
    {
        try {
            task(broadcaster);
        } catch (const Broadcaster::Stopping&) {
            log::debug("streams: stopping while the database is away");
        } catch (const std::exception& error) {
            log::error("streams: {}", log::printable(error.what()));
        }
    }
};

Hub::Hub(app::App& app) : impl_(std::make_unique<Impl>(app)) {}

Hub::~Hub()
{
    stop();
}

void Hub::start()
{
    impl_->thread = std::jthread{[this](const std::stop_token& stop) { impl_->run(stop); }};
}

void Hub::stop()
{
    {
        const std::lock_guard lock{impl_->mutex};
        impl_->ending = true;
    }
    impl_->thread = {}; // asks it to stop, and waits
}

result<Seats::Seat> Hub::take_seat(AccountId account)
{
    return impl_->seats.take(account);
}

result<Seats::Seat> Hub::take_page_seat()
{
    return impl_->pages.take(AccountId{});
}

std::uint64_t Hub::heard() const noexcept
{
    return impl_->heard.load(std::memory_order_relaxed);
}

void Hub::join(std::shared_ptr<Client> client)
{
    const bool taken = impl_->put([client](Broadcaster& broadcaster) { broadcaster.join(client); });
    if (!taken) client->sink->close(http::close_code::going_away, stopping);
}

void Hub::leave(std::shared_ptr<Client> client)
{
    impl_->put([client = std::move(client)](Broadcaster& broadcaster) { broadcaster.leave(client); });
}

void Hub::subscribe(std::shared_ptr<Client> client, Stream stream)
{
    impl_->command(client, [client, stream = std::move(stream)](Broadcaster& broadcaster) {
        broadcaster.subscribe(client, stream);
    });
}

void Hub::unsubscribe(std::shared_ptr<Client> client, Stream stream)
{
    impl_->command(client, [client, stream = std::move(stream)](Broadcaster& broadcaster) {
        broadcaster.unsubscribe(client, stream);
    });
}

void Hub::apply(const EventReader::Events& events)
{
    impl_->heard.fetch_add(1, std::memory_order_relaxed);
    EventReader::Events kept;
    std::ranges::copy_if(events, std::back_inserter(kept), [](const storage::events::Event& event) {
        return event.kind != "status.stats" && event.kind != "account.update" && event.kind != "marks";
    });
    if (kept.empty()) return;
    const auto count = kept.size();
    {
        const std::lock_guard lock{impl_->mutex};
        if (impl_->events_waiting + count > most_events) {
            impl_->lost = true; // the thread is busy, and sees it when it comes round
            return;
        }
        impl_->events_waiting += count;
    }
    impl_->put([this, count, kept = std::move(kept)](Broadcaster& broadcaster) {
        {
            const std::lock_guard lock{impl_->mutex};
            impl_->events_waiting -= count;
        }
        broadcaster.process(kept);
    });
}

Hub::Figures Hub::figures() const
{
    const std::lock_guard lock{impl_->mutex};
    return {.clients = impl_->seats.taken(), .waiting = impl_->events_waiting};
}

} // namespace rounds::streaming
