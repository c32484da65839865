#pragma once

#include "federation/discovery/actor_document.hpp"
#include "federation/discovery/web.hpp"
#include "federation/signatures/key_cache.hpp"
#include "storage/base/clock.hpp"
#include "storage/pg/database.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace rounds::discovery {

enum class Freshness {
    known, ///< any age will do: the network is asked only about unknown actors
    day,   ///< read again when older than a day
    now    ///< read again
};

struct ResolverSettings
{
    std::string our_domain; ///< host[:port]: actors there are never fetched
    /// Makes HTML of strangers harmless before it is kept.
    std::function<std::string(std::string_view html)> sanitize;
    /// Domain policy: false refuses a host (host[:port]) before anything is asked.
    std::function<bool(std::string_view host)> host_allowed;
    std::chrono::seconds refresh_after = std::chrono::hours(24);
    std::chrono::seconds key_refresh_after = std::chrono::hours(1); ///< between two looks at one key after a mismatch
    std::chrono::seconds failures_for = std::chrono::minutes(10);   ///< how long a failed look-up is remembered
    std::size_t remembered = 10'000;                                ///< failures and refreshed keys kept in mind
    std::size_t cached_keys = 20'000;                               ///< parsed public keys
};

/// Finds actors and keys of other servers: memory, then database, then one request per document however many ask at
/// once (single flight; failures are remembered). Safe to use from any thread; each caller resumes on its own executor.
class Resolver
{
public:
    Resolver(Web web, storage::Database& db, const Clock& clock, ResolverSettings settings);
    ~Resolver();

    /// The account behind an actor id, of this instance too. not_found, gone (404, 410), forbidden (domain policy),
    /// invalid_argument (not an actor), unavailable, or a fetch_errc.
    [[nodiscard]] asio::awaitable<result<storage::Account>>
    resolve_actor(std::string uri, Freshness freshness = Freshness::day);

    /// The account behind user@domain by WebFinger (RFC 7033). An actor on another host than `domain` counts only when
    /// that host's WebFinger names the same actor (N28). An empty or our own domain looks here only.
    [[nodiscard]] asio::awaitable<result<storage::Account>> resolve_handle(std::string user, std::string domain);

    /// The public key with that id and whose it is. The document it is found in must list it and name the same owner
    /// (N11, N12). Errors as resolve_actor.
    [[nodiscard]] asio::awaitable<result<signatures::CachedKey>> find_key(std::string key_id);
    /// The key when memory or database has it; not_found otherwise. Asks no other server.
    [[nodiscard]] asio::awaitable<result<signatures::CachedKey>> find_known_key(std::string key_id);
    /// Reads the key anew after a signature did not match, at most once per ResolverSettings::key_refresh_after and
    /// key; too_many before that.
    [[nodiscard]] asio::awaitable<result<signatures::CachedKey>> refresh_key(std::string key_id);

    /// Keeps an actor that was read from a document known to be authentic.
    [[nodiscard]] result<storage::Account> save(storage::Transaction& tx, RemoteActor actor);
    /// Forgets parsed keys of an actor that changed or is gone.
    void forget_keys(std::string_view actor_uri);
    [[nodiscard]] bool host_allowed(std::string_view url) const;
    [[nodiscard]] bool is_ours(std::string_view url) const;
    [[nodiscard]] const Web& web() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::discovery
