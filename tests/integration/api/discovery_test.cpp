#include "storage/cards.hpp"
#include "tests/integration/api/task_rig.hpp"

namespace rounds::test {
namespace {

using http::Method;

std::string account_path(const Phone& phone, const std::string& rest)
{
    return "/api/v1/accounts/" + to_string(phone.id) + rest;
}

class ApiDiscovery : public ApiTest
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site([](app::Config& config) {
            config.limits.api_per_5min = 1'000'000;
            config.limits.featured_tags = 3;
            config.discovery.trends = true;
            config.discovery.staff_picks = {"picked"};
        });
        ann = new Phone(*site, "ann");
        bob = new Phone(*site, "bob");
    }
    static void discover(Phone& phone) // NOLINT: what it does to the phone is its purpose
    {
        phone.ask(Method::patch, "/api/v1/accounts/update_credentials", {{"discoverable", true}});
    }
    static Network open_network(const std::string& name, const std::string& hashtag, bool sensitive)
    {
        return site->db().transact_blocking([&](storage::Transaction& tx) {
            auto network = make_network(tx, {.username = name, .title = name, .stewards = {ann->id}});
            static const storage::Statement sql{
                "test.network_tag", "UPDATE networks SET hashtag = $2, sensitive = $3 WHERE id = $1"
            };
            tx.exec(sql, network.id, hashtag, sensitive);
            return network;
        });
    }
    static std::vector<std::string> suggested(Phone& to)
    {
        std::vector<std::string> ids;
        for (const auto& one : to.get("/api/v2/suggestions").as_array()) ids.push_back(id_of(one.at("account")));
        return ids;
    }
};

TEST_F(ApiDiscovery, TagsAreFeaturedOnAProfile)
{
    Phone author(*site, "tagger");
    author.say("about #Sleep and #sleep");
    author.say("about #Food");
    EXPECT_EQ(author.get("/api/v1/featured_tags/suggestions").as_array().size(), 2U);
    const auto made = author.post("/api/v1/featured_tags", {{"name", "#Sleep"}});
    EXPECT_EQ(made.at("statuses_count"), "1");
    EXPECT_EQ(made.at("last_status_at"), json::value(to_iso_date(site->app().clock.now())));
    EXPECT_EQ(id_of(author.post("/api/v1/featured_tags", {{"name", "sleep"}})), id_of(made));
    EXPECT_EQ(author.get("/api/v1/featured_tags/suggestions").as_array().size(), 1U);
    EXPECT_EQ(ids_in(bob->get(account_path(author, "/featured_tags"))), (std::vector{id_of(made)}));
    EXPECT_EQ(author.get("/api/v1/tags/sleep").at("featuring"), true);
    EXPECT_EQ(bob->get("/api/v1/tags/sleep").at("featuring"), false);
    EXPECT_EQ(author.post("/api/v1/tags/food/feature").at("featuring"), true);
    EXPECT_EQ(author.post("/api/v1/tags/food/unfeature").at("featuring"), false);
    author.post("/api/v1/tags/two/feature");
    author.post("/api/v1/tags/three/feature");
    EXPECT_EQ(
        refusal(author, Method::post, "/api/v1/tags/four/feature", nullptr),
        "Validation failed: You have already featured the maximum number of hashtags"
    );
    EXPECT_EQ(bob->ask(Method::del, "/api/v1/featured_tags/" + id_of(made)).status, 404U);
    EXPECT_EQ(author.ask(Method::del, "/api/v1/featured_tags/" + id_of(made)).status, 200U);
    EXPECT_EQ(author.ask(Method::post, "/api/v1/featured_tags", {{"name", "no tag"}}).status, 422U);
}

TEST_F(ApiDiscovery, WhomOneFollowsOneMayEndorse)
{
    Phone fan(*site, "fan");
    Phone idol(*site, "idol");
    EXPECT_EQ(
        refusal(fan, Method::post, account_path(idol, "/endorse"), nullptr),
        "Validation failed: You must be already following the person you want to endorse"
    );
    follow(fan, idol);
    EXPECT_EQ(fan.post(account_path(idol, "/pin")).at("endorsed"), true);
    EXPECT_EQ(ids_in(fan.get("/api/v1/endorsements")), (std::vector{to_string(idol.id)}));
    EXPECT_EQ(ids_in(bob->get(account_path(fan, "/endorsements"))), (std::vector{to_string(idol.id)}));
    EXPECT_EQ(fan.post(account_path(idol, "/unendorse")).at("endorsed"), false);
    fan.post(account_path(idol, "/endorse"));
    fan.post(account_path(idol, "/unfollow"));
    EXPECT_TRUE(fan.get("/api/v1/endorsements").as_array().empty()) << "it ends with the follow";
}

