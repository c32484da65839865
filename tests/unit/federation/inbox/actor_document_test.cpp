#include "federation/discovery/actor_document.hpp"
#include "federation/discovery/webfinger_lookup.hpp"
#include "tests/support/fixtures.hpp"

#include <gtest/gtest.h>

namespace rounds::discovery {
namespace {

json::object actor_with_key(std::string_view owner, std::string_view key_id)
{
    static const auto pem = signatures::PrivateKey::generate_rsa().public_key().to_pem();
    auto actor = test::fixture("mastodon/actor.json");
    actor["publicKey"] = json::object{{"id", key_id}, {"owner", owner}, {"publicKeyPem", pem}};
    return actor;
}

constexpr std::string_view rosa = "https://social.example/users/rosa";
constexpr std::string_view rosas_key = "https://social.example/users/rosa#main-key";

TEST(ActorDocument, ReadsAPersonOfMastodon)
{
    const auto actor = read_actor(actor_with_key(rosa, rosas_key));
    ASSERT_TRUE(actor);
    const auto& account = actor->account;
    EXPECT_EQ(account.username, "rosa");
    EXPECT_EQ(account.domain, "social.example");
    EXPECT_EQ(account.uri, rosa);
    EXPECT_EQ(account.url, "https://social.example/@rosa");
    EXPECT_EQ(account.shared_inbox_url, "https://social.example/inbox");
    EXPECT_EQ(account.featured_url, "https://social.example/users/rosa/collections/featured");
    EXPECT_TRUE(account.locked);
    EXPECT_TRUE(account.discoverable);
    EXPECT_FALSE(account.indexable);
    EXPECT_EQ(account.also_known_as, std::vector<std::string>{"https://old.example/users/rosa"});
    EXPECT_EQ(account.avatar_url, "https://files.social.example/avatars/rosa.png");
    ASSERT_EQ(account.fields.size(), 1U);
    EXPECT_EQ(account.fields[0].name, "Home");
    ASSERT_EQ(actor->keys.size(), 1U);
    EXPECT_EQ(actor->keys[0].key_uri, rosas_key);
    EXPECT_TRUE(signatures::PublicKey::from_bytes(actor->keys[0].public_key));
}

/// FEP-7aa9: who says nothing was not asked.
TEST(ActorDocument, ReadsWhoMayRecommendIt)
{
    using storage::QuotePolicy;
    auto document = actor_with_key(rosa, rosas_key);
    EXPECT_FALSE(read_actor(document)->feature_policy);
    document["featuredCollections"] = std::string(rosa) + "/collections";
    document["interactionPolicy"] = {
        {"canFeature",
         {{"automaticApproval", json::array{std::string(rosa) + "/followers"}}, {"manualApproval", "as:Public"}}}
    };
    const auto actor = read_actor(document);
    EXPECT_EQ(actor->collections_url, std::string(rosa) + "/collections");
    EXPECT_EQ(
        actor->feature_policy, (QuotePolicy{.automatic = QuotePolicy::followers, .manual = QuotePolicy::everybody})
    );
    document["interactionPolicy"] = {{"canFeature", {{"automaticApproval", rosa}}}};
    EXPECT_EQ(read_actor(document)->feature_policy, QuotePolicy{}) << "nobody, said explicitly";
    document["featuredCollections"] = "https://victim.example/collections";
    EXPECT_FALSE(read_actor(document)->collections_url);
}

TEST(ActorDocument, ReadsAGroupOfLemmy)
{
    const auto group = read_actor(test::fixture("lemmy/group.json"));
    ASSERT_TRUE(group);
    EXPECT_TRUE(group->account.group());
    EXPECT_EQ(group->account.moderators_url, "https://lemmy.example/c/fatigue/moderators");
    EXPECT_TRUE(group->keys.empty()); // the sample holds no key
}

// N12
TEST(ActorDocument, TakesOnlyKeysThatAreItsOwn)
{
    EXPECT_TRUE(read_actor(actor_with_key("https://victim.example/users/v", rosas_key))->keys.empty());
    EXPECT_TRUE(read_actor(actor_with_key(rosa, "https://victim.example/users/v#main-key"))->keys.empty());
}

TEST(ActorDocument, RefusesWhatIsNoActorOrCannotBeReached)
{
    const auto with = [](std::string_view key, json::value value) {
        auto actor = test::fixture("mastodon/actor.json");
        actor[key] = std::move(value);
        return read_actor(actor);
    };
    EXPECT_TRUE(with("name", "fine"));
    EXPECT_FALSE(with("type", "Note"));
    EXPECT_FALSE(with("id", "https://SOCIAL.example/users/rosa"));
    for (const auto& inbox :
         {json::value(7),
          json::value(""),
          json::value("'); DROP TABLE accounts; --"),
          json::value(json::array{"https://social.example/1", "https://social.example/2"}),
          json::value("https://elsewhere.example/inbox"),
          json::value(std::string(100'000, 'x'))})
        EXPECT_FALSE(with("inbox", inbox)) << "N41";
    for (const auto* name : {"", "a b", "a@b", "../x", "a/b", "a\nb"})
        EXPECT_FALSE(with("preferredUsername", name)) << name;
}

TEST(ActorDocument, CutsWhatIsTooLong)
{
    auto document = test::fixture("mastodon/actor.json");
    document["name"] = std::string(10'000, 'n');
    document["summary"] = std::string(19'999, 's') + "\u00e9\u00e9";
    json::array fields;
    for (int i = 0; i < 80; ++i)
        fields.push_back(json::object{{"type", "PropertyValue"}, {"name", "n"}, {"value", "v"}});
    document["attachment"] = fields;
    json::array names;
    for (int i = 0; i < 400; ++i) names.push_back(json::string("https://old.example/" + std::to_string(i)));
    document["alsoKnownAs"] = names;
    const auto actor = read_actor(document);
    ASSERT_TRUE(actor);
    EXPECT_EQ(actor->account.display_name.size(), name_characters);
    EXPECT_EQ(actor->account.note.size(), 19'999U) << "no character is cut in two";
    EXPECT_EQ(actor->account.fields.size(), profile_fields);
    EXPECT_EQ(actor->account.also_known_as.size(), aliases);
}

TEST(Jrd, FindsTheActorAmongTheLinks)
{
    const auto jrd = parse_json(R"({"subject":"acct:rosa@social.example","links":[
        {"rel":"http://webfinger.net/rel/profile-page","type":"text/html","href":"https://social.example/@rosa"},
        {"rel":"self","type":"text/html","href":"https://social.example/wrong"},
        {"rel":"self","type":"application/activity+json","href":"https://social.example/users/rosa"}]})");
    const auto found = read_jrd(jrd->as_object());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->actor, rosa);
    EXPECT_EQ(
        read_jrd(parse_json(R"({"links":[{"rel":"self","type":"text/html"}]})")->as_object()).error(), errc::not_found
    );
    EXPECT_EQ(read_jrd(parse_json(R"({"links":7})")->as_object()).error(), errc::not_found);
}

} // namespace
} // namespace rounds::discovery
