#include "server/social/verbs.hpp"
#include "storage/networks.hpp"
#include "tests/integration/api/api_site.hpp"

namespace rounds::test {
namespace {

using http::Method;
using storage::Transaction;

class ApiNotificationPolicies : public ApiTest
{
protected:
    static void sql(const std::string& text)
    {
        site->db().transact_blocking([&](Transaction& tx) { (void)tx.exec_plain(text); });
    }
    static void policy(Phone& of, const json::value& change)
    {
        EXPECT_EQ(of.ask(Method::patch, "/api/v2/notifications/policy", change).status, 200U);
    }
    static std::size_t told(Phone& to) { return to.get("/api/v1/notifications").as_array().size(); }
    static json::array requests(Phone& of) { return of.get("/api/v1/notifications/requests").as_array(); }
    /// Makes an account look as if it was here for long.
    static void make_old(const Phone& who)
    {
        sql("UPDATE accounts SET created_at = now() - interval '1 year', published_at = NULL WHERE id = " +
            to_string(who.id));
    }
};

TEST_F(ApiNotificationPolicies, StandsAsItWasSetInBothVersions)
{
    Phone person(*site, "chooser");
    const auto fresh = person.get("/api/v2/notifications/policy");
    EXPECT_EQ(fresh.at("for_not_following"), "accept");
    EXPECT_EQ(fresh.at("for_private_mentions"), "filter");
    EXPECT_EQ(fresh.at("for_limited_accounts"), "filter");
    EXPECT_EQ(fresh.at("summary").at("pending_requests_count"), 0);
    const json::value change{{"for_not_followers", "drop"}, {"for_private_mentions", "accept"}};
    const auto put = Phone::parsed(person.ask(Method::put, "/api/v2/notifications/policy", change));
    EXPECT_EQ(put.at("for_not_followers"), "drop");
    EXPECT_EQ(put.at("for_private_mentions"), "accept");
    EXPECT_EQ(put.at("for_limited_accounts"), "filter") << "what is not named stays";
    const auto first = person.get("/api/v1/notifications/policy");
    EXPECT_EQ(first.at("filter_not_followers"), true);
    EXPECT_EQ(first.at("filter_private_mentions"), false);
    const json::value yes{{"filter_new_accounts", true}};
    EXPECT_EQ(
        Phone::parsed(person.ask(Method::put, "/api/v1/notifications/policy", yes)).at("filter_new_accounts"), true
    );
    EXPECT_EQ(person.get("/api/v2/notifications/policy").at("for_new_accounts"), "filter");
    const auto wrong = person.ask(Method::patch, "/api/v2/notifications/policy", {{"for_new_accounts", "perhaps"}});
    EXPECT_EQ(wrong.status, 422U);
    EXPECT_NE(wrong.body.find("error"), std::string::npos);
}

TEST_F(ApiNotificationPolicies, HoldsStrangersBackUntilTheyAreAccepted)
{
    Phone reader(*site, "reader");
    Phone stranger(*site, "stranger");
    policy(reader, {{"for_not_following", "filter"}});
    const auto asked = stranger.say("@reader may I ask?");
    stranger.say("@reader and again");
    EXPECT_EQ(told(reader), 0U);
    const auto waiting = requests(reader);
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].at("notifications_count"), "2");
    EXPECT_EQ(waiting[0].at("account").at("username"), "stranger");
    EXPECT_FALSE(waiting[0].at("last_status").is_null());
    const auto summary = reader.get("/api/v2/notifications/policy").at("summary");
    EXPECT_EQ(summary.at("pending_requests_count"), 1);
    EXPECT_EQ(summary.at("pending_notifications_count"), 2);
    EXPECT_EQ(reader.get("/api/v1/notifications?include_filtered=true").as_array().size(), 2U);
    EXPECT_EQ(reader.get("/api/v1/notifications?account_id=" + to_string(stranger.id)).as_array().size(), 2U)
        << "behind the request";
    EXPECT_EQ(reader.get("/api/v2/notifications/unread_count").at("count"), 0);

    const auto path = "/api/v1/notifications/requests/" + id_of(waiting[0]);
    EXPECT_EQ(id_of(reader.get(path)), id_of(waiting[0]));
    EXPECT_EQ(stranger.status_of(path), 404U);
    EXPECT_EQ(stranger.ask(Method::post, path + "/accept").status, 404U);
    EXPECT_EQ(reader.ask(Method::post, path + "/accept").status, 200U);
    EXPECT_EQ(reader.get("/api/v1/notifications/requests/merged").at("merged"), true);
    EXPECT_EQ(told(reader), 2U);
    EXPECT_TRUE(requests(reader).empty());
    EXPECT_EQ(reader.ask(Method::post, path + "/accept").status, 404U);
    stranger.say("@reader thanks");
    EXPECT_EQ(told(reader), 3U) << "accepted senders are held back no more";

    reader.post("/api/v1/accounts/" + to_string(stranger.id) + "/block");
    reader.post("/api/v1/accounts/" + to_string(stranger.id) + "/unblock");
    stranger.say("@reader once more");
    EXPECT_EQ(requests(reader).size(), 1U) << "a block takes the acceptance back";
}