TEST_F(ApiDiscovery, SuggestsByConsentAndNeverByMembership)
{
    Phone seeker(*site, "seeker");
    Phone picked(*site, "picked");
    Phone popular(*site, "popular");
    Phone shy(*site, "shy");
    const auto network = open_network("insomnia", "insomnia", false);
    const auto other = open_network("gout", "gout", true);
    std::vector<std::unique_ptr<Phone>> friends;
    for (int i = 0; i < 3; ++i) {
        friends.push_back(std::make_unique<Phone>(*site, "friend" + std::to_string(i)));
        discover(*friends.back());
        follow(seeker, *friends.back());
        follow(*friends.back(), shy);
        for (const auto id : {network.account.id, other.account.id})
            friends.back()->post("/api/v1/accounts/" + to_string(id) + "/follow");
        if (i < 2) follow(*friends.back(), popular);
    }
    discover(popular);
    EXPECT_EQ(suggested(seeker), (std::vector{to_string(picked.id)})) << "two friends are too few, networks no reason";
    follow(*friends.back(), popular);
    EXPECT_EQ(suggested(seeker), (std::vector{to_string(picked.id), to_string(popular.id)}));
    seeker.post("/api/v1/tags/Insomnia/follow");
    EXPECT_EQ(
        suggested(seeker), (std::vector{to_string(picked.id), to_string(network.account.id), to_string(popular.id)})
    );
    EXPECT_EQ(seeker.get("/api/v2/suggestions").at(0).at("source"), "staff");
    EXPECT_EQ(seeker.get("/api/v1/suggestions").at(0).at("username"), "picked");
    EXPECT_EQ(seeker.ask(Method::del, "/api/v1/suggestions/" + to_string(picked.id)).body, "{}");
    follow(seeker, popular);
    EXPECT_EQ(suggested(seeker), (std::vector{to_string(network.account.id)}));
}

TEST_F(ApiDiscovery, TheDirectoryListsWhoChoseToBeFound)
{
    Phone found(*site, "found");
    Phone hidden(*site, "hidden");
    discover(found);
    const auto listed = [&](const std::string& query) {
        const auto ids = ids_in(bob->get("/api/v1/directory?limit=80" + query));
        return std::pair{
            std::ranges::find(ids, to_string(found.id)) != ids.end(),
            std::ranges::find(ids, to_string(hidden.id)) != ids.end()
        };
    };
    EXPECT_EQ(listed(""), (std::pair{true, false}));
    EXPECT_EQ(listed("&order=new&local=true"), (std::pair{true, false}));
    found.post(account_path(*bob, "/block"));
    EXPECT_EQ(listed(""), (std::pair{false, false}));
}

TEST_F(ApiDiscovery, TrendsLeaveSensitiveNetworksOut)
{
    open_network("hiv", "hivsupport", true);
    const auto sensitive = open_network("hepatitis", "hepatitis", true);
    std::vector<std::unique_ptr<Phone>> people;
    for (int i = 0; i < 3; ++i) {
        people.push_back(std::make_unique<Phone>(*site, "trend" + std::to_string(i)));
        people.back()->say("#walking #hivsupport");
        people.back()->say("@hepatitis #quiet");
        if (i < 2) people.back()->say("#rare");
    }
    std::vector<std::string> names;
    for (const auto& tag : bob->get("/api/v1/trends/tags").as_array()) names.emplace_back(tag.at("name").as_string());
    EXPECT_EQ(names, (std::vector<std::string>{"walking"}));
    discover(*people[0]);
    const auto liked = people[0]->say("liked by two");
    const auto secret = people[0]->say("@hepatitis liked by two");
    for (const auto& id : {liked, secret})
        for (auto* by : {ann, bob}) by->post(unlimited_path(id, "/favourite"));
    EXPECT_EQ(ids_in(bob->get("/api/v1/trends/statuses")), (std::vector{liked}));
}

