#include "federation/build/activities.hpp"
#include "federation/signatures/proofs.hpp"
#include "server/app/dispatch.hpp"
#include "server/http/render.hpp"
#include "server/inbound/document_routes.hpp"
#include "server/social/collections.hpp"
#include "server/social/create_account.hpp"
#include "server/social/move.hpp"
#include "server/workers/outbox_worker.hpp"
#include "storage/account_moves.hpp"
#include "storage/activities.hpp"
#include "storage/collections.hpp"
#include "storage/networks.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>
#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using storage::Account;
using storage::Transaction;
using storage::Visibility;

/// One instance with ann, a network, and people elsewhere; sayings become rows, documents are asked for.
struct Outbox : testing::Test
{
    std::unique_ptr<Site> site;
    std::unique_ptr<app::Dispatcher> documents;
    Account ann, network, bob, cat;

    template <class F> auto run(F body) { return site->db().transact_blocking(body); }

    void open(bool authorized_fetch = false)
    {
        site = std::make_unique<Site>([&](app::Config& config) {
            config.federation.authorized_fetch = authorized_fetch;
            config.federation.mode = "open";
        });
        documents = std::make_unique<app::Dispatcher>(
            site->app(),
            std::vector<std::span<const app::Route>>{inbound::document_routes()},
            [](unsigned status, std::string_view message) { return http::json_error(status, message); }
        );
        ann = account(site->add_person("ann", "correct horse battery"));
        run([&](Transaction& tx) {
            network = social::create_group(tx, site->app().urls, site->app().keyring, "fatigue", "Fatigue", "").value();
            bob = make_account(tx, {.username = "bob", .domain = "society.example"});
            cat = make_account(tx, {.username = "cat", .domain = "clinic.example"});
            make_follow(tx, bob, ann);
        });
    }

    Account account(AccountId id)
    {
        return run([&](Transaction& tx) { return storage::accounts::find(tx, id).value(); });
    }

    storage::Status post(social::PostForm form)
    {
        return run([&](Transaction& tx) {
            return social::post(tx, site->app().urls, ann, form, site->app().clock.now()).value();
        });
    }

    std::size_t drain()
    {
        auto& app = site->app();
        workers::OutboxWorker worker(
            {app.work_db, app.keyring, app.urls, app.clock, {}},
            {.threads = 0, .claim = 32, .lease = std::chrono::seconds(60)}
        );
        return worker.drain();
    }

    std::vector<std::string> hosts(const std::string& kind)
    {
        static const storage::Statement sql{"test.hosts", R"(
            SELECT d.host FROM deliveries d JOIN activities a ON a.id = d.activity_id WHERE a.kind = $1 ORDER BY 1)"};
        return run([&](Transaction& tx) {
            std::vector<std::string> found;
            for (const auto row : tx.exec(sql, kind)) found.push_back(row.at(0).as<std::string>());
            return found;
        });
    }

    json::object body(const std::string& kind)
    {
        static const storage::Statement sql{"test.body", "SELECT uri FROM activities WHERE kind = $1 ORDER BY id DESC"};
        const auto text = run([&](Transaction& tx) {
            const auto rows = tx.exec(sql, kind);
            if (rows.empty()) return std::string("{}");
            return storage::activities::find_by_uri(tx, rows.front().at(0).as<std::string>()).value().body;
        });
        return parse_json(text).value().as_object();
    }

    void found_network(const std::string& posting_policy)
    {
        run([&](Transaction& tx) {
            make_follow(tx, cat, network);
            storage::Network row;
            row.account = network.id;
            row.title = "Fatigue";
            row.hashtag = "fatigue";
            row.posting_policy = posting_policy;
            row.created_by = ann.id;
            (void)storage::networks::create(tx, row).value();
        });
    }

    http::Response get(const std::string& address, const Fields& headers = {{"Accept", "application/activity+json"}})
    {
        auto target = address;
        if (target.starts_with(base_url)) target.erase(0, base_url.size());
        const auto request = make_request(http::Method::get, target, headers);
        boost::asio::io_context context;
        auto answer = boost::asio::co_spawn(context, documents->handle(request), boost::asio::use_future);
        context.run();
        auto response = answer.get();
        http::finish_response(request, response);
        return response;
    }
    json::object object_at(const std::string& address)
    {
        const auto response = get(address);
        EXPECT_EQ(response.status, 200U) << address;
        return parse_json(response.body).value().as_object();
    }

