#include "federation/build/activities.hpp"

#include "federation/signatures/proofs.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace rounds::build {
namespace {

const Time nine = *parse_iso8601("2026-11-22T09:00:00Z");

Head head(std::string kind)
{
    return {
        .id = activity_id("https://mercy.example/users/ann", kind, "1"),
        .actor = "https://mercy.example/users/ann",
        .audience = {.to = {"https://society.example/u/bob"}, .cc = {}},
        .published = nine,
    };
}

/// Compares without @context, which is there from the beginning.
void expect(json::object activity, const char* golden)
{
    ASSERT_TRUE(activity.contains("@context"));
    EXPECT_EQ(activity.at("@context").as_string(), "https://www.w3.org/ns/activitystreams");
    activity.erase("@context");
    EXPECT_EQ(json::value(activity), json::parse(golden)) << json::serialize(activity);
}

const FollowRef follow{
    .id = "https://society.example/follows/9",
    .actor = "https://society.example/u/bob",
    .object = "https://mercy.example/users/ann",
};

TEST(Flag, NamesTheAccountThenItsPosts)
{
    expect(
        build_flag(head("flag"), "https://society.example/u/bob", {"https://society.example/p/1"}, "Look at this"),
        R"({"id": "https://mercy.example/users/ann/activities/flag/1", "type": "Flag",
            "actor": "https://mercy.example/users/ann", "published": "2026-11-22T09:00:00.000Z",
            "to": ["https://society.example/u/bob"], "cc": [],
            "object": ["https://society.example/u/bob", "https://society.example/p/1"], "content": "Look at this"})"
    );
}

TEST(Create, EmbedsItsObject)
{
    json::object note;
    note["id"] = "https://mercy.example/n/1";
    note["audience"] = "https://mercy.example/groups/fatigue";
    expect(build_create(head("create"), note), R"j({"id": "https://mercy.example/users/ann/activities/create/1",
        "type": "Create", "actor": "https://mercy.example/users/ann", "published": "2026-11-22T09:00:00.000Z",
        "to": ["https://society.example/u/bob"], "cc": [], "audience": "https://mercy.example/groups/fatigue",
        "object": {"id": "https://mercy.example/n/1", "audience": "https://mercy.example/groups/fatigue"}})j");
    EXPECT_EQ(build_update(head("update"), note).at("type").as_string(), "Update");
}

TEST(Delete, LeavesATombstone)
{
    expect(build_delete(head("delete"), "https://mercy.example/n/1"), R"j({
        "id": "https://mercy.example/users/ann/activities/delete/1", "type": "Delete",
        "actor": "https://mercy.example/users/ann", "published": "2026-11-22T09:00:00.000Z",
        "to": ["https://society.example/u/bob"], "cc": [],
        "object": {"id": "https://mercy.example/n/1", "type": "Tombstone"}})j");
    EXPECT_EQ(build_delete_actor(head("delete")).at("object").as_string(), "https://mercy.example/users/ann");
    EXPECT_EQ(json::value(build_tombstone("https://mercy.example/n/1", "Note", nine)), json::parse(R"j({
        "@context": "https://www.w3.org/ns/activitystreams", "id": "https://mercy.example/n/1", "type": "Tombstone",
        "formerType": "Note", "deleted": "2026-11-22T09:00:00.000Z"})j"));
}

TEST(Follow, NamesItsObjectByAString)
{
    expect(build_follow(head("follow"), "https://society.example/u/bob"), R"j({
        "id": "https://mercy.example/users/ann/activities/follow/1", "type": "Follow",
        "actor": "https://mercy.example/users/ann", "published": "2026-11-22T09:00:00.000Z",
        "to": ["https://society.example/u/bob"], "cc": [], "object": "https://society.example/u/bob"})j");
}

TEST(Accept, EmbedsTheWholeFollow)
{
    const char* whole = R"j({"id": "https://society.example/follows/9", "type": "Follow",
        "actor": "https://society.example/u/bob", "object": "https://mercy.example/users/ann"})j";
    EXPECT_EQ(build_accept(head("accept"), follow).at("object"), json::parse(whole));
    EXPECT_EQ(build_reject(head("reject"), follow).at("object"), json::parse(whole));
    EXPECT_EQ(build_undo_follow(head("undo"), follow).at("object"), json::parse(whole));
    EXPECT_EQ(build_accept(head("accept"), follow).at("type").as_string(), "Accept");
    EXPECT_EQ(build_reject(head("reject"), follow).at("type").as_string(), "Reject");
}

