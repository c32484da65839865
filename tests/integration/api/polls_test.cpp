#include "server/social/polls.hpp"
#include "tests/integration/api/task_rig.hpp"

#include <thread>

namespace rounds::test {
namespace {

using http::Method;

class ApiPolls : public ApiTest
{
protected:
    static json::value ask(Phone& by, json::object poll, const std::string& visibility = "public")
    {
        if (!poll.contains("options")) poll["options"] = {"Yes", "No", "Perhaps"};
        if (!poll.contains("expires_in")) poll["expires_in"] = 3600;
        return by.post("/api/v1/statuses", {{"status", "Does it help?"}, {"poll", poll}, {"visibility", visibility}});
    }
    static std::string poll_id(const json::value& status) { return id_of(status.at("poll")); }
    static std::string votes_of(const std::string& poll) { return "/api/v1/polls/" + poll + "/votes"; }
    static json::value choose(json::array choices) { return json::object{{"choices", std::move(choices)}}; }
    static void end(const std::string& poll)
    {
        change_in(*site, "UPDATE polls SET expires_at = now() - interval '1 second' WHERE id = " + poll);
        make_due(*site, "poll_end");
        run_tasks(*site);
    }
};

TEST_F(ApiPolls, APostAsksAndPeopleVoteOnce)
{
    const auto post = ask(*ann, {});
    const auto& poll = post.at("poll");
    EXPECT_EQ(poll.at("expired"), false);
    EXPECT_EQ(poll.at("multiple"), false);
    EXPECT_EQ(poll.at("votes_count"), 0);
    EXPECT_EQ(poll.at("options").at(0).at("title"), "Yes");
    EXPECT_EQ(poll.at("voted"), true) << "who asks cannot vote";
    const auto id = poll_id(post);
    EXPECT_EQ(bob->get(unlimited_path(id_of(post))).at("poll").at("voted"), false);
    const auto voted = bob->post(votes_of(id), choose({"1"}));
    EXPECT_EQ(voted.at("voted"), true);
    EXPECT_EQ(voted.at("own_votes"), (json::array{1}));
    EXPECT_EQ(voted.at("options").at(1).at("votes_count"), 1);
    EXPECT_EQ(voted.at("voters_count"), 1);
    const auto seen = bob->get(unlimited_path(id_of(post))).at("poll");
    EXPECT_EQ(seen, voted) << "the status tells the same";
    EXPECT_EQ(
        refusal(*bob, Method::post, votes_of(id), choose({0})), "Validation failed: You have already voted on this poll"
    );
    EXPECT_EQ(
        refusal(*ann, Method::post, votes_of(id), choose({0})), "Validation failed: You cannot vote in your own polls"
    );
    auto nobody = ann->stranger();
    const auto open = nobody.get("/api/v1/polls/" + id);
    EXPECT_FALSE(open.as_object().contains("voted"));
    EXPECT_EQ(open.at("votes_count"), 1);
}

TEST_F(ApiPolls, ChoicesAreChecked)
{
    const auto id = poll_id(ask(*ann, {}));
    const std::string unknown = "Validation failed: The chosen vote option does not exist";
    EXPECT_EQ(refusal(*bob, Method::post, votes_of(id), choose({3})), unknown);
    EXPECT_EQ(refusal(*bob, Method::post, votes_of(id), choose({-1})), unknown);
    EXPECT_EQ(refusal(*bob, Method::post, votes_of(id), choose({"x"})), unknown);
    EXPECT_EQ(refusal(*bob, Method::post, votes_of(id), choose({})), unknown);
    EXPECT_EQ(refusal(*bob, Method::post, votes_of(id), choose({0, 1})), unknown) << "one may be chosen";
    EXPECT_EQ(count_in(*site, "SELECT count(*) FROM poll_votes WHERE poll_id = " + id), 0);
}

TEST_F(ApiPolls, SeveralMayBeChosenWhereThePollSaysSo)
{
    const auto id = poll_id(ask(*ann, {{"multiple", true}}));
    const auto voted = bob->post(votes_of(id), choose({2, 0, 2}));
    EXPECT_EQ(voted.at("own_votes"), (json::array{0, 2}));
    EXPECT_EQ(voted.at("votes_count"), 2);
    EXPECT_EQ(voted.at("voters_count"), 1);
    const auto more = bob->post(votes_of(id), choose({1}));
    EXPECT_EQ(more.at("votes_count"), 3);
    EXPECT_EQ(more.at("voters_count"), 1);
}

TEST_F(ApiPolls, HiddenCountsAreToldAtTheEnd)
{
    const auto post = ask(*ann, {{"hide_totals", true}});
    const auto id = poll_id(post);
    EXPECT_TRUE(bob->post(votes_of(id), choose({0})).at("options").at(0).at("votes_count").is_null());
    EXPECT_TRUE(ann->get("/api/v1/polls/" + id).at("options").at(0).at("votes_count").is_null());
    end(id);
    const auto ended = bob->get(unlimited_path(id_of(post))).at("poll");
    EXPECT_EQ(ended.at("expired"), true);
    EXPECT_EQ(ended.at("options").at(0).at("votes_count"), 1);
}

TEST_F(ApiPolls, TheEndIsToldToAuthorAndVotersOnce)
{
    Phone author(*site, "asker");
    Phone voter(*site, "voter");
    Phone bystander(*site, "bystander");
    const auto post = ask(author, {});
    const auto id = poll_id(post);
    voter.post(votes_of(id), choose({0}));
    EXPECT_EQ(run_tasks(*site), 0U) << "not before its time";
    end(id);
    end(id);
    for (auto* told : {&author, &voter}) {
        const auto notes = told->get("/api/v1/notifications?types[]=poll");
        ASSERT_EQ(notes.as_array().size(), 1U);
        EXPECT_EQ(id_of(notes.at(0).at("status")), id_of(post));
        EXPECT_EQ(id_of(notes.at(0).at("account")), to_string(author.id));
    }
    EXPECT_TRUE(bystander.get("/api/v1/notifications?types[]=poll").as_array().empty());
    EXPECT_EQ(refusal(*bob, Method::post, votes_of(id), choose({0})), "Validation failed: The poll has already ended");
}

TEST_F(ApiPolls, WhoMayNotSeeThePostMayNotVote)
{
    Phone follower(*site, "poll_follower");
    Phone author(*site, "poll_author");
    follow(follower, author);
    const auto id = poll_id(ask(author, {}, "private"));
    EXPECT_EQ(bob->ask(Method::post, votes_of(id), choose({0})).status, 404U);
    EXPECT_EQ(bob->status_of("/api/v1/polls/" + id), 404U);
    EXPECT_EQ(author.stranger().status_of("/api/v1/polls/" + id), 404U);
    EXPECT_EQ(follower.ask(Method::post, votes_of(id), choose({0})).status, 200U);
    EXPECT_EQ(bob->status_of("/api/v1/polls/1"), 404U);
}

TEST_F(ApiPolls, OtherChoicesVoidAllVotes)
{
    const auto post = ask(*ann, {});
    const auto id = poll_id(post);
    const auto path = unlimited_path(id_of(post));
    bob->post(votes_of(id), choose({0}));
    const auto edit = [&](json::value poll) {
        json::object form{{"status", "Does it help?"}};
        if (!poll.is_null()) form["poll"] = std::move(poll);
        return Phone::parsed(ann->ask(Method::put, path, form));
    };
    const auto longer = edit({{"options", {"Yes", "No", "Perhaps"}}, {"expires_in", 7200}});
    EXPECT_EQ(longer.at("poll").at("votes_count"), 1) << "only its end changed";
    EXPECT_TRUE(longer.at("edited_at").is_null());
    const auto other = edit({{"options", {"Yes", "Never"}}, {"expires_in", 7200}});
    EXPECT_EQ(other.at("poll").at("votes_count"), 0);
    EXPECT_FALSE(other.at("edited_at").is_null());
    EXPECT_EQ(bob->get(path).at("poll").at("voted"), false);
    const auto history = ann->get(path + "/history");
    EXPECT_EQ(history.at(0).at("poll").at("options").at(2).at("title"), "Perhaps");
    EXPECT_EQ(history.at(1).at("poll").at("options").at(1).at("title"), "Never");
    EXPECT_TRUE(edit(nullptr).at("poll").is_null());
    EXPECT_EQ(ann->status_of("/api/v1/polls/" + id), 404U);
}

TEST_F(ApiPolls, BoundsAreTheOnesThatAreTold)
{
    const auto limits = ann->get("/api/v2/instance").at("configuration").at("polls");
    EXPECT_EQ(limits.at("max_options"), 4);
    EXPECT_EQ(limits.at("max_characters_per_option"), 50);
    EXPECT_EQ(limits.at("min_expiration"), 300);
    const auto error = [&](json::value poll) {
        return refusal(*ann, Method::post, "/api/v1/statuses", {{"status", "x"}, {"poll", std::move(poll)}});
    };
    const json::array two{"a", "b"};
    EXPECT_EQ(
        error({{"options", {"a", " "}}, {"expires_in", 300}}), "Validation failed: Options must have more than one item"
    );
    EXPECT_EQ(
        error({{"options", {"a", "b", "c", "d", "e"}}, {"expires_in", 300}}),
        "Validation failed: Options contain too many items"
    );
    EXPECT_EQ(
        error({{"options", {"a", "a"}}, {"expires_in", 300}}), "Validation failed: Options contain duplicate items"
    );
    EXPECT_EQ(
        error({{"options", {"a", std::string(51, 'b')}}, {"expires_in", 300}}),
        "Validation failed: Options contain an item that is too long"
    );
    EXPECT_EQ(error({{"options", two}, {"expires_in", 299}}), "Validation failed: Expires at is too soon");
    EXPECT_EQ(error({{"options", two}}), "Validation failed: Expires at is too soon");
    EXPECT_EQ(
        error({{"options", two}, {"expires_in", 2'629'747}}), "Validation failed: Expires at is too far into the future"
    );
}

TEST_F(ApiPolls, AreReadOnPagesWithoutAnApp)
{
    const auto post = ask(*ann, {{"options", {"<b>Yes</b>", "No"}}});
    bob->post(votes_of(poll_id(post)), choose({1}));
    const auto page = site->send(make_request(Method::get, "/@ann/" + id_of(post), {{"Accept", "text/html"}}));
    EXPECT_EQ(page.status, 200U);
    EXPECT_NE(page.body.find("<li>&lt;b&gt;Yes&lt;/b&gt; <span class=\"soft\">(0)</span></li>"), std::string::npos);
    EXPECT_NE(page.body.find("<li>No <span class=\"soft\">(1)</span></li>"), std::string::npos);
}

TEST_F(ApiPolls, GoWithTheirPost)
{
    const auto post = ask(*ann, {});
    const auto deleted = Phone::parsed(ann->ask(Method::del, unlimited_path(id_of(post))));
    EXPECT_EQ(deleted.at("poll").at("options").at(0).at("title"), "Yes") << "to be drafted again";
    EXPECT_EQ(ann->status_of("/api/v1/polls/" + poll_id(post)), 404U);
}

TEST_F(ApiPolls, APageOfThemCostsAsManyQueriesAsOne)
{
    Phone author(*site, "many_polls");
    ask(author, {});
    const auto target = "/api/v1/accounts/" + to_string(author.id) + "/statuses?limit=40";
    const auto least = [&] {
        std::size_t queries = 1000;
        for (int i = 0; i < 3; ++i) {
            site->app().api->statuses.clear();
            queries = std::min(queries, queries_of([&] { bob->get(target); }));
        }
        return queries;
    };
    const auto one = least();
    for (int i = 0; i < 10; ++i) ask(author, {});
    EXPECT_EQ(least(), one);
}

TEST_F(ApiPolls, VotesAtOnceAreAllCounted)
{
    const auto id = poll_id(ask(*ann, {}));
    std::vector<std::unique_ptr<Phone>> voters;
    for (int i = 0; i < 4; ++i) voters.push_back(std::make_unique<Phone>(*site, "crowd" + std::to_string(i)));
    std::vector<std::jthread> threads;
    for (auto& voter : voters)
        threads.emplace_back([&] {
            for (int i = 0; i < 3; ++i) voter->ask(Method::post, votes_of(id), choose({0}));
        });
    threads.clear();
    const auto poll = ann->get("/api/v1/polls/" + id);
    EXPECT_EQ(poll.at("options").at(0).at("votes_count"), 4);
    EXPECT_EQ(poll.at("voters_count"), 4);
}

} // namespace
} // namespace rounds::test
