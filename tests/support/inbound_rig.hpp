#pragma once

#include "federation/inbox/gate.hpp"
#include "federation/signatures/keys.hpp"
#include "server/inbound/inbound.hpp"
#include "server/privacy/guard.hpp"
#include "server/workers/inbox_worker.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/test_database.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace rounds::test {

namespace asio = boost::asio;

/// What other servers serve, by URL: the edge that is replaced. Counts every request.
class FakeWeb
{
public:
    void serve(std::string url, json::object document);
    void fail(std::string url, boost::system::error_code error);
    void serve_jrd(std::string url, json::object jrd);
    void forget(const std::string& url);

    [[nodiscard]] std::size_t requests(const std::string& url) const;
    [[nodiscard]] std::size_t requests() const;
    [[nodiscard]] discovery::Web web();

private:
    result<json::object> find(const std::string& url);

    mutable std::mutex mutex_;
    std::map<std::string, result<json::object>> documents_;
    std::map<std::string, std::size_t> requests_;
};

/// An actor of another server: its document is on the web, and it can sign.
struct RemoteActor
{
    std::string uri;
    std::string key_id;
    json::object document;

    [[nodiscard]] std::string id(std::string_view path) const; ///< of its origin
};

/// mercy.example's way in for other servers, from the signed request to the tables: real gate, real database, real
/// worker, a web of the test's own.
class InboundRig
{
public:
    InboundRig();

    asio::io_context io{1}; // outlives the pool, whose threads let go of it last
    TestDatabase database;
    ManualClock clock{*parse_iso8601("2026-11-20T12:00:00Z")};
    social::Urls urls{std::string(base_url)};
    privacy::Guard guard{privacy::Guard::Settings{}};
    FakeWeb web;
    std::vector<std::string> refused_hosts; ///< by domain policy
    std::size_t over_limit_after = 1'000'000;
    std::size_t stores = 0; ///< how often something was given to the database to keep

    /// {origin}/users/{name}, or {origin}/groups/{name}; served at once.
    RemoteActor add_actor(const std::string& origin, const std::string& name, const std::string& type = "Person");
    /// The same, known here already.
    std::pair<RemoteActor, storage::Account>
    add_known_actor(const std::string& origin, const std::string& name, const std::string& type = "Person");

    struct Post
    {
        std::string path = "/inbox";
        std::string host = "mercy.example";
        std::string content_type = "application/activity+json";
        std::vector<signatures::Header> more{};
        std::string key_id{};                               ///< another than the actor's
        bool other_key = false;                             ///< signed by a key that nobody listed
        std::string send_body{};                            ///< sent instead of what was signed
        std::string target{};                               ///< sent instead of what was signed
        std::chrono::minutes age{0};                        ///< of the signature
        bool twice = false;                                 ///< the same request on two connections at once
        std::function<void(signatures::Headers&)> change{}; ///< what travels instead of what was signed
    };
    /// Signs as the actor (draft-cavage-12) and hands it to the gate.
    inbox::Answer post(const RemoteActor& by, const json::object& activity, const Post& how);
    inbox::Answer post(const RemoteActor& by, const json::object& activity) { return post(by, activity, Post{}); }
    inbox::Answer send(const signatures::RequestView& request, const std::string& path);
    /// Fails the test when the two are answered differently.
    inbox::Answer send_twice(const signatures::RequestView& request, const std::string& path);

    /// Until nothing is due; how many activities were finished.
    std::size_t work();
    /// post and work: the reason of a refusal, empty when it had its effect. Fails the test when not answered 202.
    std::string deliver(const RemoteActor& by, const json::object& activity);
    /// What became of an activity that was stored: as deliver() has it.
    [[nodiscard]] std::string outcome(std::string_view activity_uri);

    template <class T> T run(asio::awaitable<T> what)
    {
        std::optional<T> value;
        std::exception_ptr failure;
        asio::co_spawn(io, std::move(what), [&](std::exception_ptr error, T result) {
            failure = error;
            if (!error) value.emplace(std::move(result));
            io.stop();
        });
        spin();
        if (failure) std::rethrow_exception(failure);
        return std::move(*value);
    }
    template <class F> auto in_db(F body) { return database.db().transact_blocking(std::move(body)); }
    [[nodiscard]] std::int64_t count(std::string_view sql);

    [[nodiscard]] inbound::Inbound inbound();

    std::unique_ptr<discovery::Resolver> resolver;
    std::unique_ptr<inbox::Gate> gate;
    std::unique_ptr<workers::InboxWorker> worker;

private:
    void spin();
    std::size_t seen_ = 0;
};

/// {"id", "type", "actor", "object"} with a fresh id of the actor's origin.
[[nodiscard]] json::object activity(const RemoteActor& by, std::string_view type, json::value object);
[[nodiscard]] json::object activity(const RemoteActor& by, std::string_view type, const std::string& object);
[[nodiscard]] json::object activity(const RemoteActor& by, std::string_view type, const char* object);
/// A public Note of the actor's, {origin}/posts/{name}.
[[nodiscard]] json::object note(const RemoteActor& by, std::string_view name, std::string_view content = "<p>Hi</p>");
/// Create of a post, addressed as it is.
[[nodiscard]] json::object create(const RemoteActor& by, const json::object& object);

inline constexpr std::string_view everybody = "https://www.w3.org/ns/activitystreams#Public";

} // namespace rounds::test