    bool proven(const json::object& activity, const Account& by)
    {
        const auto keys = run([&](Transaction& tx) { return site->app().keyring.load(tx, by.id).value(); });
        return signatures::verify_proof(activity, keys->ed25519.public_key(), site->app().clock).has_value();
    }
};

TEST_F(Outbox, AMoveGoesToFollowersAndNamesTheNewAccount)
{
    open();
    run([&](Transaction& tx) {
        storage::account_moves::set_aliases(tx, cat.id, {ann.uri});
        const auto to = storage::accounts::find(tx, cat.id).value();
        const auto& app = site->app();
        EXPECT_EQ(social::move_out(tx, app.urls, ann, to, app.clock.now(), social::usual_rest), std::nullopt);
    });
    drain();
    const auto move = body("Move");
    EXPECT_EQ(string_at(move, "actor"), ann.uri);
    EXPECT_EQ(string_at(move, "object"), ann.uri);
    EXPECT_EQ(string_at(move, "target"), cat.uri);
    EXPECT_EQ(move.at("to").as_array().at(0).as_string(), ann.uri + "/followers");
    EXPECT_TRUE(proven(move, ann));
    EXPECT_EQ(hosts("Move"), std::vector<std::string>{"society.example"}) << "its followers";
    EXPECT_EQ(string_at(body("Update").at("object").as_object(), "movedTo"), cat.uri);
    EXPECT_EQ(string_at(object_at(ann.uri), "movedTo"), cat.uri);
}

/// FEP-7aa9, as Mastodon reads and sends it.
TEST_F(Outbox, ACollectionIsToldAndReadAndItsStampsAreServed)
{
    open();
    const auto ben = account(site->add_person("ben", "correct horse battery"));
    const auto& app = site->app();
    const auto made = run([&](Transaction& tx) {
        tx.exec_plain("UPDATE accounts SET discoverable = true WHERE username = 'ben'");
        const storage::QuotePolicy everybody{.automatic = storage::QuotePolicy::everybody, .manual = 0};
        storage::collections::set_feature_policy(tx, cat.id, everybody, {});
        social::CollectionForm form;
        form.name = "Good people";
        form.tag = "Walking";
        const auto one = social::create_collection(tx, app.urls, ann, form, 10, app.clock.now()).value();
        const auto featured = storage::accounts::find(tx, ben.id).value();
        EXPECT_TRUE(social::recommend(tx, app.urls, one, ann, featured, 25, app.clock.now()));
        EXPECT_EQ(social::recommend(tx, app.urls, one, ann, cat, 25, app.clock.now()).value().state, "pending");
        return one;
    });
    drain();
    const auto request = body("FeatureRequest");
    EXPECT_EQ(string_at(request, "object"), cat.uri);
    EXPECT_EQ(string_at(request, "instrument"), made.uri);
    EXPECT_EQ(hosts("FeatureRequest"), std::vector<std::string>{"clinic.example"});
    const auto added = body("Add"); // the later one
    EXPECT_EQ(string_at(added, "target"), made.uri);
    EXPECT_EQ(string_at(added.at("object").as_object(), "type"), "FeaturedItem");
    EXPECT_EQ(hosts("Add"), (std::vector<std::string>{"clinic.example", "society.example", "society.example"}))
        << "followers, and who heard of the collection before";
    EXPECT_TRUE(proven(added, ann));

    EXPECT_EQ(string_at(object_at(ann.uri), "featuredCollections"), ann.uri + "/collections");
    EXPECT_EQ(object_at(ann.uri + "/collections").at("orderedItems").as_array().at(0), json::value(made.uri));
    const auto served = object_at(made.uri);
    EXPECT_EQ(string_at(served, "type"), "FeaturedCollection");
    EXPECT_EQ(string_at(served.at("topic").as_object(), "name"), "#Walking");
    const auto items = served.at("orderedItems").as_array();
    ASSERT_EQ(items.size(), 1U) << "who has not answered is not in it";
    const auto item = items.at(0).as_object();
    EXPECT_EQ(string_at(item, "featuredObject"), ben.uri);
    EXPECT_EQ(string_at(object_at(std::string(string_at(item, "id"))), "type"), "FeaturedItem");
    const std::string stamp(string_at(item, "featureAuthorization"));
    const auto approval = object_at(stamp);
    EXPECT_EQ(string_at(approval, "type"), "FeatureAuthorization");
    EXPECT_EQ(string_at(approval, "interactingObject"), made.uri);
    EXPECT_EQ(string_at(approval, "interactionTarget"), ben.uri);

    run([&](Transaction& tx) {
        const auto of_ben = storage::collections::find_item_of(tx, made.id, ben.uri).value();
        social::revoke_recommendation(tx, made, of_ben);
    });
    EXPECT_EQ(get(stamp).status, 410U);
    EXPECT_TRUE(object_at(made.uri).at("orderedItems").as_array().empty());
    run([&](Transaction& tx) { social::delete_collection(tx, made); });
    drain();
    EXPECT_EQ(string_at(body("Remove"), "target"), ann.uri + "/collections");
    EXPECT_EQ(get(made.uri).status, 404U);
}

