// What one person keeps about others, and decides about them: follow requests, notes, mutes that end, servers that are
// blocked; and what an app keeps for one person: places in timelines. And the hospital's own emoji.
#include "tests/integration/api/task_rig.hpp"

#include <algorithm>

namespace rounds::test {
namespace {

using http::Method;

class ApiPeople : public ApiTest
{
protected:
    static std::string account(const Phone& one, const std::string& rest = "")
    {
        return "/api/v1/accounts/" + to_string(one.id) + rest;
    }
    static json::value relation(Phone& by, const std::string& id)
    {
        return by.get("/api/v1/accounts/relationships?id[]=" + id).at(0);
    }
    static json::value relation(Phone& by, const Phone& to) { return relation(by, to_string(to.id)); }
    static bool sees(Phone& by, const std::string& post)
    {
        const auto ids = ids_in(by.get("/api/v1/timelines/public?limit=40"));
        return std::ranges::find(ids, post) != ids.end();
    }
};

TEST_F(ApiPeople, WhoIsLockedDecidesWhoFollows)
{
    Phone shy(*site, "shy");
    Phone liked(*site, "liked");
    Phone other(*site, "other");
    (void)Phone::parsed(shy.ask(Method::patch, "/api/v1/accounts/update_credentials", {{"locked", true}}));
    for (auto* one : {&liked, &other}) {
        const auto asked = one->post(account(shy, "/follow"));
        EXPECT_EQ(asked.at("requested"), true);
        EXPECT_EQ(asked.at("following"), false);
    }
    EXPECT_EQ(relation(shy, liked).at("requested_by"), true);
    EXPECT_EQ(ids_in(shy.get("/api/v1/follow_requests")), (std::vector{to_string(other.id), to_string(liked.id)}));
    EXPECT_EQ(ids_in(shy.get("/api/v1/notifications?types[]=follow_request")).size(), 2U);
    const auto secret = shy.say("For those I let in", "private");
    EXPECT_EQ(liked.status_of(unlimited_path(secret)), 404U);

    EXPECT_EQ(shy.post("/api/v1/follow_requests/" + to_string(liked.id) + "/authorize").at("followed_by"), true);
    EXPECT_EQ(shy.post("/api/v1/follow_requests/" + to_string(other.id) + "/reject").at("followed_by"), false);
    EXPECT_EQ(shy.ask(Method::post, "/api/v1/follow_requests/" + to_string(ann->id) + "/authorize").status, 404U);
    EXPECT_TRUE(shy.get("/api/v1/follow_requests").as_array().empty());
    EXPECT_EQ(liked.status_of(unlimited_path(secret)), 200U);
    EXPECT_EQ(other.status_of(unlimited_path(secret)), 404U);
    EXPECT_EQ(relation(other, shy).at("requested"), false);

    EXPECT_EQ(shy.post(account(liked, "/remove_from_followers")).at("followed_by"), false);
    EXPECT_EQ(liked.status_of(unlimited_path(secret)), 404U) << "let in once, and out again";
    EXPECT_EQ(relation(liked, shy).at("following"), false);
}

TEST_F(ApiPeople, NotesAreForWhoWroteThem)
{
    EXPECT_EQ(
        ann->post(account(*bob, "/note"), {{"comment", "Met him in the waiting room"}}).at("note"),
        "Met him in the waiting room"
    );
    EXPECT_EQ(relation(*ann, *bob).at("note"), "Met him in the waiting room");
    EXPECT_EQ(relation(*bob, *ann).at("note"), "");
    EXPECT_EQ(bob->get(account(*bob)).at("note"), "") << "a profile's own text is another thing";
    EXPECT_EQ(ann->post(account(*bob, "/note"), {{"comment", ""}}).at("note"), "");
}

TEST_F(ApiPeople, MutesEndInTime)
{
    Phone loud(*site, "loud");
    const auto post = loud.say("All day long");
    const auto muted = ann->post(account(loud, "/mute"), {{"duration", 3600}, {"notifications", false}});
    EXPECT_EQ(muted.at("muting"), true);
    EXPECT_EQ(muted.at("muting_notifications"), false);
    EXPECT_FALSE(muted.at("muting_expires_at").is_null());
    EXPECT_FALSE(sees(*ann, post));
    EXPECT_TRUE(sees(*bob, post));
    const auto listed = ann->get("/api/v1/mutes");
    EXPECT_EQ(ids_in(listed), std::vector{to_string(loud.id)});
    EXPECT_EQ(listed.at(0).at("mute_expires_at"), muted.at("muting_expires_at"));
    change_in(*site, "UPDATE mutes SET expires_at = now() - interval '1 second'");
    EXPECT_TRUE(sees(*ann, post));
    EXPECT_EQ(relation(*ann, loud).at("muting"), false);
    EXPECT_TRUE(ann->get("/api/v1/mutes").as_array().empty());
}

TEST_F(ApiPeople, ABlockedServerIsOutOfSightAndReach)
{
    const auto in_db = [](auto body) { return site->db().transact_blocking(std::move(body)); };
    const auto me = in_db([](storage::Transaction& tx) { return storage::accounts::find(tx, ann->id).value(); });
    const auto far = in_db([&](storage::Transaction& tx) {
        const auto made = make_account(tx, {.username = "far", .domain = "far.example"});
        make_follow(tx, made, me);
        return made;
    });
    const auto id = to_string(far.id);
    const auto post = in_db([&](storage::Transaction& tx) {
        return to_string(make_status(tx, far, {.content = "<p>From afar</p>"}).id);
    });
    ASSERT_TRUE(sees(*ann, post));
    ann->post("/api/v1/accounts/" + id + "/follow");
    ASSERT_EQ(relation(*ann, id).at("requested"), true);
    ASSERT_EQ(relation(*ann, id).at("followed_by"), true);
    const auto preview = ann->get("/api/v1/domain_blocks/preview?domain=far.example");
    EXPECT_EQ(preview.at("followers_count"), 1);
    EXPECT_EQ(preview.at("following_count"), 1);

    EXPECT_EQ(ann->ask(Method::post, "/api/v1/domain_blocks", {{"domain", "Far.example"}}).status, 200U);
    EXPECT_EQ(ann->get("/api/v1/domain_blocks"), (json::array{"far.example"}));
    const auto after = relation(*ann, id);
    EXPECT_EQ(after.at("domain_blocking"), true);
    EXPECT_EQ(after.at("requested"), false) << "taken back";
    EXPECT_EQ(after.at("followed_by"), false) << "nobody there gets what she tells her followers";
    const auto said = in_db([](storage::Transaction& tx) { return sayings(tx); });
    EXPECT_NE(std::ranges::find(said, "follow_undone"), said.end());
    EXPECT_NE(std::ranges::find(said, "follow_rejected"), said.end());
    EXPECT_EQ(ann->ask(Method::post, "/api/v1/accounts/" + id + "/follow").status, 403U);
    EXPECT_FALSE(in_db([&](storage::Transaction& tx) {
        return social::follow(tx, site->app().urls, far, me, {}, "https://far.example/follows/2").has_value();
    })) << "nor does anybody from there follow her anew";
    EXPECT_FALSE(sees(*ann, post));
    EXPECT_TRUE(sees(*bob, post));
    EXPECT_EQ(ann->ask(Method::post, "/api/v1/domain_blocks", {{"domain", "no domain"}}).status, 422U);

    EXPECT_EQ(ann->ask(Method::del, "/api/v1/domain_blocks", {{"domain", "far.example"}}).status, 200U);
    EXPECT_TRUE(ann->get("/api/v1/domain_blocks").as_array().empty());
    EXPECT_TRUE(sees(*ann, post));
    EXPECT_EQ(ann->post("/api/v1/accounts/" + id + "/follow").at("requested"), true);
}

TEST_F(ApiPeople, BlockedServersComeInPages)
{
    Phone eve(*site, "eve_of_domains");
    const std::vector<std::string> all{"a.example", "b.example", "c.example", "d.example", "e.example"};
    for (const auto& domain : {all[3], all[0], all[4], all[2], all[1]})
        eve.post("/api/v1/domain_blocks", {{"domain", domain}});
    const auto page = [&](const std::string& parameters) {
        std::vector<std::string> found;
        for (const auto& one : eve.get("/api/v1/domain_blocks" + parameters).as_array())
            found.emplace_back(one.as_string());
        return found;
    };
    EXPECT_EQ(page(""), all);
    EXPECT_EQ(page("?limit=2"), (std::vector{all[0], all[1]}));
    EXPECT_EQ(page("?limit=2&max_id=b.example"), (std::vector{all[2], all[3]}));
    EXPECT_EQ(page("?limit=2&max_id=d.example"), (std::vector{all[4]}));
    EXPECT_EQ(page("?limit=2&min_id=e.example"), (std::vector{all[2], all[3]}));
    const auto link = std::string(eve.ask(Method::get, "/api/v1/domain_blocks?limit=2").headers.get("Link"));
    EXPECT_NE(link.find("limit=2&max_id=b.example>; rel=\"next\""), std::string::npos) << link;
    EXPECT_NE(link.find("min_id=a.example>; rel=\"prev\""), std::string::npos) << link;
    const auto end =
        std::string(eve.ask(Method::get, "/api/v1/domain_blocks?limit=2&max_id=d.example").headers.get("Link"));
    EXPECT_EQ(end.find("rel=\"next\""), std::string::npos) << end;
}

TEST_F(ApiPeople, PlacesAreKeptPerTimeline)
{
    Phone reader(*site, "reader");
    EXPECT_TRUE(reader.get("/api/v1/markers?timeline[]=home").as_object().empty());
    const auto set = reader.post("/api/v1/markers", {{"home", {{"last_read_id", "103"}}}});
    EXPECT_EQ(set.at("home").at("last_read_id"), "103");
    const auto again = reader.post(
        "/api/v1/markers", {{"home", {{"last_read_id", "104"}}}, {"notifications", {{"last_read_id", "7"}}}}
    );
    EXPECT_EQ(again.at("home").at("version").as_int64(), set.at("home").at("version").as_int64() + 1);
    const auto both = reader.get("/api/v1/markers?timeline[]=home&timeline[]=notifications");
    EXPECT_EQ(both.at("home").at("last_read_id"), "104");
    EXPECT_EQ(both.at("notifications").at("last_read_id"), "7");
    EXPECT_FALSE(reader.get("/api/v1/markers?timeline[]=home").as_object().contains("notifications"));
    EXPECT_TRUE(ann->get("/api/v1/markers?timeline[]=home").as_object().empty()) << "another person";
    EXPECT_EQ(reader.ask(Method::post, "/api/v1/markers", {{"home", {{"last_read_id", "x"}}}}).status, 422U);
}

TEST_F(ApiPeople, EmojiOfTheHospitalAreTold)
{
    change_in(
        *site, "INSERT INTO custom_emojis (shortcode, media_type, image) VALUES ('ribbon', 'image/png', '\\x89504e47')"
    );
    site->app().api->refresh_site();
    const auto listed = ann->get("/api/v1/custom_emojis");
    ASSERT_EQ(listed.as_array().size(), 1U);
    EXPECT_EQ(listed.at(0).at("shortcode"), "ribbon");
    EXPECT_EQ(listed.at(0).at("visible_in_picker"), true);
    const std::string url(listed.at(0).at("url").as_string());
    auto image = ann->ask(Method::get, url.substr(std::string("https://mercy.example").size()));
    EXPECT_EQ(image.status, 200U);
    EXPECT_EQ(image.content_type, "image/png");
    const auto post = ann->say("A year :ribbon:");
    const auto told = bob->get(unlimited_path(post)).at("emojis");
    ASSERT_EQ(told.as_array().size(), 1U);
    EXPECT_EQ(told.at(0).at("shortcode"), "ribbon");
    EXPECT_TRUE(bob->get(unlimited_path(ann->say("A year, ribbon:"))).at("emojis").as_array().empty());
}

} // namespace
} // namespace rounds::test
