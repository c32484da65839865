#include "admin/cli/service.hpp"

#include "admin/cli/command.hpp"
#include "admin/cli/route_tables.hpp"
#include "admin/console/settings.hpp"
#include "server/api/state.hpp"
#include "server/app/dispatch.hpp"
#include "server/app/documents.hpp"
#include "server/app/event_reader.hpp"
#include "server/app/health.hpp"
#include "server/app/tokens.hpp"
#include "server/app/vapid.hpp"
#include "server/http/access_log.hpp"
#include "server/http/server.hpp"
#include "server/inbound/service.hpp"
#include "server/media/service.hpp"
#include "server/streaming/hub.hpp"
#include "server/web/chat.hpp"
#include "server/web/page.hpp"
#include "server/workers/crew.hpp"
#include "storage/base/log.hpp"
#include "storage/base/text.hpp"
#include "storage/channels.hpp"

#include <array>
#include <csignal>
#include <fmt/core.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <thread>

namespace rounds::cli {
namespace {

http::ServerSettings main_listener(const app::Config& config)
{
    http::ServerSettings settings;
    settings.address = config.http.address;
    settings.port = config.http.port;
    settings.threads = config.http.threads;
    settings.host_names = {config.instance.domain};
    settings.trusted_proxies = config.http.trusted_proxies;
    settings.certificate_file = config.http.certificate_file;
    settings.key_file = config.http.key_file;
    settings.limits.body_bytes = config.http.body_bytes;
    settings.limits.message = std::chrono::milliseconds(config.http.message_timeout_ms);
    settings.limits.idle = std::chrono::milliseconds(config.http.idle_timeout_ms);
    settings.limits.drain = std::chrono::milliseconds(config.http.drain_timeout_ms);
    settings.limits.connections = config.http.connections;
    return settings;
}

http::ServerSettings metrics_listener(const app::Config& config)
{
    http::ServerSettings settings;
    settings.port = config.http.metrics_port;
    settings.threads = 1;
    // A scraper names the port, as it is not that of http.
    for (const std::string name : {"127.0.0.1", "localhost"}) {
        settings.host_names.push_back(name);
        settings.host_names.push_back(fmt::format("{}:{}", name, config.http.metrics_port));
    }
    settings.limits.connections = 64;
    return settings;
}

http::Handlers handlers(const app::Dispatcher& dispatcher, app::App& app)
{
    http::Handlers out;
    out.admit = [&dispatcher](const http::Request& request) { return dispatcher.admit(request); };
    out.handle = [&dispatcher](http::Request& request) { return dispatcher.handle(request); };
    out.done = [&](const http::Request& request, const http::Response& response, std::chrono::microseconds took) {
        http::write_access_log(request, response, took);
        app.metrics.request(dispatcher.label(request), response.status, took);
    };
    return out;
}

void add_gauges(app::App& app, const http::Server& server)
{
    app.metrics.gauge("rounds_http_connections", "Open connections", [&server] {
        return static_cast<double>(server.figures().connections);
    });
    app.metrics.gauge("rounds_database_busy", "Connections of the request pool at work", [&app] {
        return static_cast<double>(app.db.figures().busy);
    });
    app.metrics.gauge("rounds_database_waiting", "Transactions waiting for a connection", [&app] {
        return static_cast<double>(app.db.figures().waiting);
    });
}

void add_gauges(app::App& app, const streaming::Hub& hub)
{
    app.metrics.gauge("rounds_streaming_clients", "Open streams", [&hub] {
        return static_cast<double>(hub.figures().clients);
    });
    app.metrics.gauge("rounds_streaming_events_waiting", "Events that streams have not taken up", [&hub] {
        return static_cast<double>(hub.figures().waiting);
    });
}

/// Systems start programs with 1,024 files, each connection is one, and programs may have all they are allowed.
void raise_file_limit(std::size_t connections)
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    constexpr std::size_t others = 256; // database, outbound, files
    if (limit.rlim_max < connections + others)
        log::warn("http.connections is {}, but this process may open {} files only", connections, limit.rlim_max);
}

#ifdef __has_feature
#define ROUNDS_HAS_FEATURE(name) __has_feature(name)
#else
#define ROUNDS_HAS_FEATURE(name) 0
#endif

/// Words of private conversations, passwords and keys are in memory: a crash leaves none of it on a disk, whatever the
/// system does with core dumps, and no other process of the same user reads it.
void keep_memory_private()
{
    const rlimit none{};
    setrlimit(RLIMIT_CORE, &none);
#if !ROUNDS_HAS_FEATURE(address_sanitizer) // its search for leaks attaches to this very process
    prctl(PR_SET_DUMPABLE, 0);
#endif
}

sigset_t handled_signals()
{
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
    return signals;
}

} // namespace

Roles Roles::parse(const std::string& text)
{
    Roles roles{.web = false, .streaming = false, .worker = false};
    for (const auto piece : text::split(text, ',')) {
        if (text::trim(piece) == "web")
            roles.web = true;
        else if (text::trim(piece) == "streaming")
            roles.streaming = true;
        else if (text::trim(piece) == "worker")
            roles.worker = true;
        else
            throw UsageError(
                fmt::format("--roles: \"{}\" is none; it takes web, streaming and worker, separated by commas", piece)
            );
    }
    return roles;
}