TEST_F(Outbox, AnActorSaysWhoMayRecommendIt)
{
    open();
    const auto may = [&] {
        return object_at(ann.uri).at("interactionPolicy").at("canFeature").at("automaticApproval").at(0).as_string();
    };
    EXPECT_EQ(may(), ann.uri) << "nobody";
    run([](Transaction& tx) { tx.exec_plain("UPDATE accounts SET discoverable = true WHERE username = 'ann'"); });
    EXPECT_EQ(may(), "https://www.w3.org/ns/activitystreams#Public");
}

TEST_F(Outbox, APublicPostGoesToFollowersAndThoseNamed)
{
    open();
    const auto status = post({.text = "Walking helps @cat@clinic.example", .mentions = {cat.id}});
    EXPECT_EQ(drain(), 1U);
    EXPECT_EQ(hosts("Create"), (std::vector<std::string>{"clinic.example", "society.example"}));
    const auto create = body("Create");
    EXPECT_TRUE(proven(create, ann));
    EXPECT_EQ(create.at("object").at("id").as_string(), status.uri);
    // Its id is an address that answers, byte for byte.
    const auto served = get(std::string(create.at("id").as_string()));
    EXPECT_EQ(served.status, 200U);
    EXPECT_EQ(served.content_type, "application/activity+json");
    EXPECT_EQ(parse_json(served.body).value(), json::value(create));
    EXPECT_EQ(served.headers.get("vary"), "Accept, Signature, Accept-Encoding");
    EXPECT_EQ(object_at(status.uri).at("content"), create.at("object").at("content"));
    EXPECT_EQ(object_at(ann.uri + "/outbox").at("totalItems").as_int64(), 1);
    EXPECT_EQ(object_at(ann.uri + "/outbox?page=true").at("orderedItems").as_array().size(), 1U);
    EXPECT_EQ(drain(), 0U);
}

TEST_F(Outbox, ADirectPostGoesToThoseNamedAlone)
{
    open();
    const auto status =
        post({.text = "@cat@clinic.example hello", .visibility = Visibility::direct, .mentions = {cat.id}});
    drain();
    EXPECT_EQ(hosts("Create"), std::vector<std::string>{"clinic.example"});
    EXPECT_FALSE(body("Create").contains("proof"));
    EXPECT_EQ(get(status.uri).status, 404U);
    EXPECT_EQ(get(std::string(body("Create").at("id").as_string())).status, 404U);
    EXPECT_EQ(object_at(ann.uri + "/outbox").at("totalItems").as_int64(), 0);
}

TEST_F(Outbox, APrivatePostIsHiddenFromStrangers)
{
    open();
    const auto status = post({.text = "For my followers", .visibility = Visibility::private_});
    drain();
    EXPECT_EQ(hosts("Create"), std::vector<std::string>{"society.example"});
    EXPECT_EQ(get(status.uri).status, 404U);
    EXPECT_EQ(get(status.uri + "/activity").status, 404U);
    EXPECT_EQ(get(status.uri + "/replies").status, 404U);
}

TEST_F(Outbox, ADeleteReachesEveryoneWhoReceivedThePost)
{
    open();
    const auto status = post({.text = "@cat@clinic.example a mistake", .mentions = {cat.id}});
    drain();
    run([&](Transaction& tx) { return social::remove_post(tx, ann, status.id).value(); });
    drain();
    EXPECT_EQ(hosts("Delete"), (std::vector<std::string>{"clinic.example", "society.example"}));
    EXPECT_EQ(body("Delete").at("object").at("type").as_string(), "Tombstone");
    for (const auto& address : {status.uri, std::string(body("Create").at("id").as_string())}) {
        const auto gone = get(address);
        EXPECT_EQ(gone.status, 410U) << address;
        EXPECT_EQ(parse_json(gone.body).value().at("type").as_string(), "Tombstone");
        EXPECT_EQ(gone.body.find("mistake"), std::string::npos);
    }
}

