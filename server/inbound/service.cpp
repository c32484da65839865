#include "server/inbound/service.hpp"

#include "federation/peers/heard.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "server/app/app.hpp"
#include "server/inbound/featured.hpp"
#include "server/inbound/fetch_status.hpp"
#include "server/social/text/sanitize.hpp"
#include "storage/accounts.hpp"
#include "storage/base/log.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/channels.hpp"
#include "storage/known.hpp"
#include "storage/peers.hpp"
#include "storage/pg/pipeline.hpp"

namespace rounds::inbound {
namespace {

using namespace std::chrono_literals;
using Found = app::Resolver::Found;

discovery::ResolverSettings resolver_settings(const app::App& app)
{
    discovery::ResolverSettings settings;
    settings.our_domain = app.urls.domain();
    settings.refresh_after = std::chrono::hours(app.config.federation.accounts_fresh_hours);
    settings.sanitize = [](std::string_view html) { return text::sanitize_html(html); };
    settings.host_allowed = [&app](std::string_view host) { return app.trust.allows(host); };
    return settings;
}

storage::BatchWriterSettings writer_settings(const app::App& app, std::string url)
{
    storage::BatchWriterSettings settings;
    settings.role = app.db.settings().role;
    settings.url = std::move(url);
    settings.max_queued = app.config.limits.inbox_queue;
    settings.name = "rounds inbox";
    return settings;
}

asio::awaitable<result<bool>>
write(storage::BatchWriter& writer, const crypto::Vault& vault, storage::inbox::Arrival arrival)
{
    try {
        co_return co_await writer.write(storage::inbox::params_of(arrival, vault));
    } catch (const storage::Unavailable&) {
        // In doubt it may be there: the sender comes again, and then it is known.
        co_return errc::unavailable;
    }
}

std::optional<std::chrono::seconds> over_limit(app::App& app, std::string_view host)
{
    const http::RateLimiter::Rule rule{app.config.limits.inbox_per_5min, 5min};
    const auto decision = app.limits.hit("inbox:" + std::string(host), rule);
    if (decision.allowed) return std::nullopt;
    const auto wait = std::chrono::ceil<std::chrono::seconds>(decision.reset - app.clock.now());
    return std::max(wait, 1s);
}

asio::awaitable<result<AccountId>>
find_handle(discovery::Resolver& resolver, const Clock& clock, std::string handle, app::Resolver::Read read)
{
    const auto asked_at = clock.now();
    const auto at = handle.rfind('@');
    const auto user = handle.substr(0, at);
    const auto domain = at == std::string::npos ? std::string() : handle.substr(at + 1);
    if (user.empty()) co_return errc::not_found;
    const auto account = co_await resolver.resolve_handle(user, domain);
    if (!account || !account->usable()) co_return errc::not_found;
    const bool read_just_now = account->fetched_at && *account->fetched_at >= asked_at;
    if (read == app::Resolver::Read::when_old || account->local() || read_just_now) co_return account->id;
    const auto fresh = co_await resolver.resolve_actor(account->uri, discovery::Freshness::now);
    if (!fresh) co_return account->id; // its server is away: what was known is still so
    if (!fresh->usable()) co_return errc::not_found;
    co_return fresh->id;
}

/// What is known under this id, deleted posts and accounts out of use left aside.
asio::awaitable<Found> find_here(Inbound inbound, const std::string& url)
{
    storage::known::Names names;
    names.accounts.insert(url);
    names.statuses.insert(url);
    const auto known =
        co_await inbound.db.transact([&](storage::Transaction& tx) { return storage::known::look_up(tx, names); });
    Found found;
    if (const auto* account = known.account(url); account != nullptr && account->usable()) found.account = account->id;
    if (const auto* status = known.status(url); status != nullptr && !status->deleted) found.status = status->id;
    co_return found;
}

/// A collection of recommended accounts (FEP-7aa9), with its owner.
asio::awaitable<void> keep_found(Inbound inbound, const json::object& document)
{
    const auto told = inbox::read_featured_collection(document);
    if (!told || !same_origin(told->id, told->owner)) co_return;
    const auto owner = co_await inbound.resolver.resolve_actor(told->owner, discovery::Freshness::known);
    if (!owner || !owner->usable()) co_return;
    co_await inbound.db.transact([&](storage::Transaction& tx) {
        (void)keep_collection(tx, *owner, *told, inbound.clock.now());
    });
}

asio::awaitable<result<Found>> find_url(Inbound inbound, std::string url)
{
    auto found = co_await find_here(inbound, url);
    if (found.account || found.status) co_return found;
    if (!parse_url(url) || inbound.resolver.is_ours(url) || !inbound.resolver.host_allowed(url))
        co_return errc::not_found;
    const auto document = co_await inbound.resolver.web().document(url);
    if (!document) co_return errc::not_found;
    if (vocab::type_is(document->object, vocab::type::featured_collection)) {
        co_await keep_found(inbound, document->object); // found by its address then
        co_return found;
    }
    if (vocab::is_actor_type(vocab::type_of(document->object))) {
        const auto account = co_await inbound.resolver.resolve_actor(document->id);
        if (!account || !account->usable()) co_return errc::not_found;
        found.account = account->id;
    } else {
        const auto status = co_await fetch_status(inbound, document->id);
        if (!status) co_return errc::not_found;
        found.status = *status;
    }
    co_return found;
}

} // namespace

struct Service::Impl
{
    peers::Heard heard;
    app::App& app;
    Options options;
    discovery::Resolver resolver;
    storage::BatchWriter writer;
    inbox::Gate gate;

