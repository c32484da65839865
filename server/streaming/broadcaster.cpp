#include "server/streaming/broadcaster.hpp"

#include "server/app/tokens.hpp"
#include "server/http/websocket.hpp"
#include "server/streaming/news.hpp"
#include "server/streaming/payloads.hpp"
#include "storage/base/log.hpp"
#include "storage/lists.hpp"
#include "storage/pg/failure.hpp"
#include "storage/tokens.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <utility>

namespace rounds::streaming {
namespace {

using storage::Transaction;
using storage::events::Event;
using storage::streams::Facts;

constexpr std::size_t events_at_once = 50; ///< of posts: bounds what is in memory for one step
constexpr std::chrono::milliseconds retry_after{500};

bool about_post(const Event& event)
{
    return event.status && (event.kind == "status" || event.kind == "status.update" || event.kind == "status.delete");
}

} // namespace

void Broadcaster::join(const ClientPtr& client)
{
    registry_.add(client);
    unchecked_.push_back(client);
}

/// The database may be away for a moment; meanwhile events wait.
template <class F> auto Broadcaster::with_database(F body)
{
    while (true) {
        try {
            return database_.read(body);
        } catch (const storage::Unavailable& error) {
            log::warn("streams wait: {}", log::printable(error.what()));
        }
        std::mutex mutex;
        std::condition_variable_any stopping;
        std::unique_lock lock{mutex};
        stopping.wait_for(lock, stop_, retry_after, [] { return false; });
        if (stop_.stop_requested()) throw Stopping{};
    }
}

void Broadcaster::close_all(std::uint16_t code, std::string_view why)
{
    for (const auto& client : registry_.all()) {
        client->sink->close(code, why);
        registry_.remove(client);
    }
}

void Broadcaster::settle()
{
    if (stop_.stop_requested()) return;
    check_tokens(unchecked_);
    unchecked_.clear();
    const auto people = registry_.people_to_load();
    const auto lists = registry_.lists_to_load();
    if (people.empty() && lists.empty()) return;
    struct Loaded
    {
        std::vector<storage::home::Sources> people;
        std::vector<std::vector<AccountId>> lists;
    };
    auto loaded = with_database([&](Transaction& tx) {
        Loaded found;
        for (const auto account : people) found.people.push_back(storage::home::sources(tx, account));
        for (const auto id : lists) {
            auto& members = found.lists.emplace_back();
            storage::accounts::Page page;
            page.limit = storage::lists::max_members;
            for (const auto& entry : storage::lists::members(tx, id, page)) members.push_back(entry.account);
        }
        return found;
    });
    for (std::size_t i = 0; i < people.size(); ++i) registry_.load_person(people[i], std::move(loaded.people[i]));
    for (std::size_t i = 0; i < lists.size(); ++i) registry_.load_list(lists[i], loaded.lists[i]);
}

/// Closes those whose tokens have ended, or may do something else than when they came. Tokens are looked at after their
/// clients have joined: what is revoked later comes as an event, so none slips through.
void Broadcaster::check_tokens(const std::vector<ClientPtr>& clients)
{
    if (clients.empty()) return;
    std::vector<TokenId> ids;
    for (const auto& client : clients) ids.push_back(client->token);
    const auto grants =
        with_database([&](Transaction& tx) { return storage::tokens::valid(tx, ids, app_.clock.now()); });
    std::unordered_map<TokenId, const storage::tokens::Grant*> by_id;
    for (const auto& grant : grants) by_id[grant.token] = &grant;
    for (const auto& client : clients) {
        const auto grant = by_id.find(client->token);
        if (grant != by_id.end() && grant->second->scopes == client->scopes) {
            client->welcome = true;
            continue;
        }
        // First, so that one who sees the end cannot come back by what is remembered of the token.
        app_.tokens.forget(client->token);
        client->sink->close(http::close_code::policy, "The access token is invalid");
        registry_.remove(client);
    }
}

void Broadcaster::subscribe(const ClientPtr& client, const Stream& stream)
{
    if (stop_.stop_requested()) return;
    if (!may_listen(*client, stream.kind)) return client->sink->refuse(refusal::out_of_scope);
    const bool known = std::ranges::find(client->streams, stream) != client->streams.end();
    if (known) return;
    if (client->streams.size() >= app_.config.streaming.subscriptions) return client->sink->refuse(refusal::too_many);
    if (stream.kind == Kind::list) {
        const bool own = with_database([&](Transaction& tx) {
            return storage::lists::find(tx, client->account, stream.list).has_value();
        });
        if (!own) return client->sink->refuse(refusal::other_list);
    }
    registry_.subscribe(*client, stream);
}

void Broadcaster::process(const Events& events)
{
    if (std::ranges::any_of(events, [](const Event& event) { return event.kind == "reset"; })) {
        close_all(http::close_code::try_again, "Events were missed");
        return;
    }
    if (registry_.empty() || stop_.stop_requested()) return;
    process_access(events);
    for (const auto& event : events)
        if (event.kind == "home" && event.account) registry_.forget_sources(*event.account);
    settle();
    process_posts(events);
    process_conversations(events);
    process_notifications(events);
    process_announcements(events);
    process_filters(events);
}

void Broadcaster::process_access(const Events& events)
{
    std::vector<ClientPtr> concerned;
    for (const auto& event : events) {
        if (event.kind != "access" || !event.account) continue;
        for (auto* client : registry_.clients_of(*event.account))
            if (!event.subject || client->token == TokenId{*event.subject})
                concerned.push_back(registry_.share(*client));
    }
    check_tokens(concerned);
}

void Broadcaster::process_posts(const Events& events)
{
    std::vector<const Event*> group;
    for (const auto& event : events) {
        if (!about_post(event)) continue;
        group.push_back(&event);
        if (group.size() < events_at_once) continue;
        process_post_group(group);
        group.clear();
    }
    if (!group.empty()) process_post_group(group);
}

void Broadcaster::process_post_group(const std::vector<const Event*>& group)
{
    std::unordered_map<StatusId, Facts> facts;
    std::vector<StatusId> unknown;
    std::vector<StatusId> there;
    // What is kept of a post that was deleted does not know of it.
    for (const auto* event : group) (event->kind == "status.delete" ? unknown : there).push_back(*event->status);
    const auto kept = app_.api->statuses.find(there);
    for (std::size_t i = 0; i < there.size(); ++i)
        if (kept[i])
            facts.emplace(there[i], kept[i]->facts);
        else
            unknown.push_back(there[i]);
    const auto news = with_database([&](Transaction& tx) {
        for (auto& one : storage::streams::facts(tx, unknown)) facts.insert_or_assign(one.id, std::move(one));
        PostNews gathered{registry_, *app_.api, app_.clock.now()};
        for (const auto* event : group)
            if (const auto post = facts.find(*event->status); post != facts.end()) gathered.add(*event, post->second);
        if (!gathered.empty()) gathered.decide(tx);
        return gathered;
    });
    news.send();
}

void Broadcaster::process_notifications(const Events& events)
{
    std::map<AccountId, std::vector<std::int64_t>> by_account;
    for (const auto& event : events) {
        if (event.kind != "notification" || !event.account || !event.subject) continue;
        if (!registry_.clients_of(*event.account).empty()) by_account[*event.account].push_back(*event.subject);
    }
    for (auto& [account, ids] : by_account) {
        std::ranges::sort(ids);
        notify(account, ids);
    }
}

void Broadcaster::notify(AccountId account, const std::vector<std::int64_t>& ids)
{
    const auto listens = [](const Client& client, const Stream& stream) {
        return client.welcome && client.notifications &&
               (stream.kind == Kind::user || stream.kind == Kind::user_notification);
    };
    const auto& clients = registry_.clients_of(account);
    const bool wanted = std::ranges::any_of(clients, [&](const Client* client) {
        return std::ranges::any_of(client->streams, [&](const Stream& stream) { return listens(*client, stream); });
    });
    if (!wanted) return;
    const auto payloads = with_database([&](Transaction& tx) {
        return notification_payloads(tx, *app_.api, app_.clock.now(), account, ids);
    });
    for (const auto& payload : payloads)
        for (auto* client : clients)
            for (const auto& stream : client->streams)
                if (listens(*client, stream)) client->sink->send(stream, {.name = "notification", .payload = payload});
}

void Broadcaster::process_conversations(const Events& events)
{
    for (const auto& event : events) {
        if (event.kind != "conversation" || !event.account || !event.subject) continue;
        Registry::Clients listening;
        for (auto* client : registry_.clients_of(*event.account))
            if (client->welcome &&
                std::ranges::find(client->streams, Kind::direct, &Stream::kind) != client->streams.end())
                listening.push_back(client);
        if (listening.empty()) continue;
        const auto payload = with_database([&](Transaction& tx) {
            const AccountConversationId id{*event.subject};
            return conversation_payload(tx, *app_.api, app_.clock.now(), *event.account, id);
        });
        if (!payload) continue;
        for (auto* client : listening)
            client->sink->send({.kind = Kind::direct}, {.name = "conversation", .payload = *payload});
    }
}

/// For everybody who has a user stream.
void Broadcaster::process_announcements(const Events& events)
{
    for (const auto& event : events) {
        if (!event.kind.starts_with("announcement") || !event.subject) continue;
        const AnnouncementId id{*event.subject};
        const auto payload = with_database([&](Transaction& tx) -> std::optional<std::string> {
            if (event.kind == "announcement.delete") return to_string(id);
            if (event.kind == "announcement") return announcement_payload(tx, *app_.api, app_.clock.now(), id);
            return reaction_payload(tx, *app_.api, id, event.name.value_or(std::string{}));
        });
        if (!payload) continue;
        for (const auto& client : registry_.all())
            for (const auto& stream : client->streams)
                if (stream.kind == Kind::user && client->welcome)
                    client->sink->send(stream, {.name = event.kind, .payload = *payload});
    }
}

void Broadcaster::process_filters(const Events& events)
{
    std::set<AccountId> accounts;
    for (const auto& event : events)
        if (event.kind == "filters" && event.account) accounts.insert(*event.account);
    for (const auto account : accounts)
        for (auto* client : registry_.clients_of(account))
            for (const auto& stream : client->streams)
                if (stream.kind == Kind::user) client->sink->send(stream, {.name = "filters_changed"});
}

} // namespace rounds::streaming
