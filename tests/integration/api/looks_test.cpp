#include "server/api/looks.hpp"

#include "server/api/state.hpp"
#include "server/app/freshness.hpp"
#include "tests/integration/api/api_site.hpp"

namespace rounds::test {
namespace {

/// Home timelines that are answered from memory alone, and what makes them ask again.
class ApiLooks : public ApiTest
{
protected:
    /// ann follows bob, who said something; her app has it already.
    void SetUp() override
    {
        follow(*ann, *bob);
        post = bob->say("a post");
        up_to_date();
        (void)shown();
    }

    static void up_to_date()
    {
        site->read_events();
        site->app().freshness.renew();
    }
    /// The post as ann's home timeline has it; null when it does not.
    json::value shown() const
    {
        for (const auto& one : ann->get("/api/v1/timelines/home").as_array())
            if (id_of(one) == post) return one;
        return nullptr;
    }
    std::size_t queries() const
    {
        return queries_of([&] { (void)shown(); });
    }
    /// Behind the back of this process.
    static void sql(const std::string& text)
    {
        site->db().transact_blocking([&](storage::Transaction& tx) { tx.exec_plain(text); });
    }

    std::string post;
};

TEST_F(ApiLooks, WarmTimelinesCostNoQuery)
{
    up_to_date();
    EXPECT_EQ(queries(), 0U);
    EXPECT_FALSE(shown().is_null());
}

TEST(Freshness, HoldsOnlyWhereEventsAreRead)
{
    app::Freshness freshness;
    EXPECT_FALSE(freshness.holds());
    freshness.renew();
    EXPECT_TRUE(freshness.holds());
}

TEST_F(ApiLooks, OwnMarksAreSeenAtOnce)
{
    const std::pair<std::string, std::string> marks[] = {
        {"favourite", "favourited"}, {"bookmark", "bookmarked"}, {"reblog", "reblogged"}, {"mute", "muted"}
    };
    for (const auto& [mark, flag] : marks) {
        ann->post(unlimited_path(post, "/" + mark));
        site->app().freshness.renew(); // though the event of it is still to come
        EXPECT_TRUE(shown().at(flag).as_bool()) << mark;
    }
}

TEST_F(ApiLooks, MarksMadeElsewhereAreSeenWithTheirEvent)
{
    const auto make_mark = [&](const std::string& table) {
        sql("INSERT INTO " + table + " (account_id, status_id) VALUES (" + to_string(ann->id) + ", " + post + ")");
    };
    up_to_date();
    EXPECT_FALSE(shown().at("favourited").as_bool());
    make_mark("favourites");
    up_to_date();
    EXPECT_TRUE(shown().at("favourited").as_bool());
    make_mark("bookmarks");
    up_to_date();
    EXPECT_TRUE(shown().at("bookmarked").as_bool());
    sql("DELETE FROM favourites WHERE account_id = " + to_string(ann->id));
    up_to_date();
    EXPECT_FALSE(shown().at("favourited").as_bool());
    EXPECT_TRUE(shown().at("bookmarked").as_bool());
}

TEST_F(ApiLooks, WhatIsGoneIsNotShown)
{
    up_to_date();
    ASSERT_FALSE(shown().is_null());
    bob->ask(http::Method::del, unlimited_path(post));
    up_to_date();
    EXPECT_TRUE(shown().is_null());
}

TEST_F(ApiLooks, PostsOfWhoBlocksAreNotShown)
{
    up_to_date();
    ASSERT_FALSE(shown().is_null());
    bob->post("/api/v1/accounts/" + to_string(ann->id) + "/block");
    up_to_date();
    EXPECT_TRUE(shown().is_null());
    bob->post("/api/v1/accounts/" + to_string(ann->id) + "/unblock");
}

TEST_F(ApiLooks, PostsOfWhoIsSuspendedAreNotShown)
{
    Phone carl(*site, "carl");
    follow(*ann, carl);
    post = carl.say("soon gone");
    up_to_date();
    ASSERT_FALSE(shown().is_null());
    site->db().transact_blocking([&](storage::Transaction& tx) { storage::accounts::set_suspended(tx, carl.id, true); }
    );
    up_to_date();
    EXPECT_TRUE(shown().is_null());
}

TEST(Looks, KeepNothingThatWasReadBeforeAChange)
{
    api::Looks looks;
    const AccountId viewer{7};
    const auto before = looks.ticket();
    looks.drop(viewer);
    looks.put(before, viewer, {{StatusId{1}, {}}});
    EXPECT_FALSE(looks.find(viewer, {StatusId{1}}));
    looks.put(looks.ticket(), viewer, {{StatusId{1}, {.favourited = true}}});
    EXPECT_TRUE(looks.find(viewer, {StatusId{1}})->front().favourited);
    EXPECT_FALSE(looks.find(viewer, {StatusId{1}, StatusId{2}})) << "one is missing";
    looks.clear();
    EXPECT_FALSE(looks.find(viewer, {StatusId{1}}));
}

TEST(Looks, AreBounded)
{
    api::Looks looks{{.people = 20, .posts = 3}};
    for (int i = 1; i <= 100; ++i) looks.put(looks.ticket(), AccountId{i}, {{StatusId{1}, {}}});
    EXPECT_LE(looks.people(), 20U);
    EXPECT_TRUE(looks.find(AccountId{100}, {StatusId{1}})) << "the last one to look";
    for (int i = 1; i <= 10; ++i) looks.put(looks.ticket(), AccountId{100}, {{StatusId{i}, {}}});
    EXPECT_FALSE(looks.find(AccountId{100}, {StatusId{1}}));
    EXPECT_TRUE(looks.find(AccountId{100}, {StatusId{10}}));
}

} // namespace
} // namespace rounds::test
