#include "server/api/home_timelines.hpp"
#include "server/api/state.hpp"
#include "storage/base/text.hpp"
#include "tests/integration/api/api_site.hpp"

#include <limits>
#include <random>

namespace rounds::test {
namespace {

class ApiHome : public ApiTest
{
protected:
    static std::vector<StatusId> ring(AccountId of, const storage::accounts::Page& page)
    {
        return site->db().transact_blocking([&](storage::Transaction& tx) {
            return site->app().api->homes.page(tx, of, page);
        });
    }
    static std::vector<StatusId> truth(AccountId of, const storage::accounts::Page& page)
    {
        return site->db().transact_blocking([&](storage::Transaction& tx) {
            std::vector<StatusId> ids;
            for (const auto& entry : storage::home::page(tx, of, page)) ids.push_back(entry.id);
            return ids;
        });
    }
    /// The whole timeline in chunks, read as for somebody who follows so many.
    static std::vector<StatusId> in_chunks(AccountId of, std::size_t follows, int limit)
    {
        return site->db().transact_blocking([&](storage::Transaction& tx) {
            std::vector<StatusId> ids;
            StatusId below{std::numeric_limits<std::int64_t>::max()};
            for (bool more = true; more;) {
                const auto chunk = storage::home::chunk(tx, of, below, 3, limit, follows);
                for (const auto& entry : chunk.entries) ids.push_back(entry.id);
                more = !chunk.exhausted;
                below = chunk.floor;
            }
            return ids;
        });
    }
};

TEST_F(ApiHome, HoldsWhatIsFollowedAndNothingElse)
{
    Phone reader(*site, "hreader");
    Phone friendly(*site, "hfriend");
    Phone other(*site, "hother");
    follow(reader, friendly);
    const auto open = friendly.say("for all");
    const auto hidden = friendly.say("for followers", "private");
    const auto direct = friendly.say("@hother secret", "direct");
    const auto strange = other.say("not followed");
    const auto answer = friendly.say("to a stranger", "public", strange);
    const auto own = reader.say("mine", "direct");
    site->read_events();
    EXPECT_EQ(ids_in(reader.get("/api/v1/timelines/home")), (std::vector{own, hidden, open}));
    reader.post("/api/v1/accounts/" + to_string(friendly.id) + "/mute");
    EXPECT_EQ(ids_in(reader.get("/api/v1/timelines/home")), (std::vector{own}));
    reader.post("/api/v1/accounts/" + to_string(friendly.id) + "/unmute");
    friendly.ask(http::Method::del, unlimited_path(open));
    site->read_events();
    EXPECT_EQ(ids_in(reader.get("/api/v1/timelines/home")), (std::vector{own, hidden}));
}

TEST_F(ApiHome, ManyBoostsOfOnePostShowOnce)
{
    Phone reader(*site, "freader");
    Phone author(*site, "fauthor");
    const auto id = author.say("boost me");
    std::vector<std::string> boosts;
    for (int i = 0; i < 3; ++i) {
        Phone booster(*site, "fbooster" + std::to_string(i));
        follow(reader, booster);
        boosts.emplace_back(booster.post(unlimited_path(id, "/reblog")).at("id").as_string());
    }
    site->read_events();
    EXPECT_EQ(ids_in(reader.get("/api/v1/timelines/home")), (std::vector{boosts.front()}));
}

TEST_F(ApiHome, PostsUnderFollowedTagsAppear)
{
    Phone reader(*site, "treader");
    Phone author(*site, "tauthor");
    reader.post("/api/v1/tags/asthma/follow");
    EXPECT_TRUE(ids_in(reader.get("/api/v1/timelines/home")).empty());
    const auto id = author.say("about #Asthma");
    author.say("about nothing");
    site->read_events();
    EXPECT_EQ(ids_in(reader.get("/api/v1/timelines/home")), (std::vector{id}));
}

TEST_F(ApiHome, WarmRingCostsTwoQueries)
{
    Phone reader(*site, "qreader");
    Phone author(*site, "qauthor");
    follow(reader, author);
    for (int i = 0; i < 45; ++i) author.say("post " + std::to_string(i));
    site->read_events();
    for (const auto* limit : {"1", "40"}) {
        const auto target = std::string("/api/v1/timelines/home?limit=") + limit;
        reader.get(target);
        std::size_t shown = 0;
        const auto queries = queries_of([&] { shown = reader.get(target).as_array().size(); });
        EXPECT_EQ(shown, std::string(limit) == "1" ? 1U : 40U);
        EXPECT_LE(queries, 2U) << limit;
    }
}

/// The ring is what the tables say, whatever happened: posts, replies, boosts, edits of the graph, deletions.
TEST_F(ApiHome, RingEqualsTheTables)
{
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    const auto pick = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
    std::vector<Phone> people;
    const auto mark = std::to_string(seed % 100000);
    for (int i = 0; i < 6; ++i) people.emplace_back(*site, "r" + mark + "x" + std::to_string(i));
    std::vector<std::pair<std::size_t, std::string>> posts;
    auto& reader = people.front();
    reader.post("/api/v1/tags/t" + mark + "/follow");
    for (int step = 0; step < 150; ++step) {
        const auto who = pick(people.size());
        const auto target = to_string(people[1 + pick(people.size() - 1)].id);
        const auto roll = pick(20);
        if (roll < 8 || posts.empty()) {
            const auto parent = !posts.empty() && pick(3) == 0 ? posts[pick(posts.size())].second : std::string{};
            auto answer = people[who].ask(
                http::Method::post,
                "/api/v1/statuses",
                parent.empty()
                    ? json::
                          object{{"status", pick(4) == 0 ? "step #t" + mark : "step"}, {"visibility", pick(4) == 0 ? "private" : "public"}}
                    : json::object{{"status", "answer"}, {"in_reply_to_id", parent}}
            );
            if (answer.status == 200)
                posts.emplace_back(who, std::string(json::parse(answer.body).at("id").as_string()));
        } else if (roll < 11) {
            people[who].ask(http::Method::post, unlimited_path(posts[pick(posts.size())].second, "/reblog"));
        } else if (roll < 12) {
            people[who].ask(http::Method::post, unlimited_path(posts[pick(posts.size())].second, "/unreblog"));
        } else if (roll < 13) {
            const auto at = pick(posts.size());
            people[posts[at].first].ask(http::Method::del, unlimited_path(posts[at].second));
            posts.erase(posts.begin() + static_cast<std::ptrdiff_t>(at));
        } else if (roll < 16) {
            reader.ask(http::Method::post, "/api/v1/accounts/" + target + "/follow", {{"reblogs", pick(4) != 0}});
        } else if (roll < 17) {
            reader.ask(http::Method::post, "/api/v1/accounts/" + target + (pick(2) == 0 ? "/unfollow" : "/block"));
        } else if (roll < 18) {
            reader.ask(http::Method::post, "/api/v1/accounts/" + target + (pick(2) == 0 ? "/unblock" : "/mute"));
        } else if (roll < 19) {
            reader.ask(http::Method::post, "/api/v1/accounts/" + target + "/unmute");
        }
        if (pick(3) != 0) continue;
        site->read_events();
        storage::accounts::Page page;
        ASSERT_EQ(ring(reader.id, page), truth(reader.id, page)) << "step " << step;
        ASSERT_EQ(site->app().api->homes.known(reader.id, page), truth(reader.id, page)) << "known, step " << step;
        // Few follows, some hundred, very many: each is read in another way.
        const auto limit = static_cast<int>(1 + pick(30));
        const auto whole = in_chunks(reader.id, 1, limit);
        ASSERT_EQ(in_chunks(reader.id, 100, limit), whole) << "newest of all, step " << step;
        ASSERT_EQ(in_chunks(reader.id, 5000, limit), whole) << "one scan, step " << step;
        if (posts.empty()) continue;
        page.limit = 5;
        page.max_id = text::parse_int(posts[pick(posts.size())].second);
        ASSERT_EQ(ring(reader.id, page), truth(reader.id, page)) << "max_id, step " << step;
        page.min_id = std::exchange(page.max_id, std::nullopt);
        ASSERT_EQ(ring(reader.id, page), truth(reader.id, page)) << "min_id, step " << step;
        page.since_id = std::exchange(page.min_id, std::nullopt);
        ASSERT_EQ(ring(reader.id, page), truth(reader.id, page)) << "since_id, step " << step;
    }
    EXPECT_GT(posts.size(), 20U) << "nothing was tested";
}

TEST_F(ApiHome, PagesReachBelowTheRing)
{
    Phone reader(*site, "preader");
    Phone author(*site, "pauthor");
    follow(reader, author);
    std::vector<std::string> made;
    for (int i = 0; i < 60; ++i) made.push_back(author.say("n " + std::to_string(i)));
    site->read_events();
    api::HomeTimelines::Limits small;
    small.entries = 20;
    small.first_entries = 10;
    small.per_author = 7;
    api::HomeTimelines homes{site->app().clock, small};
    std::vector<std::string> seen;
    storage::accounts::Page page;
    page.limit = 9;
    for (int i = 0; i < 10; ++i) {
        const auto ids =
            site->db().transact_blocking([&](storage::Transaction& tx) { return homes.page(tx, reader.id, page); });
        if (ids.empty()) break;
        for (const auto id : ids) seen.push_back(to_string(id));
        page.max_id = to_int(ids.back());
    }
    std::ranges::reverse(made);
    EXPECT_EQ(seen, made);
}

} // namespace
} // namespace rounds::test
