#include "tests/support/inbound_rig.hpp"

#include "federation/signatures/sign.hpp"
#include "server/social/text/sanitize.hpp"
#include "storage/base/url.hpp"
#include "storage/inbox.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace rounds::test {
namespace {

/// One key pair for all actors: making one takes longer than most tests. Key ids differ.
const signatures::PrivateKey& shared_key()
{
    static const auto key = signatures::PrivateKey::generate_rsa();
    return key;
}

const signatures::PrivateKey& unlisted_key()
{
    static const auto key = signatures::PrivateKey::generate_rsa();
    return key;
}

asio::awaitable<result<fetch::Document>> as_document(result<json::object> found)
{
    if (!found) co_return found.error();
    const auto id = std::string(string_at(*found, "id"));
    fetch::Document document{std::move(*found), id};
    co_return document;
}

asio::awaitable<result<json::object>> as_jrd(result<json::object> found)
{
    co_return found;
}

asio::awaitable<result<bool>> store(storage::Database& db, storage::inbox::Arrival arrival)
{
    co_return co_await db.transact([&](storage::Transaction& tx) { return storage::inbox::add(tx, arrival); });
}

} // namespace

void FakeWeb::serve(std::string url, json::object document)
{
    const std::lock_guard lock(mutex_);
    documents_.insert_or_assign(std::move(url), result<json::object>(std::move(document)));
}

void FakeWeb::fail(std::string url, boost::system::error_code error)
{
    const std::lock_guard lock(mutex_);
    documents_.insert_or_assign(std::move(url), result<json::object>(error));
}

void FakeWeb::serve_jrd(std::string url, json::object jrd)
{
    serve(std::move(url), std::move(jrd));
}

void FakeWeb::forget(const std::string& url)
{
    const std::lock_guard lock(mutex_);
    documents_.erase(url);
}

std::size_t FakeWeb::requests(const std::string& url) const
{
    const std::lock_guard lock(mutex_);
    const auto found = requests_.find(url);
    return found != requests_.end() ? found->second : 0;
}

std::size_t FakeWeb::requests() const
{
    const std::lock_guard lock(mutex_);
    std::size_t all = 0;
    for (const auto& [url, times] : requests_) all += times;
    return all;
}

result<json::object> FakeWeb::find(const std::string& url)
{
    const std::lock_guard lock(mutex_);
    ++requests_[url];
    const auto found = documents_.find(url);
    if (found == documents_.end()) return errc::not_found;
    return found->second;
}

discovery::Web FakeWeb::web()
{
    return discovery::Web{
        .document = [this](std::string url) { return as_document(find(url)); },
        .jrd = [this](std::string url) { return as_jrd(find(url)); },
    };
}

std::string RemoteActor::id(std::string_view path) const
{
    return parse_url(uri)->origin() + std::string(path);
}

InboundRig::InboundRig()
{
    discovery::ResolverSettings settings;
    settings.our_domain = urls.domain();
    settings.sanitize = [](std::string_view html) { return text::sanitize_html(html); };
    const auto allowed = [this](std::string_view host) {
        return std::ranges::find(refused_hosts, host) == refused_hosts.end();
    };
    settings.host_allowed = allowed;
    resolver = std::make_unique<discovery::Resolver>(web.web(), database.db(), clock, settings);
    inbox::GateSettings gates;
    gates.our_hosts = {urls.domain()};
    gates.host_allowed = allowed;
    gates.over_limit = [this](std::string_view) -> std::optional<std::chrono::seconds> {
        if (++seen_ > over_limit_after) return std::chrono::seconds(30);
        return std::nullopt;
    };
    gates.store = [this](storage::inbox::Arrival arrival) {
        ++stores;
        return store(database.db(), std::move(arrival));
    };
    gate = std::make_unique<inbox::Gate>(*resolver, clock, std::move(gates));
    workers::InboxWorkerSettings work;
    work.retry_base = std::chrono::seconds(3600);
    worker = std::make_unique<workers::InboxWorker>(io.get_executor(), inbound(), work);
}

inbound::Inbound InboundRig::inbound()
{
    return {.db = database.db(), .resolver = *resolver, .urls = urls, .clock = clock, .guard = &guard};
}

RemoteActor InboundRig::add_actor(const std::string& origin, const std::string& name, const std::string& type)
{
    RemoteActor actor;
    actor.uri = origin + (type == "Group" ? "/groups/" : "/users/") + name;
    actor.key_id = actor.uri + "#main-key";
    actor.document = json::object{
        {"id", actor.uri},
        {"type", type},
        {"preferredUsername", name},
        {"inbox", actor.uri + "/inbox"},
        {"followers", actor.uri + "/followers"},
        {"featured", actor.uri + "/featured"},
        {"endpoints", json::object{{"sharedInbox", origin + "/inbox"}}},
        {"publicKey",
         json::object{{"id", actor.key_id}, {"owner", actor.uri}, {"publicKeyPem", shared_key().public_key().to_pem()}}
        },
    };
    web.serve(actor.uri, actor.document);
    return actor;
}

