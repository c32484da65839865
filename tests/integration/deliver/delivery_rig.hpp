#pragma once

#include "federation/deliver/deliverer.hpp"
#include "storage/accounts.hpp"
#include "storage/activities.hpp"
#include "storage/base/crypto.hpp"
#include "storage/deliveries.hpp"
#include "storage/graph.hpp"
#include "storage/peers.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/support/test_database.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/core.h>
#include <map>
#include <mutex>
#include <thread>

namespace rounds::test {

using namespace std::chrono_literals;

/// Real time, but a minute takes a hundredth of a second: retries and breakers run through hours in a test.
class FastClock final : public Clock
{
public:
    [[nodiscard]] Time now() const override
    {
        const auto passed = std::chrono::steady_clock::now() - begun_;
        return start_ + std::chrono::duration_cast<std::chrono::microseconds>(passed * 6000);
    }

private:
    Time start_ = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

/// A server with an inbox that does what its script says and remembers what it took.
class Sink
{
public:
    /// What to do with the n-th request (from 0), given its bytes.
    enum class Do { accept, drop, fail, cut_after_202, refuse_signature, gone, forbid, hang };
    using Plan = std::function<Do(std::size_t n, const std::string& request)>;

    explicit Sink(Plan plan) : plan_(std::move(plan)), server_([this](testing::Peer& peer) { serve(peer); }) {}

    [[nodiscard]] std::string host() const { return fmt::format("127.0.0.1:{}", server_.port()); }
    [[nodiscard]] std::string url(std::string_view path) const { return "http://" + host() + std::string(path); }
    [[nodiscard]] std::size_t connections() const { return server_.connections(); }
    [[nodiscard]] std::size_t requests() const
    {
        const std::lock_guard lock(mutex_);
        return requests_;
    }
    /// Ids of accepted activities in the order of arrival, repetitions included.
    [[nodiscard]] std::vector<std::string> accepted() const
    {
        const std::lock_guard lock(mutex_);
        return accepted_;
    }
    [[nodiscard]] std::string last_request() const
    {
        const std::lock_guard lock(mutex_);
        return last_;
    }

private:
    void serve(testing::Peer& peer)
    {
        while (auto request = peer.request()) {
            Do what;
            {
                const std::lock_guard lock(mutex_);
                what = plan_(requests_++, *request);
                last_ = *request;
                if (what == Do::accept || what == Do::cut_after_202) accepted_.push_back(id_in(*request));
            }
            if (!answer(peer, what)) return;
        }
    }

    static bool answer(testing::Peer& peer, Do what)
    {
        switch (what) {
        case Do::accept:
            return peer.send(testing::response("202 Accepted", "", ""));
        case Do::fail:
            return peer.send(testing::response("500 Internal Server Error", "", "no"));
        case Do::refuse_signature:
            return peer.send(testing::response("401 Unauthorized", "", "no"));
        case Do::gone:
            return peer.send(testing::response("410 Gone", "", "gone"));
        case Do::forbid:
            return peer.send(testing::response("403 Forbidden", "", "no"));
        case Do::cut_after_202:
            peer.send("HTTP/1.1 202 Accepted\r\nContent-Length: 10\r\n\r\nhal");
            return false;
        case Do::hang:
            (void)peer.closed_within(20s);
            return false;
        case Do::drop:
            break;
        }
        return false;
    }

    static std::string id_in(const std::string& request)
    {
        const auto body = parse_json(std::string_view(request).substr(request.find("\r\n\r\n") + 4));
        return body && body->is_object() ? std::string(string_at(body->as_object(), "id")) : std::string{};
    }

    Plan plan_;
    mutable std::mutex mutex_;
    std::size_t requests_ = 0;
    std::vector<std::string> accepted_;
    std::string last_;
    testing::ScriptedServer server_;
};

/// A database with one author who has keys, and a Deliverer.
class DeliveryRig
{
public:
    DeliveryRig()
        : busy_(boost::asio::make_work_guard(context_)),
          client_(context_.get_executor(), fetch_settings()),
          thread_([this] { context_.run(); })
    {
        db().transact_blocking([&](storage::Transaction& tx) {
            author = make_account(tx, {.username = "ann"});
            keyring.create(tx, author);
        });
    }

