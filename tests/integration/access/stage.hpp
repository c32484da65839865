#pragma once

#include "admin/cli/route_tables.hpp"
#include "federation/discovery/resolve.hpp"
#include "federation/signatures/sign.hpp"
#include "server/app/tokens.hpp"
#include "server/http/cookies.hpp"
#include "server/http/render.hpp"
#include "server/inbound/service.hpp"
#include "server/web/page.hpp"
#include "storage/apps.hpp"
#include "storage/base/crypto.hpp"
#include "storage/cards.hpp"
#include "storage/sessions.hpp"
#include "storage/tokens.hpp"
#include "tests/integration/api/task_rig.hpp"
#include "tests/support/live_site.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <map>

// Who asks, and what about: one author's posts of every visibility, with a word in each text that is found nowhere
// else, and everybody who has something to do with the author, in the client API, on the pages and as other servers.

namespace rounds::test {

enum class Who : std::uint8_t {
    owner,
    mentioned,
    follower,
    other,     ///< followed once, and was let go
    blocked,   ///< by the owner, after having been mentioned
    suspended, ///< was mentioned and follows
    anonymous,
    app_only,    ///< a token of an app, of nobody
    wrong_scope, ///< the owner's token that allows nothing
    staff,       ///< a moderator who has nothing to do with the owner
};
inline constexpr std::array everyone{
    Who::owner,
    Who::mentioned,
    Who::follower,
    Who::other,
    Who::blocked,
    Who::suspended,
    Who::anonymous,
    Who::app_only,
    Who::wrong_scope,
    Who::staff
};
inline constexpr std::array<std::string_view, everyone.size()> names_of_everyone{
    "owner",
    "mentioned",
    "follower",
    "other",
    "blocked",
    "suspended",
    "anonymous",
    "app-only token",
    "wrong scope",
    "staff"
};
inline std::string name_of(Who who)
{
    return std::string(names_of_everyone.at(static_cast<std::size_t>(who)));
}

/// Of the posts; "deleted" was public.
inline constexpr std::array<std::string_view, 5> kinds{"public", "unlisted", "private", "direct", "deleted"};

/// The rule of the matrix, written anew and not taken from the product: who may see which of the posts.
inline bool expected_to_see(Who who, std::string_view kind)
{
    if (kind == "deleted" || who == Who::blocked || who == Who::suspended) return false;
    if (who == Who::owner || who == Who::mentioned) return true;
    if (kind == "public" || kind == "unlisted") return true;
    return kind == "private" && who == Who::follower;
}

/// Stands in every text of the post of that kind: its words, its warning, its poll, its history, card and picture.
inline std::string canary(std::string_view kind)
{
    return "zebra" + std::string(kind);
}

class AccessStage
{
public:
    AccessStage()
    {
        dispatcher_ =
            std::make_unique<app::Dispatcher>(site().app(), tables_, [this](unsigned status, std::string_view) {
                return web::error_page(site().app().config, status);
            });
        inbound_ = std::make_unique<inbound::Service>(
            site().app(), inbound::Service::Options{.database_url = site().runtime().database_url()}
        );
        add_people();
        add_peers();
        add_posts();
        add_things();
        turn();
    }

    [[nodiscard]] Site& site() { return live_.site(); }
    [[nodiscard]] LiveSite& live() { return live_; }
    [[nodiscard]] std::span<const app::Route> routes() const { return dispatcher_->routes(); }
    [[nodiscard]] Phone& phone(const std::string& name) { return *phones_.at(name); }
    [[nodiscard]] const std::string& token(Who who) const { return tokens_.at(who); }

    /// "{post}" and its like, filled in. `kind` chooses the post; empty: one that never was.
    [[nodiscard]] std::string filled(std::string text, std::string_view kind, Who who) const
    {
        auto ids = things_;
        ids["post"] = kind.empty() ? "1" : posts_.at(std::string(kind));
        ids["poll"] = kind.empty() ? "1" : polls_.at(std::string(kind));
        ids["viewer_filter"] = filters_.contains(who) ? filters_.at(who) : "1";
        for (const auto& [name, id] : ids)
            for (auto at = text.find('{' + name + '}'); at != std::string::npos; at = text.find('{' + name + '}'))
                text.replace(at, name.size() + 2, id);
        return text;
    }

