#include "federation/peers/roster.hpp"

#include "federation/build/roster.hpp"
#include "federation/peers/look_alike.hpp"
#include "federation/signatures/fault.hpp"
#include "federation/signatures/proofs.hpp"

#include <gtest/gtest.h>

namespace rounds::peers {
namespace {

using storage::rosters::Member;
using storage::rosters::RosterId;

const signatures::PrivateKey steward = signatures::PrivateKey::generate_ed25519();
const signatures::PrivateKey mercy_key = signatures::PrivateKey::generate_ed25519();
const ManualClock now{*parse_iso8601("2026-11-20T12:00:00Z")};

Member mercy()
{
    return {"mercy.example", "Mercy", "hospital", "US-CA", "rounds", mercy_key.public_key().to_multikey()};
}

Member society()
{
    return {
        "xn--oncogesellschaft-example.example",
        "Onco",
        "society",
        "DE-BE",
        "fediverse",
        signatures::PrivateKey::generate_ed25519().public_key().to_multikey()
    };
}

build::RosterInput input()
{
    return {
        .id = "https://c.example/rosters/main",
        .steward = "https://c.example/actor",
        .title = "Consortium",
        .sequence = 3,
        .updated = now.now(),
        .members = {mercy()}
    };
}

json::object
sign(json::object document, const signatures::PrivateKey& key, const char* actor = "https://c.example/actor")
{
    signatures::add_proof(document, key, std::string(actor) + "#ed25519", now.now());
    return document;
}

TEST(Roster, IsReadAsItWasBuilt)
{
    const auto read = read_roster(sign(build::build_roster(input()), steward), steward.public_key(), now, 10);
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->title, "Consortium");
    EXPECT_EQ(read->sequence, 3);
    ASSERT_EQ(read->members.size(), 1U);
    EXPECT_EQ(read->members[0], mercy());
}

TEST(Roster, CountsWithItsStewardsProofOnly)
{
    const auto built = build::build_roster(input());
    const auto read = [](const json::object& document) {
        return read_roster(document, steward.public_key(), now, 10).has_value();
    };
    EXPECT_TRUE(read(sign(built, steward)));
    EXPECT_FALSE(read(built));
    EXPECT_FALSE(read(sign(built, mercy_key)));
    EXPECT_FALSE(read(sign(built, steward, "https://evil.example/actor"))) << "a key of another server";
    auto changed = sign(built, steward);
    changed["kn:sequence"] = 4;
    EXPECT_FALSE(read(changed));
    changed = sign(built, steward);
    changed["orderedItems"].as_array()[0].as_object()["kn:domain"] = "evil.example";
    EXPECT_FALSE(read(changed));
}

TEST(Roster, IsRefusedAsAWholeForOneMemberThatCannotBe)
{
    const auto read = [](std::vector<Member> members, std::size_t most = 10) {
        auto with = input();
        with.members = std::move(members);
        return read_roster(sign(build::build_roster(with), steward), steward.public_key(), now, most).has_value();
    };
    EXPECT_TRUE(read({}));
    EXPECT_TRUE(read({mercy()}, 1));
    EXPECT_FALSE(read({mercy()}, 0)) << "more than may be";
    EXPECT_FALSE(read({mercy(), mercy()})) << "twice";
    for (const auto* domain :
         {"", "mercy", "mercy.example/x", "user@mercy.example", "mercy.example:x", "a b.example"}) {
        auto odd = mercy();
        odd.domain = domain;
        if (std::string_view(domain) == "mercy") continue; // a host without a dot is one
        EXPECT_FALSE(read({odd})) << domain;
    }
    auto odd = mercy();
    odd.key = "z6Mk";
    EXPECT_FALSE(read({odd}));
    odd = mercy();
    odd.kind = "pharmacy";
    EXPECT_FALSE(read({odd}));
}

TEST(Roster, DifferencesAreInTheOrderOfDomains)
{
    auto renamed = mercy();
    renamed.name = "Mercy Hospital";
    const auto changes =
        differences(RosterId{1}, {mercy(), society()}, {renamed, {"a.example", "A", "society", "", "", ""}});
    ASSERT_EQ(changes.size(), 3U);
    EXPECT_EQ(changes[0].what + changes[0].member.domain, "adda.example");
    EXPECT_EQ(changes[1].what + changes[1].member.name, "changeMercy Hospital");
    EXPECT_EQ(changes[2].what + changes[2].member.domain, "remove" + society().domain);
    EXPECT_TRUE(differences(RosterId{1}, {mercy()}, {mercy()}).empty());
}

build::DirectoryEntryInput entry()
{
    build::DirectoryEntryInput input;
    input.id = "https://mercy.example/directory/entry";
    input.actor = "https://mercy.example/actor";
    input.name = "Mercy";
    input.kind = "hospital";
    input.url = "https://mercy.example/";
    input.networks = {
        {"https://mercy.example/groups/bc",
         "Breast cancer",
         "@bc@mercy.example",
         "https://mercy.example/@bc",
         {"breast cancer"}}
    };
    input.chats = {{"https://evil.example/chats/1", "Fatigue", "Breast cancer", "UTC", now.now(), now.now()}};
    input.updated = now.now();
    return input;
}

TEST(DirectoryEntry, IsProvenByItsDomainAndKey)
{
    const auto document = sign(build::build_directory_entry(entry()), mercy_key, "https://mercy.example/actor");
    const auto read = read_directory_entry(document, mercy(), now);
    ASSERT_TRUE(read) << read.error().message();
    EXPECT_EQ(read->at("networks").as_array()[0].at("url").as_string(), "https://mercy.example/@bc");
    EXPECT_EQ(read->at("chats").as_array()[0].at("url").as_string(), "") << "an address of another server";
    auto elsewhere = mercy();
    elsewhere.domain = "other.example";
    EXPECT_FALSE(read_directory_entry(document, elsewhere, now));
    auto other_key = mercy();
    other_key.key = steward.public_key().to_multikey();
    EXPECT_FALSE(read_directory_entry(document, other_key, now));
    auto changed = document;
    changed["name"] = "Mercy General";
    EXPECT_FALSE(read_directory_entry(changed, mercy(), now));
}

// R17
TEST(LookAlike, FlagsWhatCouldBeTakenForAnother)
{
    const std::vector<std::string> known{"mercy.example", "stluke.example:8443", "clinic.example"};
    EXPECT_EQ(looks_like("m\xD0\xB5rcy.example", known), "mercy.example") << "a Cyrillic letter";
    EXPECT_EQ(looks_like("xn--mrcy-qdd.example", known).has_value(), true) << "the same as an A-label";
    EXPECT_EQ(looks_like("rnercy.example", known), "mercy.example") << "r and n for m";
    EXPECT_EQ(looks_like("c1inic.example", known), "clinic.example") << "the digit one for l";
    EXPECT_EQ(looks_like("mercy.example", known), std::nullopt) << "itself";
    EXPECT_EQ(looks_like("MERCY.example", known), std::nullopt) << "itself";
    EXPECT_EQ(looks_like("hope.example", known), std::nullopt);
    EXPECT_EQ(looks_like("m\xC3\xBCnchen.example", known), std::nullopt) << "one script is fine";
    EXPECT_TRUE(looks_like("p\xD0\xB0ypal.example", {})) << "two scripts in one label, whoever is known";
}

TEST(LookAlike, DomainsAreAscii)
{
    EXPECT_EQ(to_ascii_domain("M\xC3\xBCnchen.example"), "xn--mnchen-3ya.example");
    EXPECT_EQ(to_display_domain("xn--mnchen-3ya.example:8443"), "m\xC3\xBCnchen.example:8443");
    for (const auto* odd : {"", "a b", "a/b", "a@b", "a:b", "a:123456", "-a.example", "a..b"})
        EXPECT_FALSE(to_ascii_domain(odd)) << odd;
}

} // namespace
} // namespace rounds::peers
