#include "federation/inbox/activities/object.hpp"
#include "server/inbound/fetch_status.hpp"
#include "server/social/polls.hpp"
#include "storage/polls.hpp"
#include "tests/support/inbound_rig.hpp"

#include <gtest/gtest.h>

namespace rounds::inbound {
namespace {

using storage::Poll;
using storage::Transaction;
using test::activity;
using test::create;
using test::note;

class ArrivingPolls : public testing::Test
{
protected:
    test::InboundRig rig;
    test::RemoteActor rosa = rig.add_known_actor("https://social.example", "rosa").first;
    storage::Account ann = rig.in_db([](Transaction& tx) { return test::make_user(tx, {.username = "ann"}); });

    static json::value choice(std::string_view name, std::int64_t votes)
    {
        return json::object{
            {"type", "Note"}, {"name", name}, {"replies", {{"type", "Collection"}, {"totalItems", votes}}}
        };
    }
    json::object question(std::int64_t yes, std::int64_t no, std::string_view kind = "oneOf")
    {
        auto object = note(rosa, "poll", "<p>Does it help?</p>");
        object["type"] = "Question";
        object[kind] = json::array{choice("Yes", yes), choice("No", no)};
        object["endTime"] = "2026-11-21T12:00:00Z";
        object["votersCount"] = yes + no;
        return object;
    }
    Poll poll_of(const std::string& uri)
    {
        return rig.in_db([&](Transaction& tx) {
            const auto status = storage::statuses::find_by_uri(tx, uri).value();
            return storage::polls::find_by_status(tx, status.id).value();
        });
    }
    bool has_poll(const std::string& uri)
    {
        return rig.in_db([&](Transaction& tx) {
            const auto status = storage::statuses::find_by_uri(tx, uri).value();
            return storage::polls::find_by_status(tx, status.id).has_value();
        });
    }
    /// ann asks; her post's uri.
    storage::Status ask(bool hide_totals = false)
    {
        return rig.in_db([&](Transaction& tx) {
            social::PostForm form;
            form.text = "Does it help?";
            form.poll = social::PollForm{
                .options = {"Yes", "No"},
                .expires_in = std::chrono::hours(1),
                .multiple = false,
                .hide_totals = hide_totals
            };
            return social::post(tx, rig.urls, ann, form, rig.clock.now()).value();
        });
    }
    static json::object
    vote(const test::RemoteActor& by, const std::string& question, const std::string& name, int n = 1)
    {
        json::object object;
        object["id"] = by.id("/votes/" + std::to_string(n));
        object["type"] = "Note";
        object["attributedTo"] = by.uri;
        object["to"] = json::array{json::value("https://mercy.example/users/ann")};
        object["inReplyTo"] = question;
        object["name"] = name;
        return object;
    }
};

TEST_F(ArrivingPolls, AreKeptWithTheirCounts)
{
    EXPECT_EQ(rig.deliver(rosa, create(rosa, question(3, 4, "anyOf"))), "");
    const auto poll = poll_of(rosa.id("/posts/poll"));
    EXPECT_EQ(poll.options, (std::vector<std::string>{"Yes", "No"}));
    EXPECT_EQ(poll.votes, (std::vector<std::int64_t>{3, 4}));
    EXPECT_EQ(poll.voters, 7);
    EXPECT_TRUE(poll.multiple);
    EXPECT_EQ(poll.expires_at, parse_iso8601("2026-11-21T12:00:00Z"));
}

TEST_F(ArrivingPolls, TakeNewCountsWithoutANewWording)
{
    const auto uri = rosa.id("/posts/poll");
    EXPECT_EQ(rig.deliver(rosa, create(rosa, question(0, 0))), "");
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Update", question(5, 1))), "");
    EXPECT_EQ(poll_of(uri).votes, (std::vector<std::int64_t>{5, 1}));
    EXPECT_EQ(rig.count("SELECT count(*) FROM status_edits"), 0);
    auto other = question(9, 9);
    other["oneOf"] = json::array{choice("Never", 9), choice("Always", 9)};
    EXPECT_NE(rig.deliver(rosa, activity(rosa, "Update", other)), "") << "other choices are another wording";
    EXPECT_EQ(poll_of(uri).votes, (std::vector<std::int64_t>{5, 1}));
    other["updated"] = "2026-11-20T11:59:00Z";
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Update", other)), "");
    EXPECT_EQ(poll_of(uri).options.front(), "Never");
    EXPECT_EQ(rig.count("SELECT count(*) FROM status_edits"), 1);
}

TEST_F(ArrivingPolls, AreReadAgainAtTheirOrigin)
{
    const auto uri = rosa.id("/posts/poll");
    EXPECT_EQ(rig.deliver(rosa, create(rosa, question(0, 0))), "");
    rig.web.serve(uri, question(8, 2));
    EXPECT_TRUE(rig.run(refresh_status(rig.inbound(), uri)));
    EXPECT_EQ(poll_of(uri).votes, (std::vector<std::int64_t>{8, 2}));
    rig.clock.advance(std::chrono::minutes(5));
    EXPECT_TRUE(rig.run(refresh_status(rig.inbound(), uri)));
    EXPECT_EQ(poll_of(uri).fetched_at, rig.clock.now()) << "the same counts, heard again";
    EXPECT_EQ(rig.count("SELECT count(*) FROM status_edits"), 0);
}

TEST_F(ArrivingPolls, WithoutChoicesAskNothing)
{
    auto empty = question(0, 0);
    empty["oneOf"] = json::array{json::value(1), json::object{{"type", "Note"}}};
    EXPECT_EQ(rig.deliver(rosa, create(rosa, empty)), "");
    EXPECT_FALSE(has_poll(rosa.id("/posts/poll")));
    auto many = question(0, 0);
    many["id"] = rosa.id("/posts/many");
    json::array choices;
    for (int i = 0; i < 5000; ++i) choices.push_back(choice(std::to_string(i), 0));
    many["oneOf"] = choices;
    EXPECT_EQ(rig.deliver(rosa, create(rosa, many)), "");
    EXPECT_EQ(poll_of(rosa.id("/posts/many")).options.size(), inbox::max_poll_options);
}

TEST_F(ArrivingPolls, VotesAreCountedOnceAndAreNoPosts)
{
    const auto asked = ask();
    const auto posts = rig.count("SELECT count(*) FROM statuses");
    EXPECT_EQ(rig.deliver(rosa, create(rosa, vote(rosa, asked.uri, "No"))), "");
    EXPECT_EQ(rig.deliver(rosa, create(rosa, vote(rosa, asked.uri, "Yes", 2))), "done: known already");
    EXPECT_EQ(poll_of(asked.uri).votes, (std::vector<std::int64_t>{0, 1}));
    EXPECT_EQ(poll_of(asked.uri).voters, 1);
    EXPECT_EQ(rig.count("SELECT count(*) FROM statuses"), posts);
    EXPECT_TRUE(rig.in_db([&](Transaction& tx) { return test::notification_kinds(tx, ann.id); }).empty());
}

TEST_F(ArrivingPolls, VotesThatDoNotCountAreRefused)
{
    const auto asked = ask();
    EXPECT_NE(rig.deliver(rosa, create(rosa, vote(rosa, asked.uri, "Perhaps"))), "");
    auto plain = rig.in_db([&](Transaction& tx) { return test::make_status(tx, ann); });
    EXPECT_NE(rig.deliver(rosa, create(rosa, vote(rosa, plain.uri, "Yes"))), "") << "no poll";
    auto hidden = rig.in_db([&](Transaction& tx) {
        social::PostForm form{.text = "secret", .visibility = storage::Visibility::private_};
        form.poll = social::PollForm{.options = {"Yes", "No"}, .expires_in = std::chrono::hours(1)};
        return social::post(tx, rig.urls, ann, form, rig.clock.now()).value();
    });
    EXPECT_NE(rig.deliver(rosa, create(rosa, vote(rosa, hidden.uri, "Yes"))), "") << "who cannot see it";
    rig.clock.advance(std::chrono::hours(2));
    EXPECT_NE(rig.deliver(rosa, create(rosa, vote(rosa, asked.uri, "Yes", 3))), "") << "it ended";
    EXPECT_EQ(rig.count("SELECT count(*) FROM poll_votes"), 0);
}

TEST_F(ArrivingPolls, ManyVotesAreToldOnce)
{
    const auto asked = ask();
    const auto eve = rig.add_known_actor("https://social.example", "eve").first;
    EXPECT_EQ(rig.deliver(rosa, create(rosa, vote(rosa, asked.uri, "No"))), "");
    EXPECT_EQ(rig.deliver(eve, create(eve, vote(eve, asked.uri, "Yes", 7))), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM jobs WHERE payload->>'what' = 'poll_changed'"), 1);
    const auto secret = ask(true);
    EXPECT_EQ(rig.deliver(rosa, create(rosa, vote(rosa, secret.uri, "No", 9))), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM jobs WHERE payload->>'what' = 'poll_changed'"), 1) << "hidden counts";
}

} // namespace
} // namespace rounds::inbound