    ~DeliveryRig()
    {
        deliverer.reset();
        busy_.reset();
        context_.stop();
        thread_.join();
    }

    DeliveryRig(const DeliveryRig&) = delete;
    DeliveryRig& operator=(const DeliveryRig&) = delete;

    [[nodiscard]] storage::Database& db() { return database_.db(); }

    static deliver::Settings settings()
    {
        deliver::Settings made;
        made.exchange = 2000ms;
        made.poll = 20ms;
        // The clock is fast: what is claimed must not fall due again while it is on its way.
        made.lease = std::chrono::hours(24);
        made.rules.retry_cap = 120s;
        made.rules.probe_base = 30s;
        return made;
    }

    void start(deliver::Settings with = settings())
    {
        deliverer = std::make_unique<deliver::Deliverer>(
            context_.get_executor(), deliver::Parts{db(), client_, keyring, trust, *clock}, std::move(with)
        );
        deliverer->start();
    }

    storage::Account add_follower(const Sink& sink, const std::string& name, bool shared = true)
    {
        return db().transact_blocking([&](storage::Transaction& tx) {
            storage::Account account;
            account.username = name;
            account.domain = sink.host();
            account.actor_type = "Person";
            account.uri = sink.url("/users/" + name);
            account.url = account.uri;
            account.inbox_url = account.uri + "/inbox";
            if (shared) account.shared_inbox_url = sink.url("/inbox");
            auto saved = storage::accounts::save_remote(tx, account).value();
            make_follow(tx, saved, author);
            return saved;
        });
    }

    /// An activity to all followers. Returns its id.
    std::string say(const std::string& name, const std::string& object = {}, const std::string& kind = "Create")
    {
        const auto uri = author.uri + "/activities/" + name;
        db().transact_blocking([&](storage::Transaction& tx) {
            const auto id = storage::activities::add(
                tx,
                {.id = {},
                 .uri = uri,
                 .account = author.id,
                 .kind = kind,
                 .object_uri = object.empty() ? uri + "/object" : object,
                 .body = fmt::format(R"({{"id":"{}","type":"{}"}})", uri, kind),
                 .public_ = true,
                 .created_at = {}}
            );
            storage::deliveries::Recipients to;
            to.followers_of = {author.id};
            storage::deliveries::add(tx, *id, object.empty() ? uri + "/object" : object, to, clock->now());
        });
        if (deliverer) deliverer->wake();
        return uri;
    }

    [[nodiscard]] std::int64_t rows(const std::string& where)
    {
        return db().transact_blocking([&](storage::Transaction& tx) {
            return count(tx, "SELECT count(*) FROM deliveries WHERE " + where);
        });
    }

    [[nodiscard]] storage::peers::Peer peer(const std::string& host)
    {
        return db().transact_blocking([&](storage::Transaction& tx) { return storage::peers::get(tx, host); });
    }

    storage::Account author;
    crypto::SecretBox secrets{std::string(32, 'k')};
    build::Keyring keyring{secrets};
    peers::TrustList trust{peers::Mode::open, "mercy.example", {}};
    std::unique_ptr<Clock> clock = std::make_unique<FastClock>();
    std::unique_ptr<deliver::Deliverer> deliverer;

private:
    static fetch::Settings fetch_settings()
    {
        fetch::Settings made;
        made.loopback_testing = true;
        made.requests_per_host = 64; // all sinks are on one address
        made.idle_connections_per_host = 4;
        return made;
    }

    boost::asio::io_context context_; // outlives the pool, whose threads let go of it last
    TestDatabase database_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_;
    fetch::Client client_;
    std::thread thread_;
};

} // namespace rounds::test
