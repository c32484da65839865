#include "federation/build/decision.hpp"

#include "federation/inbox/activities/activities.hpp"
#include "tests/support/fixtures.hpp"

#include <gtest/gtest.h>

namespace rounds::build {
namespace {

const Time now = *parse_iso8601("2026-11-20T12:00:00Z");

Head head(std::string_view kind)
{
    Head head;
    head.id = activity_id("https://mercy.example/users/ines", kind, "7");
    head.actor = "https://mercy.example/users/ines";
    head.audience.to = {"https://www.w3.org/ns/activitystreams#Public"};
    head.audience.cc = {"https://mercy.example/groups/breast"};
    head.published = now;
    return head;
}

Decision decision()
{
    return {
        .group = "https://mercy.example/groups/breast",
        .object = "https://social.example/users/eve",
        .reason = "spam",
        .until = now + std::chrono::hours(24),
        .with_posts = true
    };
}

// Member by member as Lemmy sends it: what it sends it reads.
TEST(BuildDecision, ABanIsABlockWhoseTargetIsTheGroup)
{
    const auto ban = build_ban(head("block"), decision());
    const auto lemmy = test::fixture("lemmy/block_user.json");
    for (const auto& [key, value] : lemmy) {
        ASSERT_TRUE(ban.contains(key)) << std::string(key);
        if (key != "@context") // whose form is free
            EXPECT_EQ(ban.at(key).kind() == json::kind::array, value.is_array()) << std::string(key);
    }
    EXPECT_EQ(ban.at("type"), "Block");
    EXPECT_EQ(ban.at("target"), "https://mercy.example/groups/breast");
    EXPECT_EQ(ban.at("audience"), "https://mercy.example/groups/breast");
    EXPECT_EQ(ban.at("summary"), "spam");
    EXPECT_EQ(ban.at("removeData"), true);
    EXPECT_EQ(ban.at("endTime"), "2026-11-21T12:00:00.000Z");
    EXPECT_EQ(ban.at("expires"), ban.at("endTime"));
    const auto read = inbox::read_block(ban).value();
    EXPECT_EQ(read.object, "https://social.example/users/eve");
    EXPECT_EQ(read.until, now + std::chrono::hours(24));
    EXPECT_TRUE(read.with_posts);
    EXPECT_EQ(read.reason, "spam");
}

TEST(BuildDecision, ABanForGoodNamesNoEnd)
{
    auto for_good = decision();
    for_good.until.reset();
    const auto ban = build_ban(head("block"), for_good);
    EXPECT_FALSE(ban.contains("endTime"));
    EXPECT_FALSE(ban.contains("expires"));
}

TEST(BuildDecision, ARemovalIsADeleteWithAReason)
{
    const auto removal = build_removal(head("delete"), decision());
    EXPECT_EQ(removal.at("type"), "Delete");
    EXPECT_TRUE(removal.at("object").is_string()) << "the post goes on elsewhere: there is no Tombstone";
    EXPECT_EQ(inbox::read_delete(removal).value().reason, "spam");
    const auto by_author = build_delete(head("delete"), "https://social.example/posts/1");
    EXPECT_FALSE(inbox::read_delete(by_author).value().reason);
}

TEST(BuildDecision, ALockIsALockAndItsUndoHoldsTheWhole)
{
    const auto lock = build_lock(head("lock"), decision());
    EXPECT_EQ(lock.at("type"), "Lock");
    EXPECT_EQ(inbox::read_lock(lock).value().object, "https://social.example/users/eve");
    const auto undo = build_undo_decision(head("undo"), build_ban(head("block"), decision()), decision().group);
    EXPECT_EQ(undo.at("audience"), "https://mercy.example/groups/breast");
    const auto read = inbox::read_undo(undo).value();
    EXPECT_EQ(read.type, "Block");
    EXPECT_EQ(read.target, "https://mercy.example/groups/breast");
    EXPECT_EQ(read.object, "https://social.example/users/eve");
}

} // namespace
} // namespace rounds::build
