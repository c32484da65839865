#include "federation/build/actor.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace rounds::build {
namespace {

struct ActorTest : testing::Test
{
    storage::Account account = [] {
        storage::Account made;
        made.username = "ann";
        made.actor_type = "Person";
        made.display_name = "Ann";
        made.note = "<p>Nurse</p>";
        made.uri = "https://mercy.example/users/ann";
        made.url = "https://mercy.example/@ann";
        made.inbox_url = made.uri + "/inbox";
        made.outbox_url = made.uri + "/outbox";
        made.followers_url = made.uri + "/followers";
        made.following_url = made.uri + "/following";
        made.featured_url = made.uri + "/featured";
        made.discoverable = true;
        made.fields.push_back({"Ward", "<b>7</b>", "7", {}});
        made.created_at = *parse_iso8601("2026-01-01T00:00:00Z");
        made.updated_at = *parse_iso8601("2026-02-01T00:00:00Z");
        return made;
    }();
    LocalKeys keys = with_public_halves(
        {account.uri + "#main-key",
         signatures::PrivateKey::generate_rsa(),
         account.uri + "#ed25519",
         signatures::PrivateKey::generate_ed25519()}
    );

    json::object build(bool restricted = false)
    {
        return build_actor({
            .account = account,
            .keys = keys,
            .domain = "mercy.example",
            .shared_inbox = "https://mercy.example/inbox",
            .generator = "https://mercy.example/actor",
            .posting_restricted = restricted,
            .sensitive = false,
            .credential = "https://mercy.example/credentials/5",
            .credential_name = "Verified by Mercy",
        });
    }
};

TEST_F(ActorTest, PersonIsComplete)
{
    auto actor = build();
    EXPECT_EQ(actor.begin()->key(), "@context");
    EXPECT_EQ(actor.at("@context"), json::parse(R"j(["https://www.w3.org/ns/activitystreams",
        "https://w3id.org/security/v1", "https://w3id.org/security/data-integrity/v2",
        "https://w3id.org/security/multikey/v1", {
            "toot": "http://joinmastodon.org/ns#", "schema": "http://schema.org#",
            "gts": "https://gotosocial.org/ns#", "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
            "assertionMethod": {"@id": "https://w3id.org/security#assertionMethod", "@type": "@id"}, "discoverable": "toot:discoverable",
            "indexable": "toot:indexable", "PropertyValue": "schema:PropertyValue", "value": "schema:value",
            "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
            "featured": {"@id": "toot:featured", "@type": "@id"},
            "featuredTags": {"@id": "toot:featuredTags", "@type": "@id"},
            "interactionPolicy": {"@id": "gts:interactionPolicy", "@type": "@id"},
            "automaticApproval": {"@id": "gts:automaticApproval", "@type": "@id"},
            "featuredCollections": {"@id": "https://w3id.org/fep/7aa9#featuredCollections", "@type": "@id"},
            "canFeature": {"@id": "https://w3id.org/fep/7aa9#canFeature", "@type": "@id"},
            "implements": {"@id": "https://w3id.org/fep/844e#implements", "@type": "@id"}}])j"));
    actor.erase("@context");
    auto golden = json::parse(R"j({
        "id": "https://mercy.example/users/ann", "type": "Person", "preferredUsername": "ann", "name": "Ann",
        "summary": "<p>Nurse</p>", "url": "https://mercy.example/@ann",
        "inbox": "https://mercy.example/users/ann/inbox", "outbox": "https://mercy.example/users/ann/outbox",
        "followers": "https://mercy.example/users/ann/followers",
        "following": "https://mercy.example/users/ann/following",
        "featured": "https://mercy.example/users/ann/featured",
        "featuredTags": "https://mercy.example/users/ann/featured-tags",
        "featuredCollections": "https://mercy.example/users/ann/collections",
        "endpoints": {"sharedInbox": "https://mercy.example/inbox"},
        "webfinger": "ann@mercy.example", "manuallyApprovesFollowers": false, "discoverable": true, "indexable": false,
        "published": "2026-01-01T00:00:00.000Z", "updated": "2026-02-01T00:00:00.000Z",
        "attachment": [
            {"type": "PropertyValue", "name": "Ward", "value": "<b>7</b>"},
            {"type": "Link", "rel": "https://rounds.health/ns/knowledge#affiliation",
             "mediaType": "application/vc+ld+json", "href": "https://mercy.example/credentials/5",
             "name": "Verified by Mercy"}
        ],
        "tag": [],
        "interactionPolicy": {
            "canFeature": {"automaticApproval": ["https://www.w3.org/ns/activitystreams#Public"]}},
        "generator": {"type": "Application", "id": "https://mercy.example/actor", "implements": [
            {"href": "https://datatracker.ietf.org/doc/html/rfc9421", "name": "RFC-9421: HTTP Message Signatures"}]},
        "publicKey": {"id": "https://mercy.example/users/ann#main-key", "owner": "https://mercy.example/users/ann"},
        "assertionMethod": [{"id": "https://mercy.example/users/ann#ed25519", "type": "Multikey",
            "controller": "https://mercy.example/users/ann"}]
    })j")
                      .as_object();
    golden["publicKey"].as_object()["publicKeyPem"] = keys.rsa.public_key().to_pem();
    golden["assertionMethod"].at(0).as_object()["publicKeyMultibase"] = keys.ed25519.public_key().to_multikey();
    EXPECT_EQ(actor, golden) << json::serialize(actor);
}

TEST_F(ActorTest, KeysAreReadableByWhoeverParsesThem)
{
    const auto actor = build();
    const auto pem = signatures::PublicKey::from_pem(actor.at("publicKey").at("publicKeyPem").as_string());
    ASSERT_TRUE(pem);
    EXPECT_TRUE(*pem == keys.rsa.public_key());
    const auto& multikey = actor.at("assertionMethod").at(0).at("publicKeyMultibase").as_string();
    const auto ed25519 = signatures::PublicKey::from_multikey(multikey);
    ASSERT_TRUE(ed25519);
    EXPECT_TRUE(*ed25519 == keys.ed25519.public_key());
}

TEST_F(ActorTest, GroupNamesItsModerators)
{
    account.actor_type = "Group";
    account.moderators_url = "https://mercy.example/groups/ann/moderators";
    const auto actor = build(true);
    EXPECT_EQ(actor.at("type").as_string(), "Group");
    EXPECT_EQ(actor.at("attributedTo").as_string(), *account.moderators_url);
    EXPECT_TRUE(actor.at("postingRestrictedToMods").as_bool());
    EXPECT_FALSE(build(false).at("postingRestrictedToMods").as_bool());
}

TEST_F(ActorTest, SaysOnlyWhatThereIs)
{
    account.featured_url.reset();
    account.display_name.clear();
    account.bot = true;
    const auto actor = build();
    for (const char* absent : {"featured", "icon", "image", "movedTo", "alsoKnownAs", "suspended", "attributedTo"})
        EXPECT_FALSE(actor.contains(absent)) << absent;
    EXPECT_EQ(actor.at("name").as_string(), "ann");
    EXPECT_EQ(actor.at("type").as_string(), "Service");
}

} // namespace
} // namespace rounds::build
