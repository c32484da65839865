#include "storage/pg/listener.hpp"

#include "storage/base/log.hpp"
#include "storage/pg/connection.hpp"
#include "storage/pg/libpq.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace rounds::storage {
namespace {

using namespace std::chrono_literals;

constexpr auto shortest_pause = 50ms;
constexpr auto longest_pause = 5000ms;
constexpr std::size_t longest_payload = 7000;
constexpr std::size_t most_pending = 10000;

const Statement notify_sql{
    "notifier.notify", "SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS t (channel, payload)"
};

} // namespace

struct Listener::Impl
{
    void run();
    void listen();
    void receive(PGconn* connection);
    void tell(std::string_view channel, std::string_view payload) const;

    std::string url;
    std::vector<std::string> channels;
    Handler on_event;
    std::atomic<bool> stopping = false;
    bool listened = false; // since the last failure
    WakeUp wake_up;
    std::thread thread;
};

void Listener::Impl::run()
{
    for (auto pause = shortest_pause; !stopping;) {
        try {
            listened = false;
            listen();
        } catch (const std::exception& e) {
            log::warn("listener: {}", log::printable(e.what()));
        }
        if (listened) pause = shortest_pause;
        if (!stopping) wake_up.wait(-1, pause);
        pause = std::min(pause * 2, longest_pause);
    }
}

/// Until told to stop; throws when the connection fails.
void Listener::Impl::listen()
{
    const auto connection = connect_libpq(url);
    for (const auto& channel : channels) {
        const Libpq<char> name(PQescapeIdentifier(connection.get(), channel.data(), channel.size()));
        const Libpq<PGresult> done(PQexec(connection.get(), (std::string("LISTEN ") + name.get()).c_str()));
        if (PQresultStatus(done.get()) != PGRES_COMMAND_OK) throw Unavailable(error_line(connection.get()));
    }
    listened = true;
    for (const auto& channel : channels) tell(channel, {});
    while (!stopping) {
        receive(connection.get());
        wake_up.wait(PQsocket(connection.get()), -1ms);
    }
}

void Listener::Impl::receive(PGconn* connection)
{
    if (PQconsumeInput(connection) == 0) throw Unavailable(error_line(connection));
    while (const Libpq<PGnotify> event{PQnotifies(connection)}) {
        tell(event->relname, event->extra);
        PQconsumeInput(connection);
    }
}

void Listener::Impl::tell(std::string_view channel, std::string_view payload) const
{
    try {
        on_event(channel, payload);
    } catch (const std::exception& e) {
        log::error("listener on {}: {}", channel, log::printable(e.what()));
    }
}

Listener::Listener(std::string url, std::vector<std::string> channels, Handler on_event)
    : impl_(std::make_unique<Impl>())
{
    impl_->url = connection_string(url, "rounds listener");
    impl_->channels = std::move(channels);
    impl_->on_event = std::move(on_event);
    impl_->thread = std::thread([this] { impl_->run(); });
}

Listener::~Listener()
{
    impl_->stopping = true;
    impl_->wake_up.signal();
    impl_->thread.join();
}

struct Notifier::Impl
{
    using Pending = std::set<std::pair<std::string, std::string>>; // channel, payload

    void run();
    bool send(const Pending& events);
    void send_in_one(const Pending& events);

    std::string url;
    std::mutex mutex;
    Pending pending;
    bool stopping = false;
    std::mutex here_mutex;
    std::map<std::string, std::function<void()>> here;
    WakeUp wake_up;
    std::unique_ptr<Connection> connection;
    std::thread thread;
};

/// What cannot be sent now stays, coalesced, until PostgreSQL is back or the notifier ends.
void Notifier::Impl::run()
{
    for (auto pause = shortest_pause;;) {
        Pending taken;
        {
            const std::scoped_lock lock(mutex);
            if (pending.empty() && stopping) return;
            taken.swap(pending);
        }
        if (taken.empty()) {
            wake_up.wait(-1, -1ms);
            continue;
        }
        if (send(taken)) {
            pause = shortest_pause;
            continue;
        }
        {
            const std::scoped_lock lock(mutex);
            if (stopping) return;
            pending.merge(taken);
        }
        wake_up.wait(-1, pause);
        pause = std::min(pause * 2, longest_pause);
    }
}

/// False when PostgreSQL does not answer. Events that it refuses (a text that is not UTF-8) are dropped.
bool Notifier::Impl::send(const Pending& events)
{
    try {
        send_in_one(events);
    } catch (const QueryFailed& e) {
        if (connection) connection->rollback();
        if (events.size() == 1) {
            log::error("notifier: {}", log::printable(e.what()));
            return true;
        }
        return std::ranges::all_of(events, [this](const auto& event) { return send({event}); });
    } catch (const std::exception& e) {
        log::warn("notifier: {}", log::printable(e.what()));
        connection.reset();
        return false;
    }
    return true;
}

void Notifier::Impl::send_in_one(const Pending& events)
{
    if (!connection) connection = std::make_unique<Connection>(url, session_settings(5000));
    std::vector<std::string> channels;
    std::vector<std::string> payloads;
    for (const auto& [channel, payload] : events) {
        channels.push_back(channel);
        payloads.push_back(payload);
    }
    connection->begin();
    connection->exec(notify_sql, std::array{Param(channels), Param(payloads)});
    connection->commit();
}

Notifier::Notifier(std::string url) : impl_(std::make_unique<Impl>())
{
    impl_->url = connection_string(url, "rounds notifier");
    impl_->thread = std::thread([this] { impl_->run(); });
}

Notifier::~Notifier()
{
    {
        const std::scoped_lock lock(impl_->mutex);
        impl_->stopping = true;
    }
    impl_->wake_up.signal();
    impl_->thread.join();
}

void Notifier::tell_here(const std::string& channel, std::function<void()> here)
{
    const std::scoped_lock lock(impl_->here_mutex);
    if (here)
        impl_->here[channel] = std::move(here);
    else
        impl_->here.erase(channel);
}

void Notifier::notify(std::string channel, std::string payload)
{
    if (payload.size() > longest_payload) payload.clear();
    {
        const std::scoped_lock lock(impl_->here_mutex);
        if (const auto here = impl_->here.find(channel); here != impl_->here.end()) here->second();
    }
    {
        const std::scoped_lock lock(impl_->mutex);
        // During an outage "look for yourself" once per channel says as much as ten thousand hints.
        if (impl_->pending.size() >= most_pending) {
            Impl::Pending fewer;
            for (const auto& [name, text] : impl_->pending) fewer.emplace(name, "");
            impl_->pending.swap(fewer);
            payload.clear();
        }
        impl_->pending.emplace(std::move(channel), std::move(payload));
    }
    impl_->wake_up.signal();
}

} // namespace rounds::storage