std::pair<RemoteActor, storage::Account>
InboundRig::add_known_actor(const std::string& origin, const std::string& name, const std::string& type)
{
    auto actor = add_actor(origin, name, type);
    auto account = run(resolver->resolve_actor(actor.uri));
    if (!account) throw std::runtime_error("not resolved: " + account.error().message());
    return {std::move(actor), std::move(*account)};
}

inbox::Answer InboundRig::post(const RemoteActor& by, const json::object& activity, const Post& how)
{
    const auto body = json::serialize(activity);
    signatures::Outgoing outgoing;
    outgoing.method = "POST";
    outgoing.scheme = "https";
    outgoing.authority = how.host;
    outgoing.target = how.path;
    outgoing.content_type = how.content_type;
    outgoing.body = body;
    const auto& key = how.other_key ? unlisted_key() : shared_key();
    const auto& key_id = how.key_id.empty() ? by.key_id : how.key_id;
    auto headers = signatures::sign_cavage(outgoing, key, key_id, clock.now() - how.age);
    if (std::ranges::find(headers, "host", &signatures::Header::name) == headers.end())
        headers.push_back({"host", how.host});
    if (std::ranges::find(headers, "content-type", &signatures::Header::name) == headers.end())
        headers.push_back({"content-type", how.content_type});
    headers.insert(headers.end(), how.more.begin(), how.more.end());
    if (how.change) how.change(headers);
    std::vector<signatures::HeaderView> views;
    for (const auto& header : headers) views.push_back({header.name, header.value});
    signatures::RequestView view;
    view.method = "POST";
    view.target = how.target.empty() ? how.path : how.target;
    view.headers = views;
    view.body = how.send_body.empty() ? body : how.send_body;
    return how.twice ? send_twice(view, how.path) : send(view, how.path);
}

inbox::Answer InboundRig::send(const signatures::RequestView& request, const std::string& path)
{
    return run(gate->receive(request, path));
}

inbox::Answer InboundRig::send_twice(const signatures::RequestView& request, const std::string& path)
{
    std::optional<inbox::Answer> other;
    bool is_last = false;
    asio::co_spawn(io, gate->receive(request, path), [&](const std::exception_ptr& failure, inbox::Answer answer) {
        EXPECT_FALSE(failure);
        other = std::move(answer);
        if (is_last) io.stop();
    });
    auto answer = send(request, path);
    is_last = true;
    if (!other) spin();
    EXPECT_EQ(other ? other->status : 0, answer.status);
    return answer;
}

std::size_t InboundRig::work()
{
    return run(worker->drain());
}

std::string InboundRig::deliver(const RemoteActor& by, const json::object& activity)
{
    const auto answer = post(by, activity);
    EXPECT_EQ(answer.status, 202U) << answer.error;
    work();
    return outcome(string_at(activity, "id"));
}

std::string InboundRig::outcome(std::string_view activity_uri)
{
    return in_db([&](storage::Transaction& tx) {
        static const storage::Statement find_sql{
            "test.inbox_reason",
            "SELECT state || coalesce(': ' || last_error, '') AS reason FROM inbox "
            "WHERE activity_uri = $1 ORDER BY id DESC LIMIT 1"
        };
        const auto rows = tx.exec(find_sql, activity_uri);
        if (rows.empty()) return std::string("not stored");
        const auto reason = rows.front().get<std::string>("reason");
        return reason == "done" ? std::string() : reason;
    });
}

std::int64_t InboundRig::count(std::string_view sql)
{
    return in_db([&](storage::Transaction& tx) { return test::count(tx, sql); });
}

void InboundRig::spin()
{
    const auto busy = asio::make_work_guard(io);
    io.restart();
    io.run_for(std::chrono::seconds(60));
}

json::object activity(const RemoteActor& by, std::string_view type, json::value object)
{
    static std::atomic<int> last = 0;
    return json::object{
        {"@context", "https://www.w3.org/ns/activitystreams"},
        {"id", by.id("/activities/" + std::to_string(++last))},
        {"type", type},
        {"actor", by.uri},
        {"object", std::move(object)},
    };
}

json::object activity(const RemoteActor& by, std::string_view type, const std::string& object)
{
    return activity(by, type, json::value(json::string(object)));
}

json::object activity(const RemoteActor& by, std::string_view type, const char* object)
{
    return activity(by, type, json::value(json::string(object)));
}

json::object note(const RemoteActor& by, std::string_view name, std::string_view content)
{
    return json::object{
        {"id", by.id("/posts/" + std::string(name))},
        {"type", "Note"},
        {"attributedTo", by.uri},
        {"content", content},
        {"published", "2026-11-20T11:00:00Z"},
        {"to", json::array{everybody}},
        {"cc", json::array{by.uri + "/followers"}},
    };
}

json::object create(const RemoteActor& by, const json::object& object)
{
    auto out = activity(by, "Create", object);
    if (const auto* to = object.if_contains("to")) out["to"] = *to;
    if (const auto* cc = object.if_contains("cc")) out["cc"] = *cc;
    return out;
}

} // namespace rounds::test
