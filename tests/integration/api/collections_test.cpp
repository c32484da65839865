#include "storage/collections.hpp"
#include "tests/integration/api/task_rig.hpp"

#include <algorithm>

namespace rounds::test {
namespace {

using http::Method;

/// ann recommends; bob and cat agree to be recommended.
class ApiCollections : public testing::Test
{
protected:
    std::unique_ptr<Site> site = std::make_unique<Site>([](app::Config& config) {
        config.limits.api_per_5min = 1'000'000;
        config.limits.deletes_per_30min = 1'000'000;
        config.limits.collections = 3;
        config.limits.collection_accounts = 2;
    });
    std::unique_ptr<Phone> ann = std::make_unique<Phone>(*site, "ann");
    std::unique_ptr<Phone> bob = std::make_unique<Phone>(*site, "bob");
    std::unique_ptr<Phone> cat = std::make_unique<Phone>(*site, "cat");

    void SetUp() override
    {
        change_in(*site, "UPDATE accounts SET discoverable = true WHERE username IN ('bob', 'cat')");
    }
    static json::object named(const std::string& name) { return {{"name", name}}; }
    static json::value make(Phone& by, json::object form)
    {
        return by.post("/api/v1/collections", form).at("collection");
    }
    static std::string path(const json::value& collection, const std::string& rest = "")
    {
        return "/api/v1/collections/" + id_of(collection) + rest;
    }
    static json::value add(Phone& by, const json::value& collection, AccountId whom)
    {
        return by.post(path(collection, "/items"), {{"account_id", to_string(whom)}}).at("collection_item");
    }
    static std::string item_path(const json::value& collection, const json::value& item, const std::string& rest = "")
    {
        return path(collection, "/items/" + id_of(item) + rest);
    }
    static std::string of(const Phone& phone, const std::string& rest = "collections")
    {
        return "/api/v1/accounts/" + to_string(phone.id) + "/" + rest;
    }
    static std::size_t shown(const json::value& collection) { return collection.at("items").as_array().size(); }
};

TEST_F(ApiCollections, AreMadeReadChangedAndDeleted)
{
    const auto made = make(
        *ann,
        {{"name", "Calm people"},
         {"description", "Who helped me"},
         {"language", "en"},
         {"tag_name", "#Calm"},
         {"sensitive", true},
         {"account_ids", json::array{to_string(bob->id)}}}
    );
    EXPECT_EQ(made.at("name"), "Calm people");
    EXPECT_EQ(made.at("tag").at("name"), "Calm");
    EXPECT_EQ(made.at("account_id").as_string(), to_string(ann->id));
    EXPECT_EQ(made.at("uri").as_string(), "https://mercy.example/users/ann/collections/" + id_of(made));
    EXPECT_EQ(made.at("item_count"), 1);
    EXPECT_EQ(made.at("items").at(0).at("state"), "accepted");
    const auto read = cat->get(path(made));
    EXPECT_EQ(id_of(read.at("collection")), id_of(made));
    EXPECT_EQ(ids_in(read.at("accounts")), (std::vector{to_string(ann->id), to_string(bob->id)}));
    auto stranger = ann->stranger();
    EXPECT_EQ(stranger.status_of(path(made)), 200U);

    const auto changed = Phone::parsed(ann->ask(Method::patch, path(made), {{"name", "Calm"}, {"tag_name", ""}}));
    EXPECT_EQ(changed.at("collection").at("name"), "Calm");
    EXPECT_EQ(changed.at("collection").at("description"), "Who helped me") << "what is not named stays";
    EXPECT_TRUE(changed.at("collection").at("tag").is_null());
    EXPECT_EQ(cat->ask(Method::patch, path(made), named("Mine")).status, 403U);
    EXPECT_EQ(cat->ask(Method::del, path(made)).status, 403U);
    EXPECT_EQ(ann->ask(Method::del, path(made)).status, 200U);
    EXPECT_EQ(ann->status_of(path(made)), 404U);
    // The first names of the same.
    EXPECT_EQ(ann->ask(Method::post, "/api/v1_alpha/collections", named("Old")).status, 200U);
}

TEST_F(ApiCollections, WhatIsWrongIsSaidFieldByField)
{
    const auto answer = ann->ask(Method::post, "/api/v1/collections", named(std::string(41, 'x')));
    EXPECT_EQ(answer.status, 422U);
    const auto error = json::parse(answer.body).at("error");
    EXPECT_EQ(error.at("error"), "Validation failed: Name is too long (maximum is 40 characters)");
    EXPECT_EQ(error.at("details").at("name").at(0).at("error"), "ERR_TOO_LONG");
    EXPECT_EQ(ann->ask(Method::post, "/api/v1/collections", {{"description", "No name"}}).status, 422U);
    EXPECT_EQ(ann->ask(Method::post, "/api/v1/collections", {{"name", "a"}, {"tag_name", "no tag"}}).status, 422U);
    const auto most = site->app().config.limits.collections;
    for (std::size_t i = 0; i < most; ++i) (void)make(*ann, named("Some"));
    EXPECT_EQ(ann->ask(Method::post, "/api/v1/collections", named("One more")).status, 422U);
}

/// The guard reads what is published here as anywhere.
TEST_F(ApiCollections, HoldNoIdentifiers)
{
    EXPECT_EQ(ann->ask(Method::post, "/api/v1/collections", named("Call 415-555-0132 for John Doe")).status, 422U);
}

TEST_F(ApiCollections, NobodyIsRecommendedWhoDoesNotAgree)
{
    const auto made = make(*ann, named("People"));
    change_in(*site, "UPDATE accounts SET discoverable = false WHERE username = 'cat'");
    const json::object of_cat{{"account_id", to_string(cat->id)}};
    EXPECT_EQ(ann->ask(Method::post, path(made, "/items"), of_cat).status, 422U);
    EXPECT_EQ(ann->get("/api/v1/accounts/" + to_string(cat->id)).at("feature_approval").at("current_user"), "denied");
    EXPECT_EQ(
        ann->get("/api/v1/accounts/" + to_string(bob->id)).at("feature_approval").at("current_user"), "automatic"
    );
    const auto item = add(*ann, made, bob->id);
    EXPECT_EQ(item.at("state"), "accepted");
    EXPECT_EQ(ann->ask(Method::post, path(made, "/items"), {{"account_id", to_string(bob->id)}}).status, 422U)
        << "twice";
    EXPECT_EQ(ann->ask(Method::post, path(made, "/items")).status, 422U);
    EXPECT_EQ(ann->ask(Method::post, path(made, "/items"), {{"account_id", "12345"}}).status, 422U);
    EXPECT_EQ(cat->ask(Method::post, path(made, "/items"), {{"account_id", to_string(bob->id)}}).status, 403U);
    EXPECT_EQ(ann->ask(Method::del, item_path(made, item)).status, 200U);
    EXPECT_EQ(shown(ann->get(path(made)).at("collection")), 0U);
    // Who is blocked is not recommended, and who recommends one is not told of it.
    cat->post("/api/v1/accounts/" + to_string(ann->id) + "/block");
    change_in(*site, "UPDATE accounts SET discoverable = true WHERE username = 'cat'");
    EXPECT_EQ(ann->ask(Method::post, path(made, "/items"), of_cat).status, 422U);
}

TEST_F(ApiCollections, WhoIsRecommendedIsToldAndMayTakeItBack)
{
    const auto made = make(*ann, named("People"));
    const auto item = add(*ann, made, bob->id);
    const auto notes = bob->get("/api/v1/notifications?types[]=added_to_collection").as_array();
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(id_of(notes.at(0).at("collection")), id_of(made));
    EXPECT_FALSE(notes.at(0).as_object().contains("fallback"));
    const auto fallback = bob->get("/api/v1/notifications?types[]=added_to_collection&supported_types[]=mention");
    EXPECT_EQ(fallback.at(0).at("fallback").at("title"), "ann recommends you in a collection");
    const auto known = bob->get("/api/v1/notifications?supported_types[]=added_to_collection");
    EXPECT_FALSE(known.at(0).as_object().contains("fallback"));
    const auto groups = bob->get("/api/v2/notifications?supported_types[]=mention").at("notification_groups");
    EXPECT_EQ(id_of(groups.at(0).at("collection")), id_of(made));
    EXPECT_TRUE(groups.at(0).as_object().contains("fallback"));

    (void)ann->ask(Method::put, path(made), named("Good people"));
    (void)ann->ask(Method::put, path(made), named("Better people"));
    EXPECT_EQ(bob->get("/api/v1/notifications?types[]=collection_update").as_array().size(), 2U) << "each time";

    EXPECT_EQ(ids_in(bob->get(of(*bob, "in_collections")).at("collections")), std::vector{id_of(made)});
    EXPECT_EQ(ann->ask(Method::post, item_path(made, item, "/revoke")).status, 403U) << "only who is recommended";
    EXPECT_EQ(bob->ask(Method::post, item_path(made, item, "/revoke")).status, 200U);
    EXPECT_EQ(shown(ann->get(path(made)).at("collection")), 0U);
    EXPECT_TRUE(bob->get(of(*bob, "in_collections")).at("collections").as_array().empty());
    EXPECT_EQ(ann->ask(Method::post, path(made, "/items"), {{"account_id", to_string(bob->id)}}).status, 422U)
        << "who took it back is not put there again";
}

TEST_F(ApiCollections, OnlyTheOwnerComesAcrossThoseThatAreNotDiscoverable)
{
    const auto open = make(*ann, named("Open"));
    const auto quiet = make(*ann, {{"name", "Quiet"}, {"discoverable", false}});
    (void)add(*ann, quiet, bob->id);
    EXPECT_EQ(ids_in(ann->get(of(*ann)).at("collections")), (std::vector{id_of(quiet), id_of(open)}));
    EXPECT_EQ(ids_in(bob->get(of(*ann)).at("collections")), std::vector{id_of(open)});
    EXPECT_EQ(bob->status_of(path(quiet)), 200U) << "whoever has its address";
    EXPECT_EQ(ids_in(bob->get(of(*bob, "in_collections")).at("collections")), std::vector{id_of(quiet)});
    EXPECT_TRUE(cat->get(of(*bob, "in_collections")).at("collections").as_array().empty());
    const auto page = ann->ask(Method::get, of(*ann) + "?limit=1");
    EXPECT_EQ(ids_in(json::parse(page.body).at("collections")), std::vector{id_of(quiet)});
    EXPECT_NE(page.headers.get("Link").find("offset=1"), std::string_view::npos);
}

TEST_F(ApiCollections, CanBeReported)
{
    const auto made = make(*ann, named("Hm"));
    const auto report = [&](AccountId target) {
        return bob->ask(
            Method::post,
            "/api/v1/reports",
            {{"account_id", to_string(target)}, {"comment", "Look"}, {"collection_ids", json::array{id_of(made)}}}
        );
    };
    const auto answer = report(ann->id);
    EXPECT_EQ(answer.status, 200U);
    EXPECT_EQ(json::parse(answer.body).at("comment").as_string(), "Look\n" + std::string(made.at("url").as_string()));
    EXPECT_EQ(report(cat->id).status, 404U) << "somebody else's";
}

TEST_F(ApiCollections, AreFoundByTheirAddress)
{
    const auto made = make(*ann, {{"name", "Quiet"}, {"discoverable", false}});
    for (const auto* address : {"uri", "url"}) {
        const auto query = urlencoded({{"q", std::string(made.at(address).as_string())}});
        EXPECT_EQ(ids_in(bob->get("/api/v2/search?" + query).at("collections")), std::vector{id_of(made)}) << address;
    }
    EXPECT_TRUE(bob->get("/api/v2/search?q=Quiet").at("collections").as_array().empty());
}

TEST_F(ApiCollections, HaveAPageForPeople)
{
    const auto made = make(*ann, {{"name", "Calm <people>"}, {"description", "Who helped me"}});
    (void)add(*ann, made, bob->id);
    Browser browser(*site);
    const auto page = browser.get("/collections/" + id_of(made));
    EXPECT_EQ(page.status, 200U);
    EXPECT_NE(page.body.find("Calm &lt;people&gt;"), std::string::npos);
    EXPECT_NE(page.body.find("@bob"), std::string::npos);
    EXPECT_EQ(browser.get("/collections/1").status, 404U);
}

/// How many, and how many accounts in each, is for the hospital to say; apps are told with the role.
TEST_F(ApiCollections, AreAsManyAndAsLongAsTheHospitalSays)
{
    const auto made = make(*ann, named("People"));
    (void)add(*ann, made, bob->id);
    (void)add(*ann, made, cat->id);
    const Phone dan(*site, "dan");
    change_in(*site, "UPDATE accounts SET discoverable = true WHERE username = 'dan'");
    const json::object third{{"account_id", to_string(dan.id)}};
    EXPECT_EQ(
        refusal(*ann, Method::post, path(made, "/items"), third),
        "Validation failed: Too many accounts in this collection"
    );
    EXPECT_EQ(ann->get("/api/v1/accounts/verify_credentials").at("role").at("collection_limit"), 3);
    (void)make(*ann, named("More"));
    (void)make(*ann, named("Most"));
    EXPECT_EQ(ann->ask(Method::post, "/api/v1/collections", named("Too many")).status, 422U);
}

/// API version 10: a post shows the collections whose pages it links, as they are now.
TEST_F(ApiCollections, AreShownByPostsThatLinkThem)
{
    const auto made = make(*ann, named("Calm people"));
    (void)add(*ann, made, bob->id);
    const std::string page(made.at("url").as_string());
    const auto id = cat->say("Worth reading: " + page);
    const auto tagged = [&](Phone& by, const std::string& post) {
        return by.get(unlimited_path(post)).at("tagged_collections");
    };
    ASSERT_EQ(ids_in(tagged(*bob, id)), std::vector{id_of(made)});
    EXPECT_EQ(tagged(*bob, id).at(0).at("name"), "Calm people");
    EXPECT_EQ(tagged(*bob, id).at(0).at("items").at(0).at("account_id").as_string(), to_string(bob->id));
    auto stranger = ann->stranger();
    EXPECT_EQ(ids_in(tagged(stranger, id)), std::vector{id_of(made)});
    EXPECT_TRUE(tagged(*bob, cat->say("Nothing of the kind: https://mercy.example/collections")).as_array().empty());

    (void)ann->ask(Method::put, path(made), named("Calmer people"));
    EXPECT_EQ(tagged(*bob, id).at(0).at("name"), "Calmer people") << "though the post was shown before";
    const auto boost = bob->post(unlimited_path(id, "/reblog"));
    EXPECT_EQ(ids_in(boost.at("reblog").at("tagged_collections")), std::vector{id_of(made)});

    (void)Phone::parsed(cat->ask(Method::put, unlimited_path(id), {{"status", "No longer."}}));
    site->read_events();
    EXPECT_TRUE(tagged(*bob, id).as_array().empty());
    (void)Phone::parsed(cat->ask(Method::put, unlimited_path(id), {{"status", "Again: " + page}}));
    site->read_events();
    EXPECT_EQ(ids_in(tagged(*bob, id)), std::vector{id_of(made)});
    EXPECT_EQ(ann->ask(Method::del, path(made)).status, 200U);
    EXPECT_TRUE(tagged(*bob, id).as_array().empty()) << "nothing is left of what was deleted";
}

/// Who is blocked is not shown among the recommended, in posts as elsewhere.
TEST_F(ApiCollections, AreShownByPostsWithoutWhomTheReaderBlocks)
{
    const auto made = make(*ann, named("People"));
    (void)add(*ann, made, bob->id);
    const auto id = ann->say("Mine: " + std::string(made.at("url").as_string()));
    EXPECT_EQ(shown(cat->get(unlimited_path(id)).at("tagged_collections").at(0)), 1U);
    cat->post("/api/v1/accounts/" + to_string(bob->id) + "/block");
    EXPECT_EQ(shown(cat->get(unlimited_path(id)).at("tagged_collections").at(0)), 0U);
}

/// Nothing is shown of who left or was suspended.
TEST_F(ApiCollections, GoneWithTheAccount)
{
    const auto made = make(*ann, named("People"));
    (void)add(*ann, made, bob->id);
    change_in(*site, "UPDATE accounts SET deleted_at = now() WHERE username = 'bob'");
    EXPECT_EQ(shown(ann->get(path(made)).at("collection")), 0U);
    change_in(*site, "UPDATE accounts SET suspended_at = now() WHERE username = 'ann'");
    EXPECT_EQ(cat->status_of(path(made)), 404U);
}

} // namespace
} // namespace rounds::test