TEST_F(ApiNotificationPolicies, DismissingForgetsWhatWasHeldBack)
{
    Phone reader(*site, "dismisser");
    Phone one(*site, "unwanted1");
    Phone two(*site, "unwanted2");
    policy(reader, {{"for_not_following", "filter"}});
    one.say("@dismisser hello");
    two.say("@dismisser hello");
    const auto ids = ids_in(requests(reader));
    ASSERT_EQ(ids.size(), 2U);
    EXPECT_EQ(reader.ask(Method::post, "/api/v1/notifications/requests/" + ids[0] + "/dismiss").status, 200U);
    EXPECT_EQ(reader.ask(Method::post, "/api/v1/notifications/requests/dismiss", {{"id", {ids[1], "7"}}}).status, 200U);
    EXPECT_TRUE(requests(reader).empty());
    EXPECT_TRUE(reader.get("/api/v1/notifications?include_filtered=true").as_array().empty());
    one.say("@dismisser again");
    const auto again = ids_in(requests(reader));
    ASSERT_EQ(again.size(), 1U) << "held back the next time";
    EXPECT_EQ(
        reader
            .ask(
                Method::post, "/api/v1/notifications/requests/accept", {{"id", json::array{json::value(again.front())}}}
            )
            .status,
        200U
    );
    EXPECT_EQ(told(reader), 1U);
}

TEST_F(ApiNotificationPolicies, RequestsGoWithTheirPosts)
{
    Phone reader(*site, "leftover");
    Phone writer(*site, "regretter");
    policy(reader, {{"for_not_following", "filter"}});
    const auto post = writer.say("@leftover oh");
    ASSERT_EQ(requests(reader).size(), 1U);
    const auto id = ids_in(requests(reader)).front();
    sql("DELETE FROM notifications WHERE status_id = " + post);
    EXPECT_TRUE(requests(reader).empty());
    EXPECT_EQ(reader.status_of("/api/v1/notifications/requests/" + id), 404U);
    EXPECT_EQ(reader.get("/api/v2/notifications/policy").at("summary").at("pending_requests_count"), 0);
}

TEST_F(ApiNotificationPolicies, DroppedOnesAreNotWritten)
{
    Phone reader(*site, "dropper");
    Phone stranger(*site, "dropped");
    policy(reader, {{"for_not_following", "drop"}});
    stranger.say("@dropper hello");
    EXPECT_TRUE(reader.get("/api/v1/notifications?include_filtered=true").as_array().empty());
    EXPECT_TRUE(requests(reader).empty());
    follow(reader, stranger);
    stranger.say("@dropper hello again");
    EXPECT_EQ(told(reader), 1U);
}

TEST_F(ApiNotificationPolicies, FollowersOfThreeDaysPass)
{
    Phone reader(*site, "wary");
    Phone fan(*site, "fan");
    policy(reader, {{"for_not_followers", "drop"}});
    fan.say("@wary one");
    follow(fan, reader);
    fan.say("@wary two");
    EXPECT_EQ(told(reader), 0U);
    sql("UPDATE follows SET created_at = now() - interval '4 days' WHERE account_id = " + to_string(fan.id));
    fan.say("@wary three");
    EXPECT_EQ(told(reader), 1U);
}

TEST_F(ApiNotificationPolicies, AccountsOfThirtyDaysAreNew)
{
    Phone reader(*site, "careful");
    Phone newcomer(*site, "newcomer");
    policy(reader, {{"for_new_accounts", "filter"}});
    newcomer.say("@careful one");
    EXPECT_EQ(told(reader), 0U);
    make_old(newcomer);
    newcomer.say("@careful two");
    EXPECT_EQ(told(reader), 1U);
}

TEST_F(ApiNotificationPolicies, PrivateMentionsPassWhenTheyAnswer)
{
    Phone reader(*site, "private1");
    Phone stranger(*site, "private2");
    stranger.say("@private1 psst", "direct");
    EXPECT_EQ(told(reader), 0U);
    ASSERT_EQ(requests(reader).size(), 1U);
    const auto asked = reader.say("@private2 a question", "direct");
    stranger.say("@private1 the answer", "direct", asked);
    EXPECT_EQ(told(reader), 1U);
    stranger.say("@private1 in the open");
    EXPECT_EQ(told(reader), 2U);
}

TEST_F(ApiNotificationPolicies, LimitedAccountsAreHeldBackUnlessFollowed)
{
    Phone reader(*site, "sheltered");
    Phone limited(*site, "limited");
    sql("UPDATE accounts SET silenced_at = now() WHERE id = " + to_string(limited.id));
    limited.say("@sheltered one");
    EXPECT_EQ(told(reader), 0U);
    EXPECT_EQ(requests(reader).size(), 1U);
    limited.post("/api/v1/accounts/" + to_string(reader.id) + "/follow");
    EXPECT_EQ(told(reader), 0U);
    follow(reader, limited);
    limited.say("@sheltered two");
    EXPECT_EQ(told(reader), 1U);
}

TEST_F(ApiNotificationPolicies, ModeratorsAlwaysPass)
{
    Phone reader(*site, "governed");
    Phone moderator(*site, "moderator1");
    sql("UPDATE users SET role = 'moderator' WHERE account_id = " + to_string(moderator.id));
    policy(reader, {{"for_not_following", "drop"}, {"for_private_mentions", "drop"}});
    moderator.say("@governed a word", "direct");
    EXPECT_EQ(told(reader), 1U);
}

} // namespace
} // namespace rounds::test
