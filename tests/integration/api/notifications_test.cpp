#include "server/api/state.hpp"
#include "server/social/verbs.hpp"
#include "tests/integration/api/api_site.hpp"

namespace rounds::test {
namespace {

using http::Method;
using storage::Transaction;

/// Notifications of one person, ann, caused by as many others as a test wants.
class ApiNotifications : public ApiTest
{
protected:
    void SetUp() override { ann->post("/api/v1/notifications/clear"); }

    template <class F> static auto run(F body) { return site->db().transact_blocking(body); }
    static void sql(const std::string& text)
    {
        run([&](Transaction& tx) { (void)tx.exec_plain(text); });
    }
    static std::vector<std::unique_ptr<Phone>> crowd(const std::string& name, int size)
    {
        std::vector<std::unique_ptr<Phone>> people;
        for (int i = 0; i < size; ++i) people.push_back(std::make_unique<Phone>(*site, name + std::to_string(i)));
        return people;
    }
    static void favourite(Phone& by, const std::string& id) { by.post(unlimited_path(id, "/favourite")); }
    static json::array groups(const std::string& query = "")
    {
        return ann->get("/api/v2/notifications" + query).at("notification_groups").as_array();
    }
    static std::string text(const json::value& value) { return std::string(value.as_string()); }
    static unsigned status(Phone& who, Method method, const std::string& target, const json::value& body = nullptr)
    {
        return who.ask(method, target, body).status;
    }
};

TEST_F(ApiNotifications, LikesOfOnePostAreOneGroup)
{
    const auto people = crowd("liker", 3);
    const auto post = ann->say("a post to like");
    const auto other = ann->say("another");
    for (const auto& person : people) favourite(*person, post);
    favourite(*people[0], other);
    bob->say("@ann hello");
    const auto answer = ann->get("/api/v2/notifications");
    const auto& found = answer.at("notification_groups").as_array();
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].at("type"), "mention");
    EXPECT_TRUE(text(found[0].at("group_key")).starts_with("ungrouped-"));
    EXPECT_EQ(found[1].at("status_id"), json::value(other));
    const auto& group = found[2];
    EXPECT_EQ(group.at("type"), "favourite");
    EXPECT_EQ(group.at("notifications_count"), 3);
    EXPECT_TRUE(group.at("most_recent_notification_id").is_int64());
    EXPECT_EQ(group.at("sample_account_ids").at(0), json::value(to_string(people[2]->id))) << "who came last is first";
    EXPECT_EQ(answer.at("statuses").as_array().size(), 3U);
    EXPECT_EQ(answer.at("accounts").as_array().size(), 4U) << "each account once";
    EXPECT_FALSE(answer.as_object().contains("partial_accounts"));

    const auto list = ann->get("/api/v1/notifications?types[]=favourite");
    EXPECT_EQ(list.at(1).at("group_key"), group.at("group_key")) << "both versions name the group alike";
}

TEST_F(ApiNotifications, AGroupTakesTwelveHours)
{
    const auto people = crowd("slow", 3);
    const auto post = ann->say("a slow burner");
    favourite(*people[0], post);
    sql("UPDATE notifications SET group_hour = group_hour - 11 WHERE status_id = " + post);
    favourite(*people[1], post);
    ASSERT_EQ(groups("?types[]=favourite").size(), 1U);
    EXPECT_EQ(groups("?types[]=favourite")[0].at("notifications_count"), 2);
    sql("UPDATE notifications SET group_hour = group_hour - 1 WHERE status_id = " + post);
    favourite(*people[2], post);
    EXPECT_EQ(groups("?types[]=favourite").size(), 2U);
}

