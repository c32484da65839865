#include "server/social/polls.hpp"
#include "server/workers/outbox_worker.hpp"
#include "storage/activities.hpp"
#include "storage/personal.hpp"
#include "storage/polls.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using storage::Account;
using storage::Transaction;

/// What polls and pins say to other servers.
struct OutboxPolls : testing::Test
{
    Site site{[](app::Config& config) { config.federation.mode = "open"; }};
    Account ann, bob, cat;

    template <class F> auto run(F body) { return site.db().transact_blocking(body); }

    OutboxPolls()
    {
        const auto id = site.add_person("ann", "correct horse battery");
        run([&](Transaction& tx) {
            ann = storage::accounts::find(tx, id).value();
            bob = make_account(tx, {.username = "bob", .domain = "society.example"});
            cat = make_account(tx, {.username = "cat", .domain = "clinic.example"});
            make_follow(tx, bob, ann);
        });
    }

    Time now() { return site.app().clock.now(); }

    storage::Status ask(bool hide_totals = false)
    {
        return run([&](Transaction& tx) {
            social::PostForm form;
            form.text = "Does it help?";
            form.poll = social::PollForm{
                .options = {"Yes", "No"},
                .expires_in = std::chrono::hours(1),
                .multiple = false,
                .hide_totals = hide_totals
            };
            return social::post(tx, site.app().urls, ann, form, now()).value();
        });
    }
    void drain()
    {
        static const storage::Statement sql{"test.outbox_due", "UPDATE jobs SET run_at = now() WHERE kind = 'outbox'"};
        run([&](Transaction& tx) { tx.exec(sql); });
        auto& app = site.app();
        workers::OutboxWorker worker({app.work_db, app.keyring, app.urls, app.clock, {}}, {.threads = 0});
        worker.drain();
    }
    std::vector<json::object> said(const std::string& kind)
    {
        static const storage::Statement sql{"test.said", "SELECT uri FROM activities WHERE kind = $1 ORDER BY id"};
        return run([&](Transaction& tx) {
            std::vector<json::object> all;
            for (const auto row : tx.exec(sql, kind)) {
                const auto found = storage::activities::find_by_uri(tx, row.at(0).as<std::string>());
                all.push_back(parse_json(found.value().body).value().as_object());
            }
            return all;
        });
    }
    std::vector<std::string> hosts(const std::string& kind)
    {
        static const storage::Statement sql{
            "test.said_to", R"(
            SELECT DISTINCT d.host FROM deliveries d JOIN activities a ON a.id = d.activity_id WHERE a.kind = $1 ORDER BY 1)"
        };
        return run([&](Transaction& tx) {
            std::vector<std::string> found;
            for (const auto row : tx.exec(sql, kind)) found.push_back(row.at(0).as<std::string>());
            return found;
        });
    }
};

TEST_F(OutboxPolls, AQuestionIsAsked)
{
    ask();
    drain();
    const auto object = said("Create").at(0).at("object").as_object();
    EXPECT_EQ(object.at("type"), "Question");
    EXPECT_EQ(object.at("oneOf").at(1).at("name"), "No");
    EXPECT_EQ(object.at("oneOf").at(1).at("replies").at("totalItems"), 0);
    EXPECT_EQ(object.at("votersCount"), 0);
    EXPECT_TRUE(object.contains("endTime"));
    EXPECT_FALSE(object.contains("closed"));
    EXPECT_EQ(said("Create").at(0).at("@context").at(0), "https://www.w3.org/ns/activitystreams");
}

TEST_F(OutboxPolls, CountsGoToWhoHasThePostAndToVoters)
{
    const auto asked = ask();
    drain();
    run([&](Transaction& tx) {
        (void)social::receive_vote(tx, cat, asked.id, "Yes", "https://clinic.example/votes/1", now()).value();
    });
    drain();
    const auto update = said("Update").at(0);
    EXPECT_EQ(update.at("object").at("oneOf").at(0).at("replies").at("totalItems"), 1);
    EXPECT_FALSE(update.at("object").as_object().contains("updated")) << "no new wording";
    EXPECT_EQ(hosts("Update"), (std::vector<std::string>{"clinic.example", "society.example"}));
    run([&](Transaction& tx) {
        (void)social::receive_vote(tx, bob, asked.id, "No", "https://society.example/votes/1", now()).value();
    });
    drain();
    EXPECT_EQ(said("Update").size(), 2U) << "the next counts are told again";
}

