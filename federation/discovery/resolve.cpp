#include "federation/discovery/resolve.hpp"

#include "federation/discovery/bounded_memory.hpp"
#include "federation/discovery/single_flight.hpp"
#include "federation/discovery/webfinger_lookup.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "storage/accounts.hpp"
#include "storage/affiliations.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/collections.hpp"
#include "storage/remote_accounts.hpp"

#include <fmt/format.h>

namespace rounds::discovery {
namespace {

namespace prop = vocab::prop;
using signatures::CachedKey;
using storage::Account;
using storage::Transaction;
using storage::accounts::Seen;

/// Failures that may pass by themselves are forgotten sooner.
constexpr std::chrono::seconds passing_failure = std::chrono::minutes(1);

bool lasting(const boost::system::error_code& error) noexcept
{
    return error == errc::not_found || error == errc::gone || error == errc::invalid_argument ||
           error == errc::unauthorized || error == errc::forbidden || error == errc::already_exists ||
           error == fetch::fetch_errc::not_activity || error == fetch::fetch_errc::bad_url;
}

std::string without_fragment(std::string_view url)
{
    return std::string(url.substr(0, url.find('#')));
}

} // namespace

struct Resolver::Impl
{
    Web web;
    storage::Database& db;
    const Clock& clock;
    ResolverSettings settings;
    signatures::KeyCache keys;
    SingleFlight<result<Account>> flights;
    SingleFlight<result<CachedKey>> key_flights;
    BoundedMemory<boost::system::error_code> failures;
    BoundedMemory<bool> refreshed_keys;

    Impl(Web given_web, storage::Database& given_db, const Clock& given_clock, ResolverSettings given)
        : web(std::move(given_web)),
          db(given_db),
          clock(given_clock),
          settings(std::move(given)),
          keys(settings.cached_keys),
          failures(clock, settings.remembered),
          refreshed_keys(clock, settings.remembered)
    {
    }

    [[nodiscard]] bool is_ours(std::string_view url) const
    {
        const auto parsed = parse_url(url);
        return parsed && parsed->authority() == settings.our_domain;
    }

    [[nodiscard]] bool host_allowed(std::string_view url) const
    {
        const auto parsed = parse_url(url);
        return parsed && (!settings.host_allowed || guards::hold("domain", settings.host_allowed(parsed->authority())));
    }

    void remember_failure(std::string_view url, const boost::system::error_code& error)
    {
        failures.put(url, error, lasting(error) ? settings.failures_for : passing_failure);
    }

    result<Account> save(Transaction& tx, RemoteActor actor, Seen seen)
    {
        auto& account = actor.account;
        if (settings.sanitize) {
            account.note = settings.sanitize(account.note);
            for (auto& field : account.fields) field.value = settings.sanitize(field.value);
        }
        account.fetched_at = clock.now();
        auto saved = storage::accounts::save_remote(tx, account, seen);
        if (!saved) return saved.error();
        const auto id = saved->account.id;
        for (auto& key : actor.keys) {
            key.account = id;
            key.checked_at = clock.now();
        }
        const bool was_there = !saved->is_new; // else there is nothing to take away
        if (was_there)
            storage::accounts::replace_keys(tx, id, actor.keys);
        else
            for (const auto& key : actor.keys) storage::accounts::add_key(tx, key);
        if (was_there || actor.feature_policy || actor.collections_url)
            storage::collections::set_feature_policy(tx, id, actor.feature_policy, actor.collections_url);
        if (was_there || !actor.affiliations.empty()) storage::affiliations::set_links(tx, id, actor.affiliations);
        return std::move(saved->account);
    }

    /// Reads the document at `url` as an actor; with `only_id`, no other id counts.
    asio::awaitable<result<RemoteActor>> read(std::string url)
    {
        if (is_ours(url)) co_return errc::forbidden;
        if (!host_allowed(url)) co_return errc::forbidden;
        const auto document = co_await web.document(url);
        if (!document) co_return document.error();
        co_return read_actor(document->object);
    }

    asio::awaitable<result<Account>> keep(RemoteActor actor, Seen seen)
    {
        const auto uri = actor.account.uri;
        auto saved = co_await db.transact([&](Transaction& tx) -> result<Account> { return save(tx, actor, seen); });
        keys.erase_owner(uri);
        co_return saved;
    }

