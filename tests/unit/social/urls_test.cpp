#include "server/social/verbs.hpp"

#include <gtest/gtest.h>

namespace rounds::social {
namespace {

TEST(Urls, OfPeopleNetworksAndTheInstance)
{
    const Urls urls("https://mercy.localhost:8441/");
    Account ann;
    ann.username = "ann";
    ann.actor_type = "Person";
    auto network = ann;
    network.actor_type = "Group";
    auto instance = ann;
    instance.actor_type = "Application";
    EXPECT_EQ(urls.domain(), "mercy.localhost:8441");
    EXPECT_EQ(urls.actor(ann), "https://mercy.localhost:8441/users/ann");
    EXPECT_EQ(urls.actor(network), "https://mercy.localhost:8441/groups/ann");
    EXPECT_EQ(urls.actor(instance), "https://mercy.localhost:8441/actor");
    EXPECT_EQ(urls.profile_page(network), "https://mercy.localhost:8441/@ann");
}

TEST(Urls, OfWhatTheyMake)
{
    const Urls urls("https://mercy.example");
    Account ann;
    ann.username = "ann";
    ann.actor_type = "Person";
    EXPECT_EQ(urls.status(ann, StatusId{7}), "https://mercy.example/users/ann/statuses/7");
    EXPECT_EQ(urls.status_page(ann, StatusId{7}), "https://mercy.example/@ann/7");
    EXPECT_EQ(urls.activity(ann, "like", "9"), "https://mercy.example/users/ann/activities/like/9");
    EXPECT_EQ(urls.chat(ChatId{3}), "https://mercy.example/chats/3");
    EXPECT_EQ(urls.summary(SummaryId{3}), "https://mercy.example/summaries/3");
    EXPECT_EQ(urls.summary_page(SummaryId{3}), "https://mercy.example/s/3");
    EXPECT_EQ(urls.tag("Ä"), "https://mercy.example/tags/%C3%84");
    EXPECT_EQ(urls.asset("a.css"), "https://mercy.example/assets/a.css");
}

} // namespace
} // namespace rounds::social