TEST_F(OutboxPolls, HiddenCountsLeaveAtTheEnd)
{
    const auto asked = ask(true);
    drain();
    EXPECT_FALSE(said("Create").at(0).at("object").at("oneOf").at(0).at("replies").as_object().contains("totalItems"));
    const auto poll = run([&](Transaction& tx) { return storage::polls::find_by_status(tx, asked.id).value(); });
    run([&](Transaction& tx) {
        (void)social::receive_vote(tx, cat, asked.id, "Yes", "https://clinic.example/votes/1", now()).value();
    });
    drain();
    EXPECT_TRUE(said("Update").empty());
    run([&](Transaction& tx) {
        tx.exec_plain("UPDATE polls SET expires_at = now() - interval '1 second'");
        social::end_poll(tx, poll.id, now());
    });
    drain();
    const auto object = said("Update").at(0).at("object").as_object();
    EXPECT_EQ(object.at("oneOf").at(0).at("replies").at("totalItems"), 1);
    EXPECT_TRUE(object.contains("closed"));
}

TEST_F(OutboxPolls, AVoteGoesToItsPollsAuthorAlone)
{
    const auto poll = run([&](Transaction& tx) {
        const auto status = make_status(tx, bob, {.content = "<p>Does it help?</p>"});
        storage::Poll asked;
        asked.options = {"Yes", "No"};
        asked.votes = {0, 0};
        asked.multiple = true;
        asked.expires_at = now() + std::chrono::hours(1);
        asked.status = status.id;
        return storage::polls::add(tx, asked);
    });
    run([&](Transaction& tx) { (void)social::vote(tx, ann, poll, {0, 1}, now()).value(); });
    drain();
    const auto votes = said("Create");
    ASSERT_EQ(votes.size(), 2U);
    EXPECT_EQ(hosts("Create"), (std::vector<std::string>{"society.example"}));
    const auto object = votes[0].at("object").as_object();
    EXPECT_EQ(object.at("name"), "Yes");
    EXPECT_EQ(votes[1].at("object").at("name"), "No");
    EXPECT_EQ(object.at("to"), (json::array{json::value(bob.uri)}));
    EXPECT_EQ(object.at("attributedTo"), json::value(ann.uri));
    EXPECT_FALSE(object.contains("content"));
    EXPECT_FALSE(votes[0].contains("proof")) << "nobody else is to be shown it";
    EXPECT_NE(votes[0].at("id"), votes[1].at("id"));
}

TEST_F(OutboxPolls, PinsAreAddedToAndRemovedFromTheFeatured)
{
    const auto [open, quiet] = run([&](Transaction& tx) {
        auto first = social::post(tx, site.app().urls, ann, {.text = "Welcome"}, now()).value();
        auto second = social::post(
            tx, site.app().urls, ann, {.text = "For some", .visibility = storage::Visibility::private_}, now()
        );
        return std::pair{first, second.value()};
    });
    run([&](Transaction& tx) {
        (void)social::pin(tx, ann, open).value();
        (void)social::pin(tx, ann, quiet).value();
        social::unpin(tx, ann, open);
        social::unpin(tx, ann, open);
    });
    drain();
    ASSERT_EQ(said("Add").size(), 1U) << "what not everybody may read is not announced";
    EXPECT_EQ(said("Add").at(0).at("object"), json::value(open.uri));
    EXPECT_EQ(said("Add").at(0).at("target"), json::value(*ann.featured_url));
    EXPECT_EQ(said("Remove").size(), 1U);
    EXPECT_EQ(hosts("Add"), (std::vector<std::string>{"society.example"}));
}

} // namespace
} // namespace rounds::test