TEST_F(Outbox, ALikeIsToldToTheAuthorsServerAlone)
{
    open();
    const auto liked = run([&](Transaction& tx) { return make_status(tx, cat, {}); });
    run([&](Transaction& tx) { return social::favourite(tx, site->app().urls, ann, liked.id); });
    drain();
    EXPECT_EQ(hosts("Like"), std::vector<std::string>{"clinic.example"});
    const auto like = body("Like");
    EXPECT_FALSE(like.contains("proof")) << "nobody can show around who liked what";
    EXPECT_EQ(like.at("to"), json::value(json::array{cat.uri}));
    EXPECT_TRUE(like.at("cc").as_array().empty());
    EXPECT_EQ(get(std::string(like.at("id").as_string())).status, 404U);
    run([&](Transaction& tx) { return social::undo_favourite(tx, ann, liked.id); });
    drain();
    EXPECT_EQ(hosts("Undo"), std::vector<std::string>{"clinic.example"});
    EXPECT_EQ(body("Undo").at("object").at("id"), like.at("id"));
}

TEST_F(Outbox, ANetworkPassesOnWhatIsPostedToIt)
{
    open();
    found_network("everyone");
    const auto status = post({.text = "@fatigue@mercy.example How do you sleep?", .mentions = {network.id}});
    drain();
    const auto create = body("Create");
    EXPECT_EQ(create.at("audience").as_string(), network.uri);
    static const storage::Statement sql{"test.announces", R"(
        SELECT a.body, d.host FROM activities a JOIN deliveries d ON d.activity_id = a.id
        WHERE a.kind = 'Announce' AND d.host = 'clinic.example')"};
    int wrapped = 0;
    int bare = 0;
    run([&](Transaction& tx) {
        for (const auto row : tx.exec(sql)) {
            const auto announce = parse_json(row.at(0).view()).value().as_object();
            EXPECT_EQ(announce.at("actor").as_string(), network.uri);
            if (announce.at("object").is_string()) {
                ++bare;
                continue;
            }
            ++wrapped;
            EXPECT_EQ(announce.at("object"), json::value(create));
        }
    });
    EXPECT_EQ(wrapped, 1) << "once, however often it is said";
    EXPECT_EQ(bare, 1) << "so that Mastodon shows it";
    run([&](Transaction& tx) { return social::remove_post(tx, ann, status.id).value(); });
    drain();
    EXPECT_EQ(body("Announce").at("object").at("type").as_string(), "Delete") << "what becomes of it is passed on too";
}

TEST_F(Outbox, ANetworkPassesOnNothingThatItsRulesDoNotAdmit)
{
    open();
    found_network("stewards");
    const auto status = post({.text = "@fatigue@mercy.example Buy pills", .mentions = {network.id}});
    drain();
    run([&](Transaction& tx) { return social::remove_post(tx, ann, status.id).value(); });
    drain();
    EXPECT_TRUE(hosts("Announce").empty());
}

TEST_F(Outbox, AFollowIsAskedAnsweredAndTakenBack)
{
    open();
    run([&](Transaction& tx) { return social::follow(tx, site->app().urls, ann, cat, {}); });
    drain();
    EXPECT_EQ(hosts("Follow"), std::vector<std::string>{"clinic.example"});
    EXPECT_EQ(body("Follow").at("object").as_string(), cat.uri);
    const auto follow_id = body("Follow").at("id");
    run([&](Transaction& tx) { return social::unfollow(tx, ann, cat); });
    drain();
    EXPECT_EQ(body("Undo").at("object").at("id"), follow_id);

    run([&](Transaction& tx) {
        return social::follow(tx, site->app().urls, cat, ann, {}, "https://clinic.example/follows/1");
    });
    drain();
    EXPECT_EQ(hosts("Accept"), std::vector<std::string>{"clinic.example"});
    EXPECT_EQ(body("Accept").at("object").at("id").as_string(), "https://clinic.example/follows/1");
    EXPECT_EQ(body("Accept").at("object").at("actor").as_string(), cat.uri);
}