    asio::awaitable<result<Account>> fetch_actor(std::string uri, Seen seen)
    {
        auto actor = co_await read(uri);
        if (!actor) co_return actor.error();
        // A document may point to the id it really has; that id must be asked for by its name.
        if (actor->account.uri != uri) co_return errc::not_found;
        co_return co_await keep(std::move(*actor), seen);
    }

    asio::awaitable<result<Account>> fetch_actor_once(std::string uri, Seen seen)
    {
        auto turn = flights.join(uri);
        if (!turn.leads()) {
            auto outcome = co_await turn.wait();
            if (!outcome) co_return errc::unavailable;
            co_return *outcome;
        }
        auto fetched = co_await fetch_actor(uri, seen);
        if (!fetched) remember_failure(uri, fetched.error());
        turn.land(fetched);
        co_return fetched;
    }

    [[nodiscard]] asio::awaitable<result<Account>> find_in_database(const std::string& uri)
    {
        co_return co_await db.read([&](Transaction& tx) { return storage::accounts::find_by_uri(tx, uri); });
    }

    asio::awaitable<result<Account>> resolve(std::string uri, Freshness freshness)
    {
        if (!is_canonical_id(uri)) co_return errc::invalid_argument;
        auto known = co_await find_in_database(uri);
        if (is_ours(uri)) co_return known;
        if (known && known->local()) co_return errc::not_found;
        const bool fresh = known && known->fetched_at && *known->fetched_at + settings.refresh_after > clock.now();
        if (known && (freshness == Freshness::known || (freshness == Freshness::day && fresh))) co_return known;
        if (freshness != Freshness::now) {
            if (const auto failure = failures.find(uri)) {
                if (known) co_return known;
                co_return *failure;
            }
        }
        auto fetched = co_await fetch_actor_once(uri, known ? Seen::before : Seen::never);
        // An actor that cannot be read again today is still the one we know.
        if (!fetched && known && freshness != Freshness::now) co_return known;
        co_return fetched;
    }

    static result<CachedKey> parsed(const storage::ActorKey& key, const std::string& owner)
    {
        auto parsed = signatures::PublicKey::from_bytes(key.public_key);
        if (!parsed) return parsed.error();
        return CachedKey{std::move(*parsed), owner};
    }

    asio::awaitable<result<CachedKey>> key_in_database(const std::string& key_id)
    {
        auto found = co_await db.read([&](Transaction& tx) -> result<CachedKey> {
            const auto key = storage::accounts::find_key(tx, key_id);
            if (!key) return key.error();
            const auto owner = storage::accounts::find(tx, key->account);
            // Our own actors do not send to us over the network: their keys prove nothing here.
            if (!owner || owner->local()) return errc::not_found;
            return parsed(*key, owner->uri);
        });
        if (found) keys.put(key_id, *found);
        co_return found;
    }

    /// Where a key's id leads: to its actor, or to a document of the key that names its owner. Only the actor's own
    /// list makes it a key.
    asio::awaitable<result<CachedKey>> fetch_key(std::string key_id)
    {
        const auto url = without_fragment(key_id);
        if (is_ours(url) || !host_allowed(url)) co_return errc::forbidden;
        const auto document = co_await web.document(url);
        if (!document) co_return document.error();
        auto actor = read_actor(document->object);
        if (!actor) {
            auto owner = vocab::id_of(document->object, prop::owner);
            if (owner.empty()) owner = vocab::id_of(document->object, prop::controller);
            if (owner.empty() || !same_origin(owner, key_id)) co_return errc::invalid_argument;
            actor = co_await read(std::string(owner));
            if (!actor) co_return actor.error();
        }
        const auto listed = std::ranges::find(actor->keys, key_id, &storage::ActorKey::key_uri);
        if (listed == actor->keys.end()) co_return errc::not_found;
        auto key = parsed(*listed, actor->account.uri);
        if (!key) co_return key.error();
        const auto saved = co_await keep(std::move(*actor), Seen::never);
        if (!saved) co_return saved.error();
        keys.put(key_id, *key);
        co_return key;
    }

