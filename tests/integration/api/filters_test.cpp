#include "tests/integration/api/task_rig.hpp"

#include <algorithm>

namespace rounds::test {
namespace {

using http::Method;

/// ann filters what bob says; each test with a filter of its own, gone afterwards.
class ApiFilters : public ApiTest
{
protected:
    void TearDown() override
    {
        for (const auto& filter : ann->get("/api/v2/filters").as_array())
            EXPECT_EQ(ann->ask(Method::del, "/api/v2/filters/" + id_of(filter)).status, 200U);
    }
    static json::value filter(const std::string& word, const std::string& action, json::array contexts = {"home"})
    {
        return ann->post(
            "/api/v2/filters",
            {{"title", word},
             {"context", std::move(contexts)},
             {"filter_action", action},
             {"keywords_attributes", {{{"keyword", word}, {"whole_word", true}}}}}
        );
    }
    static json::value filtered(const std::string& post) { return ann->get(unlimited_path(post)).at("filtered"); }
    static bool is_listed(const std::string& target, const std::string& post)
    {
        const auto ids = ids_in(ann->get(target));
        return std::ranges::find(ids, post) != ids.end();
    }
};

/// API version 5: as warn, but for the pictures alone; the app does it.
TEST_F(ApiFilters, MayBlur)
{
    const auto made = filter("scar", "blur");
    EXPECT_EQ(made.at("filter_action"), "blur");
    const auto post = bob->say("My scar after a year #scarstory");
    const auto met = filtered(post);
    ASSERT_EQ(met.as_array().size(), 1U);
    EXPECT_EQ(met.at(0).at("filter").at("filter_action"), "blur");
    EXPECT_EQ(met.at(0).at("filter").at("title"), "scar");
    EXPECT_TRUE(is_listed("/api/v1/timelines/tag/scarstory", post)) << "it is shown all the same";
    EXPECT_EQ(
        refusal(*ann, Method::put, "/api/v2/filters/" + id_of(made), {{"filter_action", "smudge"}}).empty(), false
    );
    const auto changed = ann->ask(Method::put, "/api/v2/filters/" + id_of(made), {{"filter_action", "warn"}});
    EXPECT_EQ(Phone::parsed(changed).at("filter_action"), "warn");
    EXPECT_EQ(filtered(post).at(0).at("filter").at("filter_action"), "warn");
}

TEST_F(ApiFilters, HideWhereTheySay)
{
    const auto post = bob->say("About needles #injections");
    filter("needles", "hide", {"public"});
    EXPECT_FALSE(is_listed("/api/v1/timelines/tag/injections", post));
    EXPECT_TRUE(is_listed("/api/v1/accounts/" + to_string(bob->id) + "/statuses", post)) << "another context";
    EXPECT_EQ(filtered(post).at(0).at("keyword_matches"), json::array{"needles"}) << "who opens it is warned";
    auto stranger = bob->get("/api/v1/timelines/tag/injections");
    EXPECT_EQ(ids_in(stranger), std::vector{post}) << "others filter for themselves";
}

TEST_F(ApiFilters, NamePostsOneByOne)
{
    const auto post = bob->say("Nothing that a word would find");
    const auto made = ann->post("/api/v2/filters", {{"title", "Not this one"}, {"context", {"home", "thread"}}});
    const auto path = "/api/v2/filters/" + id_of(made);
    const auto entry = ann->post(path + "/statuses", {{"status_id", post}});
    EXPECT_EQ(filtered(post).at(0).at("status_matches"), json::array{json::value(post)});
    EXPECT_EQ(ids_in(ann->get(path + "/statuses")), std::vector{id_of(entry)});
    EXPECT_EQ(ann->ask(Method::del, "/api/v2/filters/statuses/" + id_of(entry)).status, 200U);
    EXPECT_TRUE(filtered(post).as_array().empty());
}

/// A filter of the first version is a word of one of the second, whichever app made it.
TEST_F(ApiFilters, AreTheSameInBothVersions)
{
    const auto old = ann->post(
        "/api/v1/filters",
        {{"phrase", "relapse"}, {"context", {"public"}}, {"irreversible", true}, {"whole_word", true}}
    );
    const auto all = ann->get("/api/v2/filters");
    ASSERT_EQ(all.as_array().size(), 1U);
    EXPECT_EQ(all.at(0).at("title"), "relapse");
    EXPECT_EQ(all.at(0).at("filter_action"), "hide");
    EXPECT_EQ(id_of(all.at(0).at("keywords").at(0)), id_of(old));
    const auto post = bob->say("Fear of relapse #fears");
    EXPECT_FALSE(is_listed("/api/v1/timelines/tag/fears", post));

    const json::object kinder{{"phrase", "relapse"}, {"context", {"public"}}, {"irreversible", false}};
    EXPECT_EQ(ann->ask(Method::put, "/api/v1/filters/" + id_of(old), kinder).status, 200U);
    EXPECT_TRUE(is_listed("/api/v1/timelines/tag/fears", post));
    EXPECT_EQ(filtered(post).at(0).at("filter").at("filter_action"), "warn");
    EXPECT_EQ(ann->ask(Method::del, "/api/v1/filters/" + id_of(old)).status, 200U);
    EXPECT_TRUE(ann->get("/api/v2/filters").as_array().empty()) << "its last word is gone";
    EXPECT_TRUE(filtered(post).as_array().empty());
}

} // namespace
} // namespace rounds::test
