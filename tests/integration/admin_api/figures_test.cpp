#include "tests/integration/admin_api/admin_site.hpp"

namespace rounds::test {
namespace {

using http::Method;

class AdminFigures : public AdminTest
{
protected:
    static json::object range(json::array keys)
    {
        const auto now = site->app().clock.now();
        return {
            {"keys", std::move(keys)},
            {"start_at", to_iso_date(now - std::chrono::days{2})},
            {"end_at", to_iso_date(now)}
        };
    }
};

TEST_F(AdminFigures, CountByDay)
{
    const auto id = ann->say("a word on #asthma");
    (void)bob->post("/api/v1/statuses/" + id + "/favourite");
    const auto measures =
        post("/api/v1/admin/measures", range({"active_users", "new_users", "interactions", "nonsense"}));
    ASSERT_EQ(measures.as_array().size(), 3U) << "unknown keys are left out";
    EXPECT_EQ(measures.at(0).at("data").as_array().size(), 3U);
    EXPECT_EQ(measures.at(0).at("data").at(2).at("value"), "2") << "who wrote and who liked";
    EXPECT_EQ(measures.at(1).at("total"), "4");
    EXPECT_EQ(measures.at(2).at("total"), "1");

    auto about = range({"tag_uses", "tag_accounts", "tag_servers"});
    const auto tag = number("SELECT id FROM tags WHERE name = 'asthma'");
    for (const auto* key : {"tag_uses", "tag_accounts", "tag_servers"})
        about[key] = json::object{{"id", std::to_string(tag)}};
    for (const auto& one : post("/api/v1/admin/measures", about).as_array()) EXPECT_EQ(one.at("total"), "1");

    for (const auto* key :
         {"opened_reports",
          "resolved_reports",
          "instance_accounts",
          "instance_media_attachments",
          "instance_reports",
          "instance_statuses",
          "instance_follows",
          "instance_followers"})
        EXPECT_EQ(post("/api/v1/admin/measures", range({key})).at(0).at("total"), "0") << key;
    auto wrong = range({"new_users"});
    wrong["start_at"] = "yesterday";
    EXPECT_EQ(ask(Method::post, "/api/v1/admin/measures", wrong).status, 422U);
    wrong["start_at"] = "2020-01-01";
    EXPECT_EQ(ask(Method::post, "/api/v1/admin/measures", wrong).status, 422U) << "years";
}

TEST_F(AdminFigures, TellParts)
{
    (void)ann->say("something to be counted");
    const auto parts = post(
        "/api/v1/admin/dimensions",
        range(
            {"languages",
             "sources",
             "servers",
             "space_usage",
             "software_versions",
             "tag_servers",
             "tag_languages",
             "instance_accounts",
             "instance_languages"}
        )
    );
    ASSERT_EQ(parts.as_array().size(), 9U);
    EXPECT_EQ(parts.at(0).at("data").at(0).at("key"), "en");
    EXPECT_EQ(parts.at(2).at("data").at(0).at("key"), "mercy.example");
    EXPECT_EQ(parts.at(3).at("data").at(0).at("unit"), "bytes");
    EXPECT_EQ(parts.at(4).at("data").at(0).at("key"), "rounds");
}

TEST_F(AdminFigures, TellWhoStays)
{
    auto form = range({});
    form["frequency"] = "day";
    const auto cohorts = post("/api/v1/admin/retention", form);
    ASSERT_EQ(cohorts.as_array().size(), 3U);
    EXPECT_EQ(cohorts.at(0).at("data").as_array().size(), 3U);
    EXPECT_EQ(cohorts.at(2).at("data").as_array().size(), 1U);
    form["frequency"] = "year";
    EXPECT_EQ(ask(Method::post, "/api/v1/admin/retention", form).status, 422U);
}

TEST_F(AdminFigures, TagsAndTrendsAreReviewed)
{
    std::vector<std::unique_ptr<Phone>> crowd;
    for (const auto* name : {"tim", "tom", "tea"}) {
        crowd.push_back(std::make_unique<Phone>(*site, name));
        (void)crowd.back()->say("I like #Walking");
    }
    const auto trending = [] {
        const auto list = ann->get("/api/v1/trends/tags");
        return !list.as_array().empty() && list.at(0).at("name") == "Walking";
    };
    sql("UPDATE accounts SET discoverable = true");
    const bool on = site->app().config.discovery.trends;
    EXPECT_EQ(trending(), on);
    const auto found = get("/api/v1/admin/trends/tags");
    ASSERT_EQ(found.as_array().size(), 1U);
    EXPECT_EQ(found.at(0).at("requires_review"), true);
    const auto path = "/api/v1/admin/trends/tags/" + id_of(found.at(0));
    EXPECT_EQ(post(path + "/reject").at("trendable"), false);
    EXPECT_FALSE(trending());
    EXPECT_EQ(get("/api/v1/admin/trends/tags").as_array().size(), 1U) << "it can be found to be approved again";
    EXPECT_EQ(post(path + "/approve").at("requires_review"), false);
    EXPECT_EQ(trending(), on);

    const auto tag = "/api/v1/admin/tags/" + id_of(found.at(0));
    EXPECT_EQ(get(tag).at("usable"), true);
    const auto search = [] {
        return ann->get("/api/v2/search?q=walking&type=hashtags").at("hashtags").as_array().size();
    };
    EXPECT_EQ(search(), 1U);
    EXPECT_EQ(Phone::parsed(ask(Method::put, tag, json::value{{"listable", false}})).at("listable"), false);
    EXPECT_EQ(search(), 0U);
    EXPECT_EQ(ask(Method::get, "/api/v1/admin/tags/1").status, 404U);
    EXPECT_FALSE(get("/api/v1/admin/tags").as_array().empty());
}

TEST_F(AdminFigures, PagesAndTheirSitesAreReviewed)
{
    sql("INSERT INTO preview_cards (id, url, title) VALUES (77, 'https://news.example/a', 'News')");
    const auto sites = get("/api/v1/admin/trends/links/publishers");
    ASSERT_EQ(sites.as_array().size(), 1U);
    EXPECT_EQ(sites.at(0).at("domain"), "news.example");
    const auto site_path = "/api/v1/admin/trends/links/publishers/" + id_of(sites.at(0));
    EXPECT_EQ(post(site_path + "/reject").at("trendable"), false);
    EXPECT_EQ(post(site_path + "/approve").at("trendable"), true);
    const auto link = post("/api/v1/admin/trends/links/77/reject");
    EXPECT_EQ(link.at("id"), "77");
    EXPECT_EQ(link.at("requires_review"), false);
    EXPECT_EQ(ask(Method::post, "/api/v1/admin/trends/links/78/approve").status, 404U);
    const auto id = ann->say("look");
    EXPECT_EQ(id_of(post("/api/v1/admin/trends/statuses/" + id + "/approve")), id);
    EXPECT_TRUE(get("/api/v1/admin/trends/statuses").is_array());
    EXPECT_TRUE(get("/api/v1/admin/trends/links").is_array());
}

TEST_F(AdminFigures, SmallClientRowsAreThere)
{
    EXPECT_EQ(ann->get("/api/v1/domain_blocks/preview?domain=social.example").at("following_count"), 0);
    const auto manifest = site->send(make_request(Method::get, "/manifest"));
    EXPECT_EQ(manifest.status, 200U);
    EXPECT_EQ(json::parse(manifest.body).at("name"), "Mercy Rounds");

    const json::value form{{"title", "later"}, {"context", json::array{"home"}}};
    const auto filter = "/api/v2/filters/" + id_of(ann->post("/api/v2/filters", form)) + "/statuses";
    const auto said = bob->say("not now");
    const auto entry = ann->post(filter, json::value{{"status_id", said}});
    const auto gone = Phone::parsed(ann->ask(Method::del, "/api/v2/filters/statuses/" + id_of(entry)));
    EXPECT_EQ(gone.at("status_id"), json::value(said));
    EXPECT_TRUE(ann->get(filter).as_array().empty());
}

} // namespace
} // namespace rounds::test