    /// The request as that viewer makes it: with a token, a session or a signature, as the route asks for them.
    http::Response
    ask(Who who, const app::Route& route, const std::string& target, const std::string& body, http::Method method)
    {
        auto request = make_request(method, target);
        if (!body.empty()) {
            const bool inbox = route.auth == app::Auth::inbox;
            request.headers.set("Content-Type", inbox ? "application/activity+json" : "application/json");
            request.body = body;
        }
        using app::Auth;
        const bool page = route.auth == Auth::page || route.auth == Auth::session;
        if (page) {
            request.headers.set("Accept", "text/html");
            request.headers.set("Origin", "https://mercy.example");
            if (cookies_.contains(who))
                request.headers.set("Cookie", http::cookie_name(app::session_cookie, true) + "=" + cookies_.at(who));
        } else if (route.auth == Auth::peer) {
            request.headers.set("Accept", "application/activity+json");
            sign(who, request);
        } else if (tokens_.contains(who)) {
            request.headers.set("Authorization", "Bearer " + tokens_.at(who));
        }
        return send(request);
    }
    http::Response send(const http::Request& request)
    {
        boost::asio::io_context context;
        auto answer = boost::asio::co_spawn(context, dispatcher_->handle(request), boost::asio::use_future);
        context.run();
        auto response = answer.get();
        http::finish_response(request, response);
        return response;
    }
    /// Signed by the actor of another server that stands for the viewer; strangers sign nothing.
    void sign(Who who, http::Request& request)
    {
        if (!peers_.contains(who)) return;
        signatures::Outgoing outgoing;
        outgoing.method = "GET";
        outgoing.scheme = "https";
        outgoing.authority = "mercy.example";
        outgoing.target = request.target;
        const auto age = who == Who::wrong_scope ? std::chrono::hours(48) : std::chrono::hours(0);
        for (const auto& header :
             signatures::sign_cavage(outgoing, key(), peers_.at(who) + "#main-key", site().app().clock.now() - age))
            request.headers.set(header.name, header.value);
    }

    void sql(const std::string& text) { change_in(site(), text); }
    std::int64_t count(const std::string& text) { return count_in(site(), text); }
    /// Writes what goes to other servers into the outbox, where their people may look it up.
    void tell_others()
    {
        auto& app = site().app();
        workers::OutboxWorker worker(
            {.db = app.work_db, .keyring = app.keyring, .urls = app.urls, .clock = app.clock, .on_deliveries = [] {}},
            {.threads = 0}
        );
        worker.drain();
    }

    /// What was written reaches the caches.
    void turn()
    {
        site().read_events();
        site().app().tokens.forget_all();
    }

private:
    static const signatures::PrivateKey& key()
    {
        static const auto made = signatures::PrivateKey::generate_rsa();
        return made;
    }

    void add_person(Who who, const std::string& name, const std::string& scopes)
    {
        phones_[name] = std::make_unique<Phone>(site(), name);
        const auto id = phones_.at(name)->id;
        tokens_[who] = site().add_token(id, scopes);
        const auto cookie = crypto::random_token();
        site().db().transact_blocking([&](storage::Transaction& tx) {
            storage::sessions::create(
                tx, id, crypto::sha256(cookie), "Tests", who == Who::staff, site().app().clock.now()
            );
        });
        cookies_[who] = cookie;
        const auto filter =
            phones_.at(name)->post("/api/v2/filters", {{"title", "mine"}, {"context", json::array{"home"}}});
        filters_[who] = id_of(filter);
    }

    void add_people()
    {
        const std::string all = "read write follow push profile admin:read admin:write";
        add_person(Who::owner, "ann", all);
        add_person(Who::mentioned, "mentioned", all);
        add_person(Who::follower, "follower", all);
        add_person(Who::other, "other", all);
        add_person(Who::blocked, "blocked", all);
        add_person(Who::suspended, "suspended", all);
        add_person(Who::staff, "helper", all);
        phones_["crowd"] = std::make_unique<Phone>(site(), "crowd");
        sql("UPDATE users SET role = 'moderator' WHERE account_id = " + to_string(phone("helper").id));
        tokens_[Who::wrong_scope] = site().add_token(phone("ann").id, "nothing");
        tokens_[Who::app_only] = app_token(all);
        for (const auto* name : {"follower", "other", "blocked", "suspended"})
            phone(name).post("/api/v1/accounts/" + ann() + "/follow");
        things_["ann"] = ann();
        things_["crowd"] = to_string(phone("crowd").id);
        turn();
    }

