#include "server/api/state.hpp"
#include "tests/integration/api/api_site.hpp"

namespace rounds::test {
namespace {

using http::Method;
using storage::Transaction;

class ApiConversations : public ApiTest
{
protected:
    static json::array talks(Phone& of) { return of.get("/api/v1/conversations").as_array(); }
    static std::vector<std::string> names(const json::value& talk)
    {
        std::vector<std::string> found;
        for (const auto& one : talk.at("accounts").as_array()) found.emplace_back(one.at("username").as_string());
        std::ranges::sort(found);
        return found;
    }
    static json::value last(const json::value& talk) { return talk.at("last_status").at("id"); }
};

TEST_F(ApiConversations, DirectPostsAreTalksOfThoseTheyAreFor)
{
    Phone one(*site, "talker1");
    Phone two(*site, "talker2");
    one.say("@talker2 in the open");
    one.say("@talker2 to friends", "private");
    EXPECT_TRUE(talks(one).empty());
    const auto first = one.say("@talker2 only you", "direct");
    ASSERT_EQ(talks(two).size(), 1U);
    const auto theirs = talks(two)[0];
    EXPECT_EQ(theirs.at("unread"), true);
    EXPECT_EQ(names(theirs), std::vector<std::string>{"talker1"});
    EXPECT_EQ(last(theirs), json::value(first));
    const auto mine = talks(one)[0];
    EXPECT_EQ(mine.at("unread"), false);
    EXPECT_EQ(names(mine), std::vector<std::string>{"talker2"});
    EXPECT_TRUE(talks(*bob).empty());

    const auto answer = two.say("@talker1 only me", "direct", first);
    ASSERT_EQ(talks(one).size(), 1U) << "the same thread and people";
    EXPECT_EQ(last(talks(one)[0]), json::value(answer));
    EXPECT_EQ(talks(one)[0].at("unread"), true);
    EXPECT_EQ(talks(two)[0].at("unread"), false);
    EXPECT_EQ(id_of(talks(one)[0]), id_of(mine));
}

TEST_F(ApiConversations, AnotherCircleIsAnotherTalk)
{
    Phone one(*site, "circle1");
    Phone two(*site, "circle2");
    Phone three(*site, "circle3");
    const auto first = one.say("@circle2 you", "direct");
    const auto wider = one.say("@circle2 @circle3 both of you", "direct", first);
    const auto mine = talks(one);
    ASSERT_EQ(mine.size(), 2U);
    EXPECT_EQ(names(mine[0]), (std::vector<std::string>{"circle2", "circle3"}));
    EXPECT_EQ(last(mine[0]), json::value(wider));
    EXPECT_EQ(names(mine[1]), std::vector<std::string>{"circle2"});
    ASSERT_EQ(talks(three).size(), 1U);
    EXPECT_EQ(names(talks(three)[0]), (std::vector<std::string>{"circle1", "circle2"}));
}

TEST_F(ApiConversations, AreReadUnreadAndPutAwayByTheirOwnerOnly)
{
    Phone one(*site, "owner1");
    Phone two(*site, "owner2");
    const auto first = two.say("@owner1 hello", "direct");
    const auto path = "/api/v1/conversations/" + id_of(talks(one)[0]);
    for (const auto* rest : {"/read", "/unread"}) EXPECT_EQ(two.ask(Method::post, path + rest).status, 404U);
    EXPECT_EQ(two.ask(Method::del, path).status, 404U);
    EXPECT_EQ(one.post(path + "/read").at("unread"), false);
    EXPECT_EQ(talks(one)[0].at("unread"), false);
    EXPECT_EQ(one.post(path + "/unread").at("unread"), true);
    EXPECT_EQ(one.ask(Method::del, path).status, 200U);
    EXPECT_EQ(one.ask(Method::del, path).status, 404U);
    EXPECT_TRUE(talks(one).empty());
    EXPECT_EQ(one.status_of(unlimited_path(first)), 200U) << "the post stays";
    two.say("@owner1 hello again", "direct", first);
    EXPECT_EQ(talks(one).size(), 1U) << "it comes back";
}

TEST_F(ApiConversations, EndWithThePostBeforeADeletedOne)
{
    Phone one(*site, "eraser1");
    Phone two(*site, "eraser2");
    const auto first = one.say("@eraser2 first", "direct");
    const auto second = one.say("@eraser2 second", "direct", first);
    ASSERT_EQ(last(talks(two)[0]), json::value(second));
    ASSERT_EQ(one.ask(Method::del, unlimited_path(second)).status, 200U);
    ASSERT_EQ(talks(two).size(), 1U);
    EXPECT_EQ(last(talks(two)[0]), json::value(first));
    ASSERT_EQ(one.ask(Method::del, unlimited_path(first)).status, 200U);
    EXPECT_TRUE(talks(two).empty());
    EXPECT_TRUE(talks(one).empty());
}

TEST_F(ApiConversations, FollowAnEditToANewCircle)
{
    Phone one(*site, "editor1");
    Phone two(*site, "editor2");
    Phone three(*site, "editor3");
    const auto post = one.say("@editor2 hello", "direct");
    const json::value wider{{"status", "@editor2 @editor3 hello"}};
    ASSERT_EQ(one.ask(Method::put, unlimited_path(post), wider).status, 200U);
    ASSERT_EQ(talks(one).size(), 1U);
    EXPECT_EQ(names(talks(one)[0]), (std::vector<std::string>{"editor2", "editor3"}));
    EXPECT_EQ(talks(three).size(), 1U);
}

TEST_F(ApiConversations, SayNothingOfThoseOneBlocks)
{
    Phone one(*site, "blocker1");
    Phone two(*site, "blocker2");
    two.say("@blocker1 before", "direct");
    ASSERT_EQ(talks(one).size(), 1U);
    one.post("/api/v1/accounts/" + to_string(two.id) + "/block");
    EXPECT_TRUE(talks(one).empty());
    two.say("@blocker1 after", "direct");
    EXPECT_TRUE(talks(one).empty());
}

TEST_F(ApiConversations, APageCostsAFixedNumberOfQueriesAndFollowsTheLinkHeader)
{
    Phone one(*site, "pages1");
    Phone two(*site, "pages2");
    two.say("@pages1 first", "direct");
    const auto least = [&] {
        std::size_t queries = 1000;
        for (int i = 0; i < 3; ++i) {
            site->app().api->statuses.clear();
            queries = std::min(queries, queries_of([&] { one.get("/api/v1/conversations?limit=40"); }));
        }
        return queries;
    };
    const auto few = least();
    for (int i = 0; i < 9; ++i) two.say("@pages1 more", "direct");
    EXPECT_EQ(least(), few);
    EXPECT_LE(few, 12U);
    const auto page = one.ask(Method::get, "/api/v1/conversations?limit=4");
    const auto bottom = std::string(Phone::parsed(page).as_array().back().at("last_status").at("id").as_string());
    EXPECT_NE(page.headers.get("Link").find("max_id=" + bottom), std::string_view::npos);
    EXPECT_EQ(one.get("/api/v1/conversations?limit=4&max_id=" + bottom).as_array().size(), 4U);
}

} // namespace
} // namespace rounds::test