TEST_F(Outbox, ServesActorsWithoutNamingAnyoneAroundThem)
{
    open();
    const auto actor = object_at(ann.uri);
    EXPECT_EQ(actor.at("id").as_string(), ann.uri);
    EXPECT_EQ(actor.at("publicKey").at("id").as_string(), ann.uri + "#main-key");
    EXPECT_EQ(object_at("/users/ANN").at("id").as_string(), ann.uri);
    EXPECT_EQ(object_at(network.uri).at("type").as_string(), "Group");
    EXPECT_EQ(object_at("/actor").at("type").as_string(), "Application");
    for (const char* name : {"followers", "following"}) {
        const auto response = get(ann.uri + "/" + name);
        const auto collection = parse_json(response.body).value().as_object();
        EXPECT_TRUE(collection.contains("totalItems"));
        EXPECT_FALSE(collection.contains("orderedItems"));
        EXPECT_EQ(response.body.find("society.example"), std::string::npos);
    }
    EXPECT_TRUE(object_at(network.uri + "/moderators").at("orderedItems").is_array());
    EXPECT_EQ(get("/users/fatigue").status, 404U) << "a network is no person";
    EXPECT_EQ(get("/users/nobody").status, 404U);
    EXPECT_EQ(get(ann.uri, {{"Accept", "text/html"}}).status, 303U);
}

TEST_F(Outbox, AnswersWebFingerAndNodeInfo)
{
    open();
    const auto found = get("/.well-known/webfinger?resource=acct:ANN@mercy.example", {});
    EXPECT_EQ(found.status, 200U);
    EXPECT_EQ(found.content_type, "application/jrd+json");
    EXPECT_EQ(parse_json(found.body).value().at("subject").as_string(), "acct:ann@mercy.example");
    EXPECT_EQ(get("/.well-known/webfinger?resource=acct:bob@society.example", {}).status, 404U);
    EXPECT_EQ(get("/.well-known/webfinger?resource=acct:nobody@mercy.example", {}).status, 404U);
    EXPECT_EQ(get("/.well-known/webfinger", {}).status, 400U);
    const auto info = parse_json(get("/nodeinfo/2.1", {}).body).value();
    EXPECT_EQ(info.at("usage").at("users").at("total").as_int64(), 1);
    EXPECT_EQ(get("/.well-known/host-meta", {}).status, 200U);
}

TEST_F(Outbox, DemandsASignatureWhenAskedTo)
{
    open(true);
    const auto status = post({.text = "Hello"});
    drain();
    for (const auto& address : {ann.uri, status.uri, ann.uri + "/outbox", ann.uri + "/followers", network.uri}) {
        EXPECT_EQ(get(address).status, 401U) << address;
        const Fields forged{
            {"Accept", "application/activity+json"},
            {"Signature",
             R"(keyId="https://society.example/users/bob#main-key",headers="(request-target) host date",signature="AAAA")"
            }
        };
        EXPECT_EQ(get(address, forged).status, 401U) << address;
    }
    EXPECT_EQ(get("/actor").status, 200U) << "or nobody could read the key that signs our questions";
    EXPECT_EQ(get("/.well-known/webfinger?resource=acct:ann@mercy.example", {}).status, 200U);
    EXPECT_EQ(get("/nodeinfo/2.0", {}).status, 200U);
    EXPECT_EQ(get(ann.uri).headers.get("cache-control"), "private, no-store");
}

TEST_F(Outbox, ReportsAreForwardedInTheNameOfTheInstance)
{
    open();
    const auto theirs = run([&](Transaction& tx) { return make_status(tx, bob); });
    run([&](Transaction& tx) {
        social::ReportForm form;
        form.target = bob.id;
        form.statuses = {theirs.id};
        form.comment = "Please look";
        form.forward = true;
        ASSERT_TRUE(social::report(tx, site->app().urls, ann, form));
        form.forward = false;
        ASSERT_TRUE(social::report(tx, site->app().urls, ann, form));
    });
    EXPECT_EQ(drain(), 1U);
    EXPECT_EQ(hosts("Flag"), std::vector<std::string>{"society.example"});
    const auto flag = body("Flag");
    EXPECT_EQ(flag.at("actor"), "https://mercy.example/actor");
    EXPECT_EQ(flag.at("object"), (json::array{json::value(bob.uri), json::value(theirs.uri)}));
    EXPECT_EQ(flag.at("content"), "Please look");
    EXPECT_EQ(json::serialize(flag).find("ann"), std::string::npos) << "nobody learns who reported";
}

} // namespace
} // namespace rounds::test
