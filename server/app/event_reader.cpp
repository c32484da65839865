#include "server/app/event_reader.hpp"

#include "storage/base/log.hpp"
#include "storage/channels.hpp"
#include "storage/pg/listener.hpp"

#include <condition_variable>
#include <mutex>
#include <thread>

namespace rounds::app {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;
constexpr int batch = 1000;
constexpr int prune_batch = 20'000;
/// Events may wait behind a transaction that is still open, and nobody tells when it ends: looked at so soon, and then
/// ever later.
constexpr std::chrono::milliseconds held_poll{5};

} // namespace

struct EventReader::Impl
{
    storage::Database& db;
    storage::Database::Own own;
    Settings settings;
    std::vector<Subscriber> subscribers;
    std::vector<std::function<void(bool)>> tasks;
    storage::events::Cursor cursor;
    SteadyTime last_read{};
    SteadyTime last_prune{};
    std::chrono::milliseconds held_pause{0};
    std::mutex mutex;
    std::condition_variable woken;
    bool wanted = false;
    bool stopping = false;
    std::unique_ptr<storage::Listener> listener;
    std::thread thread;

    Impl(storage::Database& database, Settings from) : db(database), own(database), settings(std::move(from)) {}

    void tell(const Events& events)
    {
        for (const auto& subscriber : subscribers) {
            try {
                subscriber(events);
            } catch (const std::exception& error) {
                log::error("a reader of events failed: {}", error.what());
            }
        }
    }

    /// True when there may be more.
    bool read_batch()
    {
        auto next = cursor;
        const auto events = own.read([&](storage::Transaction& tx) {
            next = cursor; // the body may run twice
            return storage::events::read(tx, next, batch);
        });
        const auto now = std::chrono::steady_clock::now();
        if (now - last_read > settings.forget_after) tell({{.kind = "reset"}});
        last_read = now;
        cursor = next;
        if (!events.empty()) tell(events);
        return events.size() == batch;
    }

    void prune_when_due()
    {
        const auto now = std::chrono::steady_clock::now();
        if (now - last_prune < settings.prune_every) return;
        last_prune = now;
        db.transact_blocking([](storage::Transaction& tx) { return storage::events::prune(tx, prune_batch); });
    }

    bool wait()
    {
        held_pause = cursor.held ? std::max(held_poll, 2 * held_pause) : std::chrono::milliseconds{0};
        const auto patience = cursor.held ? std::min(settings.poll, held_pause) : settings.poll;
        std::unique_lock lock{mutex};
        woken.wait_for(lock, patience, [&] { return wanted || stopping; });
        wanted = false;
        return !stopping;
    }

    void run()
    {
        while (wait()) {
            try {
                while (read_batch()) {
                }
                prune_when_due();
                for (const auto& task : tasks) task(!cursor.held);
            } catch (const std::exception& error) {
                log::warn("events cannot be read right now: {}", error.what());
            }
        }
    }
};

EventReader::EventReader(storage::Database& db, Settings settings)
    : impl_(std::make_unique<Impl>(db, std::move(settings)))
{
}

EventReader::~EventReader()
{
    stop();
}

void EventReader::subscribe(Subscriber subscriber)
{
    impl_->subscribers.push_back(std::move(subscriber));
}

void EventReader::after_each_look(std::function<void(bool all)> task)
{
    impl_->tasks.push_back(std::move(task));
}

void EventReader::start()
{
    impl_->cursor = impl_->db.transact_blocking([](storage::Transaction& tx) { return storage::events::now(tx); });
    impl_->last_read = impl_->last_prune = std::chrono::steady_clock::now();
    if (!impl_->settings.listen_url.empty())
        impl_->listener = std::make_unique<storage::Listener>(
            impl_->settings.listen_url,
            std::vector<std::string>{storage::channels::events},
            [this](std::string_view, std::string_view) { wake(); }
        );
    impl_->thread = std::thread{[this] { impl_->run(); }};
}

void EventReader::wake()
{
    {
        const std::lock_guard lock{impl_->mutex};
        impl_->wanted = true;
    }
    impl_->woken.notify_one();
}

void EventReader::stop()
{
    impl_->listener.reset();
    {
        const std::lock_guard lock{impl_->mutex};
        impl_->stopping = true;
    }
    impl_->woken.notify_one();
    if (impl_->thread.joinable()) impl_->thread.join();
}

} // namespace rounds::app
