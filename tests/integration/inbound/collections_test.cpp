#include "server/social/collections.hpp"
#include "server/workers/task_worker.hpp"
#include "storage/accounts.hpp"
#include "storage/collections.hpp"
#include "tests/support/inbound_rig.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>
#include <thread>

namespace rounds::inbound {
namespace {

namespace collections = storage::collections;
using storage::Transaction;
using test::activity;

/// rosa and eve of one server, dan of another; ann lives here and agrees to be recommended.
class ArrivingCollections : public testing::Test
{
protected:
    test::InboundRig rig;
    std::pair<test::RemoteActor, storage::Account> known_rosa = rig.add_known_actor("https://social.example", "rosa");
    std::pair<test::RemoteActor, storage::Account> known_dan = rig.add_known_actor("https://clinic.example", "dan");
    test::RemoteActor& rosa = known_rosa.first;
    test::RemoteActor& dan = known_dan.first;
    test::RemoteActor eve = rig.add_known_actor("https://social.example", "eve").first;
    storage::Account ann = make_ann();

    storage::Account make_ann()
    {
        return rig.in_db([](Transaction& tx) {
            const auto made = test::make_user(tx, {.username = "ann"});
            tx.exec_plain("UPDATE accounts SET discoverable = true WHERE username = 'ann'");
            return storage::accounts::find(tx, made.id).value();
        });
    }
    static json::object item(const test::RemoteActor& by, const std::string& featured, const std::string& stamp)
    {
        return {
            {"id", by.id("/collections/1/items/1")},
            {"type", "FeaturedItem"},
            {"featuredObject", featured},
            {"featuredObjectType", "Person"},
            {"featureAuthorization", stamp}
        };
    }
    static json::object
    collection(const test::RemoteActor& by, json::array items = {}, const std::string& name = "Good people")
    {
        return {
            {"@context", "https://www.w3.org/ns/activitystreams"},
            {"id", by.id("/collections/1")},
            {"type", "FeaturedCollection"},
            {"attributedTo", by.uri},
            {"name", name},
            {"summaryMap", {{"en", "<p>Ask <b>them</b></p>"}}},
            {"topic", {{"type", "Hashtag"}, {"name", "#Walking"}}},
            {"discoverable", true},
            {"totalItems", items.size()},
            {"orderedItems", std::move(items)}
        };
    }
    json::object stamp(const std::string& collection_uri) const
    {
        return {
            {"@context", "https://www.w3.org/ns/activitystreams"},
            {"id", dan.id("/stamps/1")},
            {"type", "FeatureAuthorization"},
            {"interactingObject", collection_uri},
            {"interactionTarget", dan.uri}
        };
    }
    /// rosa asks to recommend ann.
    std::string ask_ann(const test::RemoteActor& by)
    {
        auto asked = activity(by, "FeatureRequest", ann.uri);
        asked["instrument"] = rosa.id("/collections/1");
        return rig.deliver(by, asked);
    }
    void lists_collections()
    {
        rig.in_db([&](Transaction& tx) {
            collections::set_feature_policy(tx, known_rosa.second.id, {}, rosa.uri + "/collections");
        });
    }
    std::string add_to_list(const json::object& object)
    {
        auto added = activity(rosa, "Add", json::value(object));
        added["target"] = rosa.uri + "/collections";
        return rig.deliver(rosa, added);
    }
    std::string state_of(const std::string& account_uri)
    {
        return rig.in_db([&](Transaction& tx) {
            for (const auto id : ids(tx))
                if (const auto found = collections::find_item_of(tx, id, account_uri)) return found->state;
            return std::string("none");
        });
    }
    static std::vector<CollectionId> ids(Transaction& tx)
    {
        static const storage::Statement sql{"test.collections", "SELECT id FROM collections"};
        std::vector<CollectionId> found;
        for (const auto row : tx.exec(sql)) found.push_back(row.at(0).as<CollectionId>());
        return found;
    }
    std::vector<std::string> said()
    {
        return rig.in_db([](Transaction& tx) { return test::sayings(tx); });
    }
    std::vector<std::string> told()
    {
        return rig.in_db([&](Transaction& tx) { return test::notification_kinds(tx, ann.id); });
    }
    /// What waits is looked up where it is at home.
    void run_tasks()
    {
        asio::io_context io;
        auto busy = asio::make_work_guard(io);
        std::thread thread([&] { io.run(); });
        workers::TaskWorker worker(
            {.db = rig.database.db(),
             .urls = rig.urls,
             .clock = rig.clock,
             .inbound = rig.inbound(),
             .executor = io.get_executor()},
            {.kinds = {std::string(social::verify_item_job), std::string(social::read_collection_job)}, .threads = 0}
        );
        worker.drain();
        busy.reset();
        io.stop();
        thread.join();
    }
    /// ann recommends dan, whose server lets everybody ask.
    storage::CollectionItem ask_dan()
    {
        return rig.in_db([&](Transaction& tx) {
            const storage::QuotePolicy everybody{.automatic = storage::QuotePolicy::everybody, .manual = 0};
            collections::set_feature_policy(tx, known_dan.second.id, everybody, {});
            social::CollectionForm form;
            form.name = "Mine";
            const auto made = social::create_collection(tx, rig.urls, ann, form, 10, rig.clock.now()).value();
            return social::recommend(tx, rig.urls, made, ann, known_dan.second, 25, rig.clock.now()).value();
        });
    }
    json::object answer(const test::RemoteActor& by, const char* type, const storage::CollectionItem& asked)
    {
        auto said = activity(by, type, asked.request.value_or(""));
        if (std::string_view(type) == "Accept") said["result"] = by.id("/stamps/1");
        return said;
    }
};

TEST_F(ArrivingCollections, WhoAgreesIsAnsweredAtOnce)
{
    rig.web.serve(rosa.id("/collections/1"), collection(rosa));
    EXPECT_EQ(ask_ann(rosa), "");
    EXPECT_EQ(state_of(ann.uri), "accepted");
    EXPECT_EQ(said(), std::vector<std::string>{"feature_accepted"});
    EXPECT_EQ(told(), std::vector<std::string>{"added_to_collection"});
    const auto kept =
        rig.in_db([&](Transaction& tx) { return collections::find_by_uri(tx, rosa.id("/collections/1")).value(); });
    EXPECT_EQ(kept.name, "Good people");
    EXPECT_EQ(kept.description, "Ask them") << "plain text";
    EXPECT_EQ(kept.language, "en");
    EXPECT_EQ(kept.tag.value().name, "walking");
    EXPECT_FALSE(kept.local);
    ask_ann(rosa); // the same answer, and nothing more is told
    EXPECT_EQ(told().size(), 1U);
}

/// As Mastodon sends it: who signed asks.
TEST_F(ArrivingCollections, ARequestNeedsNoActor)
{
    rig.web.serve(rosa.id("/collections/1"), collection(rosa));
    auto asked = activity(rosa, "FeatureRequest", ann.uri);
    asked["instrument"] = rosa.id("/collections/1");
    asked.erase("actor");
    EXPECT_EQ(rig.deliver(rosa, asked), "");
    EXPECT_EQ(state_of(ann.uri), "accepted");
}

TEST_F(ArrivingCollections, WhoDoesNotAgreeIsNotRecommended)
{
    rig.in_db([](Transaction& tx) { tx.exec_plain("UPDATE accounts SET discoverable = false WHERE username = 'ann'"); }
    );
    rig.web.serve(rosa.id("/collections/1"), collection(rosa));
    EXPECT_EQ(ask_ann(rosa), "");
    EXPECT_EQ(state_of(ann.uri), "none");
    EXPECT_EQ(said(), std::vector<std::string>{"feature_rejected"});
    EXPECT_TRUE(told().empty());
}

TEST_F(ArrivingCollections, NobodyAsksForAnotherOrForWhatIsNotThere)
{
    rig.web.serve(rosa.id("/collections/1"), collection(rosa));
    EXPECT_NE(ask_ann(eve), "") << "rosa's collection";
    EXPECT_NE(ask_ann(dan), "") << "of another server";
    rig.web.fail(rosa.id("/collections/1"), errc::not_found);
    EXPECT_NE(ask_ann(rosa), "");
    EXPECT_TRUE(said().empty());
    EXPECT_EQ(rig.count("SELECT count(*) FROM collections"), 0);
}

TEST_F(ArrivingCollections, WhoTookItBackIsNotPutThereAgain)
{
    rig.web.serve(rosa.id("/collections/1"), collection(rosa));
    ASSERT_EQ(ask_ann(rosa), "");
    rig.in_db([&](Transaction& tx) {
        const auto all = collections::with(tx, ann.id, collections::Whose::all, 10, 0);
        const auto item = collections::find_item_of(tx, all.at(0).id, ann.uri).value();
        social::revoke_recommendation(tx, all.at(0), item);
    });
    EXPECT_EQ(state_of(ann.uri), "revoked");
    EXPECT_EQ(said(), (std::vector<std::string>{"feature_accepted", "feature_revoked"}));
    ask_ann(rosa);
    EXPECT_EQ(state_of(ann.uri), "revoked");
    lists_collections();
    EXPECT_EQ(add_to_list(collection(rosa, {item(rosa, ann.uri, ann.uri + "/feature_authorizations/1")})), "");
    EXPECT_EQ(state_of(ann.uri), "revoked");
}

/// What a server says of people of a third one counts when that one says so too.
TEST_F(ArrivingCollections, OthersAreShownOnceTheirStampIsSeen)
{
    lists_collections();
    const auto told_of = collection(rosa, {item(rosa, dan.uri, dan.id("/stamps/1"))});
    EXPECT_EQ(add_to_list(told_of), "");
    EXPECT_EQ(state_of(dan.uri), "pending");
    rig.web.serve(dan.id("/stamps/1"), stamp(eve.id("/collections/2")));
    run_tasks();
    EXPECT_EQ(state_of(dan.uri), "pending") << "an approval of something else";
    rig.web.serve(dan.id("/stamps/1"), stamp(rosa.id("/collections/1")));
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Update", json::value(told_of))), "");
    run_tasks();
    EXPECT_EQ(state_of(dan.uri), "accepted");
    // dan takes it back; eve cannot.
    EXPECT_EQ(rig.deliver(eve, activity(eve, "Delete", dan.id("/stamps/1"))).empty(), false);
    EXPECT_EQ(state_of(dan.uri), "accepted");
    EXPECT_EQ(rig.deliver(dan, activity(dan, "Delete", dan.id("/stamps/1"))), "");
    EXPECT_EQ(state_of(dan.uri), "revoked");
}

TEST_F(ArrivingCollections, AStampOfAnotherServerIsNone)
{
    lists_collections();
    EXPECT_EQ(add_to_list(collection(rosa, {item(rosa, dan.uri, rosa.id("/stamps/1"))})), "");
    EXPECT_EQ(state_of(dan.uri), "none");
}

TEST_F(ArrivingCollections, ItemsComeAndGo)
{
    lists_collections();
    ASSERT_EQ(add_to_list(collection(rosa)), "");
    auto added = activity(rosa, "Add", json::value(item(rosa, dan.uri, dan.id("/stamps/1"))));
    added["target"] = rosa.id("/collections/1");
    EXPECT_EQ(rig.deliver(rosa, added), "");
    EXPECT_EQ(state_of(dan.uri), "pending");
    auto by_eve = activity(eve, "Remove", rosa.id("/collections/1/items/1"));
    by_eve["target"] = rosa.id("/collections/1");
    EXPECT_NE(rig.deliver(eve, by_eve), "");
    EXPECT_EQ(state_of(dan.uri), "pending");
    auto removed = activity(rosa, "Remove", rosa.id("/collections/1/items/1"));
    removed["target"] = rosa.id("/collections/1");
    EXPECT_EQ(rig.deliver(rosa, removed), "");
    EXPECT_EQ(state_of(dan.uri), "none");
    auto gone = activity(rosa, "Remove", rosa.id("/collections/1"));
    gone["target"] = rosa.uri + "/collections";
    EXPECT_EQ(rig.deliver(rosa, gone), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM collections"), 0);
}

TEST_F(ArrivingCollections, ANewNameIsToldToWhoIsInIt)
{
    rig.web.serve(rosa.id("/collections/1"), collection(rosa));
    ASSERT_EQ(ask_ann(rosa), "");
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Update", json::value(collection(rosa, {}, "Walkers")))), "");
    EXPECT_EQ(told(), (std::vector<std::string>{"added_to_collection", "collection_update"}));
    EXPECT_EQ(state_of(ann.uri), "accepted") << "what was agreed to here does not depend on their list";
    auto stolen = collection(rosa, {}, "Mine now");
    stolen["attributedTo"] = eve.uri;
    EXPECT_NE(rig.deliver(eve, activity(eve, "Update", json::value(stolen))), "");
}

TEST_F(ArrivingCollections, WhoIsAskedAnswers)
{
    const auto asked = ask_dan();
    EXPECT_EQ(asked.state, "pending");
    EXPECT_NE(rig.deliver(eve, answer(eve, "Accept", asked)), "") << "answers for somebody else";
    auto forged = answer(dan, "Accept", asked);
    forged["result"] = eve.id("/stamps/1");
    EXPECT_NE(rig.deliver(dan, forged), "") << "a stamp of somebody else";
    EXPECT_EQ(state_of(dan.uri), "pending");
    EXPECT_EQ(rig.deliver(dan, answer(dan, "Accept", asked)), "");
    EXPECT_EQ(state_of(dan.uri), "accepted");
    EXPECT_EQ(said(), (std::vector<std::string>{"collection_created", "feature_requested", "item_added"}));
    EXPECT_EQ(rig.deliver(dan, activity(dan, "Delete", dan.id("/stamps/1"))), "");
    EXPECT_EQ(state_of(dan.uri), "revoked");
    EXPECT_EQ(said().back(), "item_removed");
}

TEST_F(ArrivingCollections, WhoIsAskedMayRefuse)
{
    const auto asked = ask_dan();
    EXPECT_EQ(rig.deliver(dan, answer(dan, "Reject", asked)), "");
    EXPECT_EQ(state_of(dan.uri), "rejected");
    EXPECT_NE(rig.deliver(dan, answer(dan, "Accept", asked)), "") << "not asked for any more";
}

} // namespace
} // namespace rounds::inbound