    /// Actors of other servers that stand as the people of the same name do.
    void add_peers()
    {
        for (const auto who :
             {Who::mentioned, Who::follower, Who::other, Who::blocked, Who::suspended, Who::wrong_scope}) {
            auto name = name_of(who);
            std::erase(name, ' ');
            const auto uri = "https://" + name + ".example/users/" + name;
            peers_[who] = uri;
            const json::object document{
                {"id", uri},
                {"type", "Person"},
                {"preferredUsername", name},
                {"inbox", uri + "/inbox"},
                {"publicKey",
                 json::object{{"id", uri + "#main-key"}, {"owner", uri}, {"publicKeyPem", key().public_key().to_pem()}}}
            };
            const auto account = site().db().transact_blocking([&](storage::Transaction& tx) {
                return inbound_->actors().save(tx, discovery::read_actor(document).value()).value();
            });
            remote_[who] = account.id;
            if (who != Who::follower && who != Who::suspended) continue;
            site().db().transact_blocking([&](storage::Transaction& tx) {
                make_follow(tx, account, storage::accounts::find(tx, phone("ann").id).value());
            });
        }
    }

    void add_post(const std::string& kind)
    {
        const auto word = canary(kind);
        auto text = "quokka " + word + " #quokka @mentioned @blocked @suspended";
        const json::object poll{{"options", {word + " yes", word + " no"}}, {"expires_in", 86400}};
        json::object form{
            {"status", text},
            {"visibility", kind == "deleted" ? "public" : kind},
            {"spoiler_text", word + " warning"},
            {"in_reply_to_id", things_.at("root")},
            {"poll", poll}
        };
        const auto made = phone("ann").post("/api/v1/statuses", form);
        const auto id = id_of(made);
        posts_[kind] = id;
        polls_[kind] = id_of(made.at("poll"));
        form["status"] = text + " later";
        EXPECT_EQ(phone("ann").ask(http::Method::put, unlimited_path(id), form).status, 200U);
        site().db().transact_blocking([&](storage::Transaction& tx) {
            const storage::Card card{.url = "https://news.example/" + kind, .title = word + " card"};
            const auto known = storage::cards::find_or_add(tx, card.url);
            storage::cards::save(tx, known.id, card, site().app().clock.now());
            storage::cards::attach(tx, *parse_id<StatusId>(id), known.id);
            storage::statuses::add_mentions(
                tx, *parse_id<StatusId>(id), {remote_.at(Who::mentioned), remote_.at(Who::blocked)}, false
            );
        });
        sql("INSERT INTO media_attachments (account_id, status_id, kind, media_type, description, file_key) VALUES (" +
            ann() + ", " + id + ", 'image', 'image/png', '" + word + " picture', 'none')");
        if (kind == "direct") return;
        phone("other").post(unlimited_path(id, "/favourite"));
        phone("other").post(unlimited_path(id, "/bookmark"));
    }

    void add_posts()
    {
        things_["root"] = phone("ann").say("the beginning");
        for (const auto kind : kinds) add_post(std::string(kind));
        phone("ann").post(unlimited_path(posts_.at("public"), "/pin"));
        things_["boost"] = id_of(phone("crowd").post(unlimited_path(posts_.at("public"), "/reblog")));
        things_["quoting"] = id_of(
            phone("crowd").post("/api/v1/statuses", {{"status", "look"}, {"quoted_status_id", posts_.at("public")}})
        );
        tell_others();
        phone("ann").ask(http::Method::del, unlimited_path(posts_.at("deleted")));
        phone("ann").post("/api/v1/accounts/" + to_string(phone("other").id) + "/remove_from_followers");
        phone("ann").post("/api/v1/accounts/" + to_string(phone("blocked").id) + "/block");
        sql("INSERT INTO blocks (account_id, target_account_id) VALUES (" + ann() + ", " +
            to_string(remote_.at(Who::blocked)) + ")");
        sql("UPDATE accounts SET suspended_at = now() WHERE id IN (" + to_string(phone("suspended").id) + ", " +
            to_string(remote_.at(Who::suspended)) + ")");
        things_["thread"] = number_of("SELECT conversation_id FROM statuses WHERE id = " + things_.at("root"));
        tell_others();
        turn();
        index_all(site());
    }