    Impl(app::App& given, Options given_options)
        : app(given),
          options(std::move(given_options)),
          resolver(
              discovery::make_web(app.fetch, app.sign_as_instance), app.work_db, app.clock, resolver_settings(app)
          ),
          writer(writer_settings(app, options.database_url), storage::inbox::add_statement()),
          gate(resolver, app.clock, gate_settings())
    {
    }

    inbox::GateSettings gate_settings()
    {
        inbox::GateSettings settings;
        settings.our_hosts = {text::to_lower(app.urls.domain())};
        settings.max_bytes = app.config.http.body_bytes;
        settings.host_allowed = [this](std::string_view host) { return app.trust.allows(host); };
        settings.over_limit = [this](std::string_view host) { return over_limit(app, host); };
        settings.store = [this](storage::inbox::Arrival arrival) {
            return write(writer, app.work_db.vault(), std::move(arrival));
        };
        settings.heard = [this](std::string host) { return note_heard(std::move(host)); };
        settings.on_stored = [this](std::string_view) {
            if (options.on_stored)
                options.on_stored();
            else
                app.notifier.notify(storage::channels::inbox);
        };
        return settings;
    }

    /// A server that speaks lives: deliveries that were parked for it go out again.
    asio::awaitable<void> note_heard(std::string host)
    {
        const auto now = app.clock.now();
        if (!heard.is_news(host, now)) co_return;
        try {
            co_await app.work_db.transact([&](storage::Transaction& tx) { storage::peers::heard_from(tx, host, now); });
            app.notifier.notify(storage::channels::deliveries);
        } catch (const std::exception& error) {
            log::warn("that {} was heard of is not noted: {}", host, error.what()); // what it said is committed
        }
    }
};

Service::Service(app::App& app, Options options) : impl_(std::make_unique<Impl>(app, std::move(options)))
{
    app.inbound = this;
    app.resolver.handle = [this](std::string handle, app::Resolver::Read read) {
        return find_handle(impl_->resolver, impl_->app.clock, std::move(handle), read);
    };
    app.resolver.url = [this](std::string url) { return find_url(inbound(), std::move(url)); };
    app.resolver.refresh = [this](std::string uri) { return refresh_status(inbound(), std::move(uri)); };
}

Service::~Service()
{
    stop();
    impl_->app.resolver = {};
    impl_->app.inbound = nullptr;
}

inbox::Gate& Service::gate() noexcept
{
    return impl_->gate;
}

discovery::Resolver& Service::actors() noexcept
{
    return impl_->resolver;
}

Inbound Service::inbound() noexcept
{
    return {
        .db = impl_->app.work_db,
        .resolver = impl_->resolver,
        .urls = impl_->app.urls,
        .clock = impl_->app.clock,
        .guard = &impl_->app.guard
    };
}

void Service::stop()
{
    impl_->writer.stop();
}

} // namespace rounds::inbound
