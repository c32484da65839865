#include "tests/integration/knowledge/rounds_api_site.hpp"

#include <set>

namespace rounds::test {
namespace {

class ConditionFollows : public RoundsApi
{
protected:
    static std::set<std::string> followed(Phone& by)
    {
        std::set<std::string> names;
        for (const auto& tag : by.get("/api/v1/followed_tags?limit=200").as_array())
            names.emplace(tag.at("name").as_string());
        return names;
    }
};

TEST_F(ConditionFollows, FollowingItsTagInAClientBringsTheTagsOfAllItIncludes)
{
    (void)ann->post("/api/v1/tags/hncsm/follow"); // somebody's own wish, and none of a condition that was followed
    (void)ann->post("/api/v1/tags/gyncsm/unfollow");
    const auto before = followed(*ann);
    // "cancer" of the ontology includes breast cancer, bcsm in the registry.
    (void)ann->post("/api/v1/tags/cancer/follow");
    auto tags = followed(*ann);
    EXPECT_TRUE(tags.contains("cancer"));
    EXPECT_TRUE(tags.contains("bcsm"));
    EXPECT_TRUE(ann->get(rounds_root + "/conditions/DOID:162").at("following").as_bool());
    EXPECT_FALSE(bob->get(rounds_root + "/conditions/DOID:162").at("following").as_bool());
    (void)ann->post("/api/v1/tags/cancer/unfollow");
    EXPECT_EQ(followed(*ann), before) << "own wishes stay, and nothing else";
}

TEST_F(ConditionFollows, ATagThatTwoConditionsWantStaysWithTheOther)
{
    (void)bob->post(rounds_root + "/conditions/DOID:162/follow");
    (void)bob->post(rounds_root + "/conditions/DOID:1612/follow");
    EXPECT_TRUE(followed(*bob).contains("BreastCancer"));
    (void)bob->post(rounds_root + "/conditions/DOID:1612/unfollow");
    EXPECT_TRUE(followed(*bob).contains("bcsm"));
    EXPECT_FALSE(followed(*bob).contains("BreastCancer"));
    const auto given_up = bob->post(rounds_root + "/conditions/DOID:162/unfollow");
    EXPECT_FALSE(given_up.at("following").as_bool());
    EXPECT_FALSE(followed(*bob).contains("bcsm"));
    // The other way round.
    (void)bob->post(rounds_root + "/conditions/DOID:1612/follow");
    (void)bob->post(rounds_root + "/conditions/DOID:162/follow");
    (void)bob->post(rounds_root + "/conditions/DOID:1612/unfollow");
    EXPECT_TRUE(followed(*bob).contains("bcsm"));
    (void)bob->post(rounds_root + "/conditions/DOID:162/unfollow");
    EXPECT_TRUE(followed(*bob).empty());
    (void)error(*bob, http::Method::post, "/conditions/DOID:0/follow", 404);
}

TEST_F(ConditionFollows, AConditionNamesWhatThereIsAboutItAndWhatItIncludes)
{
    const auto chat = id_of(ines->post(rounds_root + "/networks/" + network + "/chats", chat_form()));
    for (const char* id : {"DOID:1612", "DOID:162"}) {
        const auto condition = ann->stranger().get(rounds_root + "/conditions/" + id);
        EXPECT_EQ(ids_in(condition.at("networks")), std::vector{network}) << id;
        EXPECT_EQ(ids_in(condition.at("chats")), std::vector{chat}) << id;
        EXPECT_FALSE(condition.at("broader").as_array().empty());
        EXPECT_FALSE(condition.at("children").as_array().empty());
    }
    const auto narrower = ann->stranger().get(rounds_root + "/conditions/DOID:1324");
    EXPECT_TRUE(narrower.at("networks").as_array().empty());
    EXPECT_EQ(narrower.at("tags").at(0).as_string(), "lcsm");
}

} // namespace
} // namespace rounds::test