    asio::awaitable<result<CachedKey>> fetch_key_once(std::string key_id)
    {
        auto turn = key_flights.join(key_id);
        if (!turn.leads()) {
            auto outcome = co_await turn.wait();
            if (!outcome) co_return errc::unavailable;
            co_return *outcome;
        }
        auto fetched = co_await fetch_key(key_id);
        if (!fetched) remember_failure(key_id, fetched.error());
        turn.land(fetched);
        co_return fetched;
    }

    /// The actor's host must name it by WebFinger too when it is not the host that was asked (N28).
    asio::awaitable<result<Account>> resolve_found(FoundHandle found, std::string user, std::string domain)
    {
        auto account = co_await resolve(found.actor, Freshness::day);
        if (!account) co_return account.error();
        if (account->domain == domain && text::iequals(account->username, user)) co_return account;
        if (!account->domain) co_return errc::not_found;
        const auto back = co_await look_up_handle(web, account->username, *account->domain);
        if (!guards::hold("handle", back && back->actor == account->uri)) co_return errc::not_found;
        co_return account;
    }

    asio::awaitable<result<Account>> resolve_handle(std::string user, std::string domain)
    {
        const bool here = domain.empty() || domain == settings.our_domain;
        const auto stored_domain = here ? std::nullopt : std::optional{domain};
        auto known = co_await db.read([&](Transaction& tx) {
            return storage::accounts::find_by_handle(tx, user, stored_domain);
        });
        if (here) co_return known;
        if (known && known->fetched_at && *known->fetched_at + settings.refresh_after > clock.now()) co_return known;
        if (!host_allowed("https://" + domain + "/")) co_return errc::forbidden;
        const auto handle = "acct:" + user + "@" + domain;
        if (const auto failure = failures.find(handle)) {
            if (known) co_return known;
            co_return *failure;
        }
        const auto found = co_await look_up_handle(web, user, domain);
        if (!found) {
            remember_failure(handle, found.error());
            if (known) co_return known;
            co_return found.error();
        }
        co_return co_await resolve_found(*found, std::move(user), std::move(domain));
    }
};

Resolver::Resolver(Web web, storage::Database& db, const Clock& clock, ResolverSettings settings)
    : impl_(std::make_unique<Impl>(std::move(web), db, clock, std::move(settings)))
{
}

Resolver::~Resolver() = default;

asio::awaitable<result<Account>> Resolver::resolve_actor(std::string uri, Freshness freshness)
{
    return impl_->resolve(std::move(uri), freshness);
}

asio::awaitable<result<Account>> Resolver::resolve_handle(std::string user, std::string domain)
{
    return impl_->resolve_handle(std::move(user), text::to_lower(domain));
}

asio::awaitable<result<CachedKey>> Resolver::find_known_key(std::string key_id)
{
    if (auto cached = impl_->keys.find(key_id)) co_return std::move(*cached);
    co_return co_await impl_->key_in_database(key_id);
}

asio::awaitable<result<CachedKey>> Resolver::find_key(std::string key_id)
{
    auto known = co_await find_known_key(key_id);
    if (known) co_return known;
    if (const auto failure = impl_->failures.find(key_id)) co_return *failure;
    co_return co_await impl_->fetch_key_once(std::move(key_id));
}

asio::awaitable<result<CachedKey>> Resolver::refresh_key(std::string key_id)
{
    if (impl_->refreshed_keys.find(key_id)) co_return errc::too_many;
    impl_->refreshed_keys.put(key_id, true, impl_->settings.key_refresh_after);
    co_return co_await impl_->fetch_key_once(std::move(key_id));
}

result<Account> Resolver::save(Transaction& tx, RemoteActor actor)
{
    return impl_->save(tx, std::move(actor), Seen::before);
}

void Resolver::forget_keys(std::string_view actor_uri)
{
    impl_->keys.erase_owner(actor_uri);
}

bool Resolver::host_allowed(std::string_view url) const
{
    return impl_->host_allowed(url);
}

bool Resolver::is_ours(std::string_view url) const
{
    return impl_->is_ours(url);
}

const Web& Resolver::web() const noexcept
{
    return impl_->web;
}

} // namespace rounds::discovery
