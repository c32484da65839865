#include "server/app/tokens.hpp"
#include "server/social/delete_account.hpp"
#include "server/social/verbs.hpp"
#include "server/workers/outbox_worker.hpp"
#include "storage/audit.hpp"
#include "storage/deliveries.hpp"
#include "storage/received.hpp"
#include "tests/integration/api/api_site.hpp"
#include "tests/support/makers.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::test {
namespace {

using storage::Transaction;

const std::string root = "/api/rounds/v1";

/// ann wrote a post that went to bob's server; a third one fetched it with a signature. ada is an administrator.
class Incidents : public ApiTest
{
protected:
    template <class F> static auto run(F body) { return site->db().transact_blocking(body); }
    static void SetUpTestSuite()
    {
        ApiTest::SetUpTestSuite();
        ada = new Phone(*site, "ada");
        mo = new Phone(*site, "mo");
        site->db().transact_blocking([](Transaction& tx) {
            storage::accounts::set_role(tx, ada->id, "admin", "");
            storage::accounts::set_role(tx, mo->id, "moderator", "");
        });
        site->app().tokens.forget(ada->id);
        site->app().tokens.forget(mo->id);
    }
    static void TearDownTestSuite()
    {
        delete ada;
        delete mo;
        ApiTest::TearDownTestSuite();
    }
    static storage::Account somebody_at(Transaction& tx, const std::string& domain)
    {
        AccountSpec spec;
        spec.domain = domain;
        return make_account(tx, spec);
    }
    storage::Status write(Transaction& tx)
    {
        (void)tx.exec_plain("DELETE FROM deliveries; DELETE FROM fetches; DELETE FROM follows");
        author = storage::accounts::find(tx, ann->id).value();
        (void)somebody_at(tx, "reader.example");
        (void)make_follow(tx, somebody_at(tx, "society.example"), author);
        return social::post(tx, site->app().urls, author, form(), site->app().clock.now()).value();
    }
    void note_fetch(const std::string& uri)
    {
        const auto now = site->app().clock.now();
        const std::string actor = "https://reader.example/actor";
        site->db().transact_blocking([&](Transaction& tx) {
            storage::received::note_fetch(tx, uri, "reader.example", "signed", actor, now);
        });
    }
    void SetUp() override
    {
        site->db().transact_blocking([&](Transaction& tx) { post = write(tx); });
        drain();
        finish("done", 202);
        note_fetch(post.uri);
    }
    static social::PostForm form()
    {
        social::PostForm form;
        form.text = "for one network only";
        form.visibility = storage::Visibility::public_;
        return form;
    }
    static std::size_t drain()
    {
        auto& app = site->app();
        workers::OutboxWorker worker({app.work_db, app.keyring, app.urls, app.clock, {}}, {.threads = 0});
        return worker.drain();
    }
    /// As if every waiting delivery had been answered so.
    static void finish(const std::string& state, int status)
    {
        site->db().transact_blocking([&](Transaction& tx) {
            (void)tx.exec_plain(fmt::format(
                "UPDATE deliveries SET state = '{}', last_status = {}, finished_at = now() WHERE state = 'waiting'",
                state,
                status
            ));
        });
    }
    static json::value got(const http::Response& response, unsigned status = 200)
    {
        EXPECT_EQ(response.status, status) << response.body;
        return json::parse(response.body);
    }
    json::value received() { return got(ada->ask(http::Method::get, root + "/received?post=" + to_string(post.id))); }
    static json::object receiver(const json::value& all, std::string_view host)
    {
        for (const auto& one : all.at("receivers").as_array())
            if (one.at("host").as_string() == host) return one.as_object();
        ADD_FAILURE() << host << " is not among " << json::serialize(all);
        return {};
    }
    static std::size_t audited(const std::string& action)
    {
        return site->db().transact_blocking([&](Transaction& tx) {
            return storage::audit::search(tx, {.action = action, .limit = 1000}).size();
        });
    }
    static std::string incident(json::object fields = {})
    {
        fields["title"] = "Wrong network";
        if (!fields.contains("discovered_on")) fields["discovered_on"] = to_iso_date(site->app().clock.now());
        return std::string(got(ada->ask(http::Method::post, root + "/incidents", fields)).at("id").as_string());
    }