TEST_F(ApiNotifications, KindsAreGroupedAsTheAppAsks)
{
    const auto people = crowd("taker", 2);
    const auto post = ann->say("to be taken apart");
    for (const auto& person : people) favourite(*person, post);
    const auto apart = groups("?grouped_types[]=follow");
    ASSERT_EQ(apart.size(), 2U);
    EXPECT_EQ(apart[0].at("notifications_count"), 1);
    EXPECT_EQ(apart[0].at("sample_account_ids").as_array().size(), 1U);
    const auto key = text(apart[1].at("group_key"));
    ASSERT_TRUE(key.starts_with("ungrouped-"));
    const auto one = ann->get("/api/v2/notifications/" + key);
    EXPECT_EQ(one.at("notification_groups").at(0).at("status_id"), json::value(post));
    EXPECT_EQ(status(*ann, Method::post, "/api/v2/notifications/" + key + "/dismiss"), 200U);
    EXPECT_EQ(groups().at(0).at("notifications_count"), 1);
}

TEST_F(ApiNotifications, FacesAreSentAsFacesWhenAskedFor)
{
    const auto people = crowd("face", 3);
    const auto post = ann->say("faces");
    for (const auto& person : people) favourite(*person, post);
    const auto answer = ann->get("/api/v2/notifications?expand_accounts=partial_avatars");
    EXPECT_EQ(ids_in(answer.at("accounts")), (std::vector{to_string(people[2]->id)}));
    const auto& faces = answer.at("partial_accounts").as_array();
    ASSERT_EQ(faces.size(), 2U);
    EXPECT_FALSE(faces[0].as_object().contains("note"));
    EXPECT_TRUE(faces[0].as_object().contains("avatar_static"));
    EXPECT_EQ(status(*ann, Method::get, "/api/v2/notifications?expand_accounts=everything"), 422U);
}

TEST_F(ApiNotifications, AGroupCanBeReadAndDismissedByItsOwnerOnly)
{
    const auto people = crowd("member", 3);
    const auto post = ann->say("one group");
    for (const auto& person : people) favourite(*person, post);
    const auto path = "/api/v2/notifications/" + text(groups().at(0).at("group_key"));
    const auto one = ann->get(path).at("notification_groups").at(0);
    EXPECT_EQ(one.at("notifications_count"), 3);
    EXPECT_FALSE(one.as_object().contains("page_min_id"));
    EXPECT_EQ(
        ids_in(ann->get(path + "/accounts")),
        (std::vector{to_string(people[2]->id), to_string(people[1]->id), to_string(people[0]->id)})
    );
    EXPECT_EQ(ids_in(ann->get(path + "/accounts?limit=1")), (std::vector{to_string(people[2]->id)}));
    for (const auto* rest : {"", "/accounts"}) {
        EXPECT_EQ(bob->status_of(path + rest), 404U);
        EXPECT_EQ(ann->status_of("/api/v2/notifications/favourite-0-0" + std::string(rest)), 404U);
    }
    EXPECT_EQ(status(*bob, Method::post, path + "/dismiss"), 200U);
    EXPECT_EQ(groups().size(), 1U) << "another's group stays";
    EXPECT_EQ(status(*ann, Method::post, path + "/dismiss"), 200U);
    EXPECT_TRUE(groups().empty());
}

TEST_F(ApiNotifications, PagesOfGroupsFollowTheLinkHeader)
{
    const auto people = crowd("paged", 2);
    std::vector<std::string> posts;
    for (int i = 0; i < 5; ++i) posts.push_back(ann->say("page " + std::to_string(i)));
    for (const auto& post : posts)
        for (const auto& person : people) favourite(*person, post);
    std::vector<std::string> seen;
    std::string target = "/api/v2/notifications?limit=2";
    std::string back;
    while (!target.empty()) {
        const auto answer = ann->ask(Method::get, target);
        const auto found = Phone::parsed(answer).at("notification_groups").as_array();
        for (const auto& group : found)
            if (seen.empty() || seen.back() != text(group.at("status_id"))) seen.push_back(text(group.at("status_id")));
        const std::string link{answer.headers.get("Link")};
        const auto next = link.find(">; rel=\"next\"");
        const std::string base = "<https://mercy.example";
        target = next == std::string::npos ? "" : link.substr(base.size(), next - base.size());
    }
    std::ranges::reverse(posts);
    EXPECT_EQ(seen, posts);
    const auto oldest = text(ann->get("/api/v1/notifications?limit=80").as_array().back().at("id"));
    const auto above = groups("?limit=2&min_id=" + oldest);
    ASSERT_EQ(above.size(), 2U);
    EXPECT_EQ(above[0].at("status_id"), json::value(posts[3])) << "directly above, still newest first";
    EXPECT_EQ(above[1].at("status_id"), json::value(posts[4]));
    EXPECT_EQ(above[1].at("page_min_id"), above[1].at("page_max_id")) << "the older half lies below the page";
}