    /// What belongs to the owner alone.
    void add_things()
    {
        auto& owner = phone("ann");
        owner.post("/api/v1/accounts/" + things_.at("crowd") + "/follow");
        turn();
        things_["list"] = id_of(owner.post("/api/v1/lists", {{"title", "zebraowner list"}}));
        owner.post("/api/v1/lists/" + things_.at("list") + "/accounts", {{"account_ids", {things_.at("crowd")}}});
        const auto filter = owner.post(
            "/api/v2/filters",
            {{"title", "zebraowner filter"},
             {"context", {"home"}},
             {"keywords_attributes", {{{"keyword", "zebraowner word"}}}}}
        );
        things_["filter"] = id_of(filter);
        things_["keyword"] = id_of(filter.at("keywords").at(0));
        things_["filter_post"] = id_of(
            owner.post("/api/v2/filters/" + things_.at("filter") + "/statuses", {{"status_id", posts_.at("private")}})
        );
        things_["scheduled"] = id_of(
            owner.post("/api/v1/statuses", {{"status", "zebraowner plan"}, {"scheduled_at", "2030-01-01T00:00:00Z"}})
        );
        phone("crowd").say("@ann hello");
        turn();
        const auto notification = owner.get("/api/v1/notifications?types[]=mention").at(0);
        things_["notification"] = id_of(notification);
        things_["group"] = std::string(notification.at("group_key").as_string());
        things_["conversation"] = id_of(owner.get("/api/v1/conversations").at(0));
        things_["featured_tag"] = id_of(owner.post("/api/v1/featured_tags", {{"name", "quokka"}}));
        things_["media"] = number_of(
            "INSERT INTO media_attachments (account_id, kind, media_type, description, file_key) VALUES (" + ann() +
            ", 'image', 'image/png', 'zebraowner draft', 'none') RETURNING id"
        );
        add_network();
    }

    void add_network()
    {
        site().db().transact_blocking([&](storage::Transaction& tx) {
            storage::accounts::set_role(tx, phone("crowd").id, "admin", "org_provider");
        });
        turn();
        auto& steward = phone("crowd");
        things_["network"] = id_of(steward.post(
            "/api/rounds/v1/networks",
            {{"username", "quokkas"}, {"title", "Quokkas"}, {"conditions", json::array{"DOID:1612"}}}
        ));
        const auto starts = site().app().clock.now() + std::chrono::hours{1};
        json::array prompts;
        prompts.push_back(json::object{{"content", "What helped?"}, {"offset_s", 0}});
        things_["chat"] = id_of(steward.post(
            "/api/rounds/v1/networks/" + things_.at("network") + "/chats",
            {{"title", "Fatigue"},
             {"starts_at", to_iso8601(starts)},
             {"ends_at", to_iso8601(starts + std::chrono::hours{1})},
             {"timezone", "America/New_York"},
             {"prompts", std::move(prompts)}}
        ));
        const auto asked = steward.say("@quokkas Does walking help?");
        things_["question"] = id_of(steward.post("/api/rounds/v1/questions", {{"status_id", asked}}));
    }

    std::string app_token(const std::string& scopes)
    {
        const auto token = crypto::random_token();
        site().db().transact_blocking([&](storage::Transaction& tx) {
            storage::OAuthApp client;
            client.name = "Nobody";
            client.redirect_uris = {"urn:ietf:wg:oauth:2.0:oob"};
            client.scopes = scopes;
            client.client_id = crypto::random_token();
            client.secret_hash = crypto::sha256("secret");
            storage::AccessToken row;
            row.token_hash = crypto::sha256(token);
            row.app = storage::apps::create(tx, client).id;
            row.scopes = scopes;
            row.created_at = site().app().clock.now();
            (void)storage::tokens::add(tx, row);
        });
        return token;
    }
    std::string number_of(const std::string& text) { return std::to_string(count(text)); }
    std::string ann() { return to_string(phone("ann").id); }

    LiveSite live_{[](app::Config& config) {
        config.limits.api_per_5min = 1'000'000;
        config.limits.deletes_per_30min = 1'000'000;
        config.limits.pages_per_5min = 1'000'000;
        config.limits.sign_ups_per_30min = 1'000'000;
        config.limits.mails_per_30min = 1'000'000;
        config.limits.media_per_30min = 1'000'000;
        config.streaming.sockets_per_account = 20;
        config.database.worker_connections = 3;
        config.federation.mode = "open";
    }};
    std::vector<std::span<const app::Route>> tables_ = cli::route_tables({});
    std::unique_ptr<app::Dispatcher> dispatcher_;
    std::unique_ptr<inbound::Service> inbound_;
    std::map<std::string, std::unique_ptr<Phone>> phones_;
    std::map<Who, std::string> tokens_;
    std::map<Who, std::string> cookies_;
    std::map<Who, std::string> filters_;
    std::map<Who, std::string> peers_;
    std::map<Who, AccountId> remote_;
    std::map<std::string, std::string> posts_;
    std::map<std::string, std::string> polls_;
    std::map<std::string, std::string> things_;
};

} // namespace rounds::test