    static inline Phone* ada = nullptr;
    static inline Phone* mo = nullptr;
    storage::Account author;
    storage::Status post;
};

TEST_F(Incidents, WhoReceivedAPostIsToldWithTimesAndResults)
{
    const auto before = audited("status.trace");
    const auto all = received();
    EXPECT_EQ(all.at("uri").as_string(), post.uri);
    const auto society = receiver(all, "society.example");
    EXPECT_EQ(society.at("activities").at(0).as_string(), "Create");
    EXPECT_EQ(society.at("state").as_string(), "done");
    EXPECT_EQ(society.at("status").as_int64(), 202);
    EXPECT_TRUE(society.at("at").is_string());
    EXPECT_TRUE(society.at("recall").is_null());
    ASSERT_EQ(all.at("fetches").as_array().size(), 1U);
    EXPECT_EQ(all.at("fetches").at(0).at("actor").as_string(), "https://reader.example/actor");
    EXPECT_EQ(audited("status.trace"), before + 1) << "looking is on record too";
    // By its address as well, and not what is unknown.
    EXPECT_EQ(got(ada->ask(http::Method::get, root + "/received?post=" + post.uri)).at("id"), all.at("id"));
    EXPECT_EQ(ada->ask(http::Method::get, root + "/received?post=1").status, 404U);
}

TEST_F(Incidents, OnlyAdministratorsSeeIt)
{
    for (auto* phone : {mo, ann}) {
        EXPECT_EQ(phone->ask(http::Method::get, root + "/received?post=" + to_string(post.id)).status, 403U);
        EXPECT_EQ(phone->ask(http::Method::post, root + "/recalls", json::object{{"post", post.uri}}).status, 403U);
        EXPECT_EQ(phone->ask(http::Method::get, root + "/incidents").status, 403U);
    }
}

TEST_F(Incidents, ARecallReachesReceiversAndReadersAndListsWhoConfirmed)
{
    const auto id = incident();
    const json::object order{{"post", post.uri}, {"incident", id}};
    (void)got(ada->ask(http::Method::post, root + "/recalls", order));
    EXPECT_EQ(ann->ask(http::Method::get, "/api/v1/statuses/" + to_string(post.id)).status, 404U);
    drain();
    auto all = received();
    EXPECT_TRUE(all.at("deleted_at").is_string());
    EXPECT_EQ(receiver(all, "society.example").at("recall").as_string(), "waiting");
    EXPECT_EQ(receiver(all, "reader.example").at("recall").as_string(), "waiting") << "it only fetched the post";
    run([](Transaction& tx) {
        (void)tx.exec_plain("UPDATE deliveries SET state = 'done', last_status = 202, finished_at = now() "
                            "WHERE state = 'waiting' AND host = 'society.example'");
    });
    finish("failed", 500);
    all = received();
    EXPECT_EQ(receiver(all, "society.example").at("recall").as_string(), "done");
    EXPECT_EQ(receiver(all, "reader.example").at("recall").as_string(), "failed");
    // Again: to all of them, as a Delete of its own.
    (void)got(ada->ask(http::Method::post, root + "/recalls", order));
    EXPECT_EQ(drain(), 1U);
    finish("done", 202);
    EXPECT_EQ(receiver(received(), "reader.example").at("recall").as_string(), "done");
    EXPECT_EQ(got(ada->ask(http::Method::get, root + "/incidents/" + id)).at("posts").as_array().size(), 1U);
}

TEST_F(Incidents, CopiesThatPeopleTookAreListed)
{
    run([&](Transaction& tx) {
        storage::audit::add_about(tx, author.id, "page", "archive.make", author.id);
        storage::audit::add_about(tx, mo->id, "page", "archive.make", mo->id);
    });
    const auto exports = received().at("exports").as_array();
    ASSERT_EQ(exports.size(), 1U) << "not those of others";
    EXPECT_EQ(exports[0].at("action").as_string(), "archive.make");
}

TEST_F(Incidents, ARecordCountsTheDaysAndWritesTheLetters)
{
    const auto id = incident({{"people", 612}, {"states", "CA 612"}, {"discovered_on", "2026-01-10"}});
    auto shown = got(ada->ask(http::Method::get, root + "/incidents/" + id));
    ASSERT_EQ(shown.at("duties").as_array().size(), 3U);
    EXPECT_EQ(shown.at("duties").at(0).at("deadline").as_string(), "2026-03-11");
    EXPECT_TRUE(shown.at("duties").at(0).at("overdue").as_bool());
    const auto told = got(ada->ask(
        http::Method::post,
        root + "/incidents/" + id + "/told",
        json::object{{"whom", "individuals"}, {"on", "2026-02-01"}}
    ));
    EXPECT_EQ(told.at("duties").at(0).at("told_on").as_string(), "2026-02-01");
    EXPECT_FALSE(told.at("duties").at(0).at("overdue").as_bool());
    const json::object nobody{{"whom", "media:NV"}, {"on", "2026-02-01"}};
    EXPECT_EQ(ada->ask(http::Method::post, root + "/incidents/" + id + "/told", nobody).status, 422U);
    const auto letter = ada->ask(http::Method::get, root + "/incidents/" + id + "/letters/media:CA");
    EXPECT_EQ(letter.status, 200U);
    EXPECT_NE(letter.body.find("612 residents of CA"), std::string::npos);
    EXPECT_EQ(ada->ask(http::Method::get, root + "/incidents/" + id + "/letters/ftc").status, 404U);

    const auto wrong = ada->ask(http::Method::patch, root + "/incidents/" + id, json::object{{"people", "many"}});
    EXPECT_EQ(got(wrong, 422).at("field").as_string(), "people");
    const auto changed = got(ada->ask(http::Method::patch, root + "/incidents/" + id, json::object{{"breach", false}}));
    EXPECT_TRUE(changed.at("duties").as_array().empty());
    EXPECT_EQ(changed.at("title").as_string(), "Wrong network") << "what is not sent stays";

    const auto log = got(ada->ask(http::Method::get, root + "/incidents?year=2026")).as_array();
    EXPECT_TRUE(std::ranges::any_of(log, [&](const json::value& one) { return one.at("id").as_string() == id; }));
    (void)got(ada->ask(http::Method::post, root + "/incidents/" + id + "/close"));
    EXPECT_EQ(ada->ask(http::Method::post, root + "/incidents/" + id + "/close").status, 404U) << "once";
    for (const auto& one : got(ada->ask(http::Method::get, root + "/incidents")).as_array())
        EXPECT_NE(one.at("id").as_string(), id) << "closed";
}

TEST_F(Incidents, AnErasureIsCompleteWhenEverybodyConfirmed)
{
    Phone leaver(*site, fmt::format("leaver{}", to_int(post.id) % 100000));
    run([&](Transaction& tx) {
        const auto account = storage::accounts::find(tx, leaver.id).value();
        (void)make_follow(tx, somebody_at(tx, "society.example"), account);
        const auto said = social::post(tx, site->app().urls, account, form(), site->app().clock.now()).value();
        storage::received::note_fetch(tx, said.uri, "reader.example", "signed", "", site->app().clock.now());
    });
    drain();
    finish("done", 202);
    const auto path = root + "/erasures/" + to_string(leaver.id);
    EXPECT_EQ(ada->ask(http::Method::get, path).status, 422U) << "still here";
    EXPECT_EQ(ada->ask(http::Method::get, root + "/erasures/1").status, 404U);
    EXPECT_EQ(ann->ask(http::Method::get, path).status, 403U);
    run([&](Transaction& tx) {
        const auto account = storage::accounts::find(tx, leaver.id).value();
        ASSERT_TRUE(social::delete_account(tx, site->app().urls, account, site->app().clock.now()));
    });
    drain();
    auto receipt = got(ada->ask(http::Method::get, path));
    EXPECT_FALSE(receipt.at("complete").as_bool());
    EXPECT_EQ(receipt.at("posts_left").as_int64(), 1);
    EXPECT_EQ(receipt.at("unconfirmed").at(0).as_string(), "society.example");
    EXPECT_EQ(receiver(receipt, "reader.example").at("recall").as_string(), "waiting") << "it only fetched a post";
    while (!run([&](Transaction& tx) { return social::erase_some(tx, leaver.id); })) {
    }
    finish("failed", 500);
    EXPECT_EQ(got(ada->ask(http::Method::get, path)).at("unconfirmed").as_array().size(), 1U);
    run([](Transaction& tx) { (void)tx.exec_plain("UPDATE deliveries SET state = 'done' WHERE state = 'failed'"); });
    receipt = got(ada->ask(http::Method::get, path));
    EXPECT_TRUE(receipt.at("complete").as_bool()) << json::serialize(receipt);
    EXPECT_EQ(receiver(receipt, "society.example").at("recall").as_string(), "done");
}

TEST_F(Incidents, FetchRecordsAreBounded)
{
    run([&](Transaction& tx) {
        const auto now = site->app().clock.now();
        (void)tx.exec_plain("DELETE FROM fetches");
        for (int i = 0; i < 10; ++i)
            storage::received::note_fetch(
                tx, fmt::format("https://mercy.example/{}", i), "a.example", "named", "", now - std::chrono::hours(i)
            );
        storage::received::note_fetch(tx, "https://mercy.example/0", "a.example", "named", "", now);
        EXPECT_EQ(storage::received::fetches(tx, "https://mercy.example/0", 10).front().times, 2);
        EXPECT_EQ(storage::received::forget_fetches(tx, now - std::chrono::hours(8), 100, 500), 1U) << "by age";
        EXPECT_EQ(storage::received::forget_fetches(tx, now - std::chrono::hours(8), 4, 500), 5U) << "by number";
        EXPECT_EQ(count(tx, "SELECT count(*) FROM fetches"), 4);
        EXPECT_EQ(storage::received::fetches(tx, "https://mercy.example/0", 10).size(), 1U) << "the newest stay";
    });
}

TEST_F(Incidents, ReceiptsOutliveWhatElseWasDelivered)
{
    (void)got(ada->ask(http::Method::post, root + "/recalls", json::object{{"post", post.uri}}));
    drain();
    finish("done", 202);
    run([&](Transaction& tx) {
        const auto later = site->app().clock.now() + std::chrono::hours(1);
        (void)storage::deliveries::prune(tx, later, later - std::chrono::days(2190));
        EXPECT_EQ(
            count(
                tx,
                "SELECT count(*) FROM deliveries d JOIN activities a ON a.id = d.activity_id WHERE a.kind = 'Delete'"
            ),
            2
        );
        (void)storage::deliveries::prune(tx, later, later);
        EXPECT_EQ(
            count(
                tx,
                "SELECT count(*) FROM deliveries d JOIN activities a ON a.id = d.activity_id WHERE a.kind = 'Delete'"
            ),
            0
        );
    });
}

} // namespace
} // namespace rounds::test