TEST_F(ApiDiscovery, LinksHaveCardsTimelinesAndTrends)
{
    const std::string url = "https://journal.example/walking?q=1";
    const auto first = ann->say("Read " + url + "#top");
    const auto second = bob->say("Again " + url);
    ann->say("Quietly " + url, "private");
    storage::Card card;
    card.title = "Walking & fatigue";
    card.provider_name = "Journal";
    site->db().transact_blocking([&](storage::Transaction& tx) {
        const auto known = storage::cards::find_or_add(tx, url);
        storage::cards::save(tx, known.id, card, site->app().clock.now());
    });
    EXPECT_TRUE(ann->get(unlimited_path(first)).at("card").is_null());
    make_due(*site, "preview_card");
    run_tasks(*site);
    EXPECT_EQ(ann->get(unlimited_path(first)).at("card").at("title"), "Walking & fatigue");
    EXPECT_EQ(ann->get(unlimited_path(first)).at("card").at("url"), json::value(url));
    EXPECT_TRUE(ann->get(unlimited_path(first)).at("card").at("image").is_null());
    EXPECT_EQ(count_in(*site, "SELECT count(*) FROM status_cards"), 2) << "none for the private one";
    EXPECT_EQ(
        ids_in(bob->get("/api/v1/timelines/link?url=" + urlencoded({{"", url}}).substr(1))),
        (std::vector{second, first})
    );
    const auto links = bob->get("/api/v1/trends/links");
    ASSERT_EQ(links.as_array().size(), 1U);
    EXPECT_EQ(links.at(0).at("history").at(0).at("accounts"), "2");
    ann->ask(Method::put, unlimited_path(first), {{"status", "no link any more"}});
    make_due(*site, "preview_card");
    run_tasks(*site);
    EXPECT_TRUE(ann->get(unlimited_path(first)).at("card").is_null());
}

TEST_F(ApiDiscovery, AnnouncementsAreReadAndAnsweredWithEmoji)
{
    change_in(
        *site,
        "INSERT INTO announcements (text, content, ends_at) VALUES ('over', '<p>over</p>', now() - interval '1 day');"
        "INSERT INTO announcements (text, content) VALUES ('Maintenance #tonight', '<p>Maintenance</p>')"
    );
    const auto list = ann->get("/api/v1/announcements");
    ASSERT_EQ(list.as_array().size(), 1U) << "what is over is not told";
    const auto id = id_of(list.at(0));
    EXPECT_EQ(list.at(0).at("read"), false);
    const auto reaction = "/api/v1/announcements/" + id + "/reactions/" + urlencoded({{"", "👍"}}).substr(1);
    EXPECT_EQ(ann->ask(Method::put, reaction).body, "{}");
    EXPECT_EQ(bob->ask(Method::put, reaction).body, "{}");
    EXPECT_EQ(bob->ask(Method::put, "/api/v1/announcements/" + id + "/reactions/nonsense").status, 422U);
    const auto seen = ann->get("/api/v1/announcements").at(0).at("reactions").at(0);
    EXPECT_EQ(seen.at("name"), "👍");
    EXPECT_EQ(seen.at("count"), 2);
    EXPECT_EQ(seen.at("me"), true);
    ann->ask(Method::del, reaction);
    EXPECT_EQ(ann->get("/api/v1/announcements").at(0).at("reactions").at(0).at("me"), false);
    EXPECT_EQ(ann->ask(Method::post, "/api/v1/announcements/" + id + "/dismiss").body, "{}");
    EXPECT_TRUE(ann->get("/api/v1/announcements").as_array().empty());
    EXPECT_EQ(ann->get("/api/v1/announcements?with_dismissed=true").at(0).at("read"), true);
    EXPECT_EQ(bob->get("/api/v1/announcements").as_array().size(), 1U);
    EXPECT_EQ(ann->ask(Method::post, "/api/v1/announcements/1/dismiss").status, 404U);
}

TEST_F(ApiDiscovery, OembedShowsPublicPostsOnly)
{
    const auto embed = [&](const std::string& id) {
        return ann->stranger().status_of("/api/oembed?url=https://mercy.example/@ann/" + id);
    };
    EXPECT_EQ(embed(ann->say("for all")), 200U);
    EXPECT_EQ(embed(ann->say("for some", "private")), 404U);
    EXPECT_EQ(ann->stranger().status_of("/api/oembed?url=https://elsewhere.example/@ann/1"), 404U);
}

} // namespace
} // namespace rounds::test