TEST_F(ApiNotifications, APageOfGroupsCostsAFixedNumberOfQueries)
{
    const auto people = crowd("costly", 4);
    const auto least = [&](const std::string& target) {
        std::size_t queries = 1000;
        for (int i = 0; i < 3; ++i) {
            site->app().api->statuses.clear();
            queries = std::min(queries, queries_of([&] { ann->get(target); }));
        }
        return queries;
    };
    favourite(*people[0], ann->say("first"));
    const auto few = least("/api/v2/notifications?limit=80");
    for (int i = 0; i < 12; ++i) {
        const auto post = ann->say("more");
        for (const auto& person : people) favourite(*person, post);
        people[0]->say("@ann word");
    }
    EXPECT_EQ(least("/api/v2/notifications?limit=80"), few);
    EXPECT_LE(few, 14U);
}

TEST_F(ApiNotifications, UnreadGroupsAreThoseBeyondTheMarker)
{
    const auto people = crowd("unread", 2);
    const auto count = [&] { return ann->get("/api/v2/notifications/unread_count").at("count").as_int64(); };
    const auto first = ann->say("first");
    for (const auto& person : people) favourite(*person, first);
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(ann->get("/api/v1/notifications/unread_count").at("count"), 2);
    const auto newest = text(ann->get("/api/v1/notifications").at(0).at("id"));
    ann->post("/api/v1/markers", {{"notifications", {{"last_read_id", newest}}}});
    EXPECT_EQ(count(), 0);
    people[0]->say("@ann one");
    people[0]->say("@ann two");
    EXPECT_EQ(count(), 2);
    EXPECT_EQ(ann->get("/api/v2/notifications/unread_count?limit=1").at("count"), 1);
}

TEST_F(ApiNotifications, OldWaysOfDismissing)
{
    for (const auto* word : {"one", "two", "three"}) bob->say("@ann " + std::string(word));
    const auto ids = ids_in(ann->get("/api/v1/notifications"));
    ASSERT_EQ(ids.size(), 3U);
    EXPECT_EQ(status(*bob, Method::del, "/api/v1/notifications/" + ids[0]), 404U);
    EXPECT_EQ(status(*ann, Method::del, "/api/v1/notifications/" + ids[0]), 200U);
    const auto rest = "/api/v1/notifications/destroy_multiple?ids[]=" + ids[1] + "&ids[]=" + ids[2];
    EXPECT_EQ(status(*bob, Method::del, rest), 200U);
    EXPECT_EQ(ann->get("/api/v1/notifications").as_array().size(), 2U) << "another's are left alone";
    EXPECT_EQ(status(*ann, Method::del, rest), 200U);
    EXPECT_TRUE(ann->get("/api/v1/notifications").as_array().empty());
}

TEST_F(ApiNotifications, EditsAreToldToThoseWhoBoosted)
{
    const auto post = bob->say("first wording");
    ann->post(unlimited_path(post, "/reblog"));
    ASSERT_EQ(status(*bob, Method::put, unlimited_path(post), {{"status", "second wording"}}), 200U);
    const auto told = ann->get("/api/v1/notifications?types[]=update");
    ASSERT_EQ(told.as_array().size(), 1U);
    EXPECT_EQ(told.at(0).at("status").at("id"), json::value(post));
}

} // namespace
} // namespace rounds::test