TEST(Undo, EmbedsWhatItTakesBackWithoutContextAndProof)
{
    auto like = build_like(head("like"), "https://society.example/notes/7");
    like["proof"] = json::object{};
    const auto undo = build_undo(head("undo"), like);
    const auto& inner = undo.at("object").as_object();
    EXPECT_EQ(inner.at("type").as_string(), "Like");
    EXPECT_EQ(inner.at("id").as_string(), "https://mercy.example/users/ann/activities/like/1");
    EXPECT_FALSE(inner.contains("@context"));
    EXPECT_FALSE(inner.contains("proof"));
}

TEST(Announce, OfAnObjectIsItsId)
{
    EXPECT_EQ(
        build_announce(head("announce"), "https://society.example/notes/7").at("object").as_string(),
        "https://society.example/notes/7"
    );
}

TEST(Announce, KeepsAnActivityByteForByte)
{
    const LocalKeys keys{
        "https://mercy.example/users/ann#main-key",
        signatures::PrivateKey::generate_rsa(),
        "https://mercy.example/users/ann#ed25519",
        signatures::PrivateKey::generate_ed25519()
    };
    // Odd spacing, an unknown term, escapes, a number that a printer would write otherwise, members out of order.
    const std::string inner = R"j({ "type":"Create",  "x:unknown" : [1.50, 1e3],"id":"https://society.example/c/1",)j"
                              R"j("object":{"content":"caf\u00e9 \/ <b>"} })j";
    const auto text = build_announce_activity(head("announce"), inner, &keys, nine);
    ASSERT_TRUE(text);
    EXPECT_NE(text->find(inner), std::string::npos);
    const auto parsed = parse_json(*text);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->at("type").as_string(), "Announce");
    EXPECT_EQ(parsed->at("audience").as_string(), "https://mercy.example/users/ann");
    EXPECT_EQ(parsed->at("object"), json::parse(inner));
    const ManualClock clock(nine);
    EXPECT_TRUE(signatures::verify_proof(parsed->as_object(), keys.ed25519.public_key(), clock));

    auto forged = parsed->as_object();
    forged["object"].as_object()["id"] = "https://evil.example/c/1";
    EXPECT_FALSE(signatures::verify_proof(forged, keys.ed25519.public_key(), clock));
    for (const char* broken : {"", "[]", "{", "\"text\"", "{}}"})
        EXPECT_FALSE(build_announce_activity(head("announce"), broken, &keys, nine)) << broken;
}

TEST(Finish, SignsWhenItHasAKey)
{
    const LocalKeys keys{
        "https://mercy.example/users/ann#main-key",
        signatures::PrivateKey::generate_rsa(),
        "https://mercy.example/users/ann#ed25519",
        signatures::PrivateKey::generate_ed25519()
    };
    const auto like = build_like(head("like"), "https://society.example/notes/7");
    EXPECT_EQ(finish(like, nullptr, nine).find("proof\""), std::string::npos);
    EXPECT_EQ(
        parse_json(finish(like, nullptr, nine))->at("@context").as_string(), "https://www.w3.org/ns/activitystreams"
    );
    const auto text = finish(like, &keys, nine);
    const auto parsed = parse_json(text);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(
        parsed->at("@context"),
        json::parse(R"(["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"])")
    );
    EXPECT_EQ(parsed->at("proof").at("@context"), parsed->at("@context"));
    EXPECT_EQ(parsed->at("proof").at("cryptosuite").as_string(), "eddsa-jcs-2022");
    EXPECT_EQ(parsed->at("proof").at("verificationMethod").as_string(), keys.ed25519_id);
    EXPECT_TRUE(signatures::verify_proof(parsed->as_object(), keys.ed25519.public_key(), ManualClock(nine)));
}

TEST(Collections, AreChangedByAddAndRemove)
{
    const auto add =
        build_add(head("add"), "https://mercy.example/users/bob", "https://mercy.example/groups/g/moderators");
    EXPECT_EQ(add.at("type").as_string(), "Add");
    EXPECT_EQ(add.at("object").as_string(), "https://mercy.example/users/bob");
    EXPECT_EQ(add.at("target").as_string(), "https://mercy.example/groups/g/moderators");
    EXPECT_EQ(build_remove(head("remove"), "a", "b").at("type").as_string(), "Remove");
    const auto move = build_move(head("move"), "https://society.example/u/ann");
    EXPECT_EQ(move.at("object").as_string(), "https://mercy.example/users/ann");
    EXPECT_EQ(move.at("target").as_string(), "https://society.example/u/ann");
}

} // namespace
} // namespace rounds::build