/// The parts of a running server, in the order in which they are made; they end in the reverse order.
struct Service::Impl
{
    app::Runtime runtime;
    Roles roles;
    inbound::Service inbound;
    std::unique_ptr<media::Service> media;
    std::unique_ptr<workers::Crew> crew;
    std::unique_ptr<api::State> state;
    std::unique_ptr<streaming::Hub> hub;
    std::unique_ptr<app::EventReader> events;
    std::vector<std::span<const app::Route>> tables;
    std::unique_ptr<app::Dispatcher> dispatcher;
    std::unique_ptr<app::Dispatcher> metrics_dispatcher;
    std::unique_ptr<http::Server> metrics_server;
    std::unique_ptr<http::Server> server;

    Impl(app::Config config, Roles given)
        : runtime(std::move(config), {.migrate = true, .background_threads = 2}),
          roles(given),
          inbound(runtime.app(), {.database_url = runtime.database_url(), .on_stored = [this] { stored(); }})
    {
        keep_memory_private();
        if (runtime.app().config.federation.loopback_testing)
            log::warn(
                "federation.loopback_testing is on: loopback addresses, plain http and any port are trusted. For test "
                "rigs and the demo only"
            );
        console::note_settings(runtime.app().db, runtime.app().config);
        media = std::make_unique<media::Service>(runtime.app());
        runtime.app().media = media.get();
        if (roles.worker) crew = std::make_unique<workers::Crew>(runtime.app(), inbound, runtime.database_url());
        if (runtime.app().config.http.metrics_port != 0) listen_for_metrics();
        if (roles.web || roles.streaming) listen();
    }

    ~Impl()
    {
        // Streams never finish by themselves: they end first, so that the server has only answers to wait for.
        if (hub) hub->stop();
        if (server) server->stop();
        if (metrics_server) metrics_server->stop();
        runtime.app().notifier.tell_here(storage::channels::events, {});
        if (events) events->stop();
        inbound.stop();
        if (crew) crew->stop();
        media->stop();
        runtime.app().media = nullptr;
        runtime.app().streams = nullptr;
        runtime.app().api = nullptr;
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    /// Arrivals were committed: here or in another process somebody takes them up.
    void stored()
    {
        if (crew)
            crew->wake_inbox();
        else
            runtime.app().notifier.notify(storage::channels::inbox);
    }

    void read_events()
    {
        auto& app = runtime.app();
        api::State::Told told{app::vapid_public_key(app.db, app.secrets), app.config.limits.collections};
        state = std::make_unique<api::State>(app.db, app.urls, app.clock, std::move(told));
        app.api = state.get();
        app::EventReader::Settings settings;
        settings.listen_url = runtime.database_url();
        events = std::make_unique<app::EventReader>(app.work_db, settings);
        events->subscribe([&app](const app::EventReader::Events& batch) { app.tokens.apply(batch); });
        events->subscribe([&app](const app::EventReader::Events& batch) { app.documents.apply(batch); });
        events->after_each_look([&app](bool all) {
            app.tokens.renew();
            if (all) app.freshness.renew();
        });
        events->subscribe([this](const app::EventReader::Events& batch) { state->apply(batch); });
        if (roles.streaming) {
            hub = std::make_unique<streaming::Hub>(app);
            app.streams = hub.get();
            events->subscribe([this](const app::EventReader::Events& batch) { hub->apply(batch); });
            hub->start();
        }
        app.notifier.tell_here(storage::channels::events, [this] { events->wake(); });
    }

    void listen()
    {
        auto& app = runtime.app();
        raise_file_limit(app.config.http.connections);
        read_events();
        tables = route_tables(roles);
        app.chat_page = web::chat;
        const auto error_page = [&app](unsigned status, std::string_view) {
            return web::error_page(app.config, status);
        };
        dispatcher = std::make_unique<app::Dispatcher>(app, tables, error_page);
        events->subscribe([this](const app::EventReader::Events& batch) { dispatcher->apply(batch); });
        dispatcher->after_changes([this](AccountId person) { state->changed(person); });
        events->start();
        server = std::make_unique<http::Server>(main_listener(app.config), handlers(*dispatcher, app));
        add_gauges(app, *server);
        if (hub) add_gauges(app, *hub);
        server->start();
        log::info("{} listens on {}:{}", app.urls.base(), app.config.http.address, server->port());
    }

    void listen_for_metrics()
    {
        auto& app = runtime.app();
        const std::array metrics_tables{app::metrics_routes()};
        metrics_dispatcher =
            std::make_unique<app::Dispatcher>(app, metrics_tables, [](unsigned status, std::string_view message) {
                return http::json_error(status, message);
            });
        metrics_server =
            std::make_unique<http::Server>(metrics_listener(app.config), handlers(*metrics_dispatcher, app));
        metrics_server->start();
    }

    void reload_certificate()
    {
        try {
            if (server) server->reload_certificate();
            log::info("the certificate was read again");
        } catch (const std::exception& error) {
            log::error("the old certificate stays in use: {}", error.what());
        }
    }
};

Service::Service(app::Config config, Roles roles)
{
    // Before any thread is made: they inherit the mask, so that only run_until_signalled() sees these signals.
    const auto signals = handled_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    impl_ = std::make_unique<Impl>(std::move(config), roles);
}

Service::~Service() = default;

std::uint16_t Service::port() const noexcept
{
    return impl_->server ? impl_->server->port() : std::uint16_t{0};
}

app::App& Service::app() noexcept
{
    return impl_->runtime.app();
}

void Service::run_until_signalled()
{
    const auto signals = handled_signals();
    for (;;) {
        int signal = 0;
        sigwait(&signals, &signal);
        if (signal == SIGHUP) {
            impl_->reload_certificate();
            continue;
        }
        log::info("asked to stop: finishing what is in flight");
        impl_->runtime.app().draining = true;
        return;
    }
}

} // namespace rounds::cli
