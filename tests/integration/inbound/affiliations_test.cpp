#include "server/inbound/affiliations.hpp"

#include "federation/signatures/proofs.hpp"
#include "server/knowledge/affiliations.hpp"
#include "server/knowledge/status_list.hpp"
#include "storage/accounts.hpp"
#include "storage/affiliations.hpp"
#include "storage/rosters.hpp"
#include "tests/support/inbound_rig.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;
namespace affiliations = storage::affiliations;
namespace unworthy = knowledge::unworthy;
using signatures::PrivateKey;
using storage::Transaction;

const std::string stluke = "https://stluke.example";

/// A hospital that is believed here, with a doctor whose credential is sound. Each attack spoils one thing of it; its
/// twin, unspoiled or mended, has the mark.
class Marks : public ::testing::Test
{
protected:
    void SetUp() override
    {
        trust("stluke.example", "St. Luke");
        hospital_ = add_organisation(stluke, key_);
        doctor_ = add_linked(stluke, "okafor", stluke + "/credentials/1");
        publish(stluke + "/credentials/1", hospital_, doctor_.uri, key_);
        ASSERT_EQ(check(doctor_), "");
    }

    void trust(const std::string& domain, const std::string& title)
    {
        rig_.in_db([&](Transaction& tx) { return affiliations::add_root(tx, {domain, title}); });
    }
    /// An organisation whose document lists `key`, and that links to its own credential when it has one.
    RemoteActor add_organisation(const std::string& origin, const PrivateKey& key, const std::string& credential = {})
    {
        auto actor = rig_.add_actor(origin, "hospital", "Organization");
        json::object method;
        method["id"] = key_id(actor);
        method["type"] = "Multikey";
        method["controller"] = actor.uri;
        method["publicKeyMultibase"] = key.public_key().to_multikey();
        actor.document["assertionMethod"] = json::array{method};
        if (!credential.empty()) link(actor, credential);
        rig_.web.serve(actor.uri, actor.document);
        return actor;
    }
    RemoteActor add_linked(const std::string& origin, const std::string& name, const std::string& credential)
    {
        auto actor = rig_.add_actor(origin, name);
        link(actor, credential);
        rig_.web.serve(actor.uri, actor.document);
        return actor;
    }
    static void link(RemoteActor& actor, const std::string& credential)
    {
        json::object link;
        link["type"] = "Link";
        link["rel"] = "https://rounds.health/ns/knowledge#affiliation";
        link["href"] = credential;
        actor.document["attachment"] = json::array{link};
    }
    static std::string key_id(const RemoteActor& actor) { return actor.uri + "#ed25519"; }

    json::object credential(
        const std::string& uri,
        const RemoteActor& issuer,
        const std::string& subject,
        const std::string& role = "doctor"
    ) const
    {
        json::object claim;
        claim["id"] = subject;
        claim["type"] = "Person";
        claim["kn:role"] = role;
        claim["kn:specialty"] = json::object{{"kn:name", "Medical Oncology"}};
        json::object document;
        document["@context"] = json::array{"https://www.w3.org/ns/credentials/v2"};
        document["id"] = uri;
        document["type"] = json::array{"VerifiableCredential", "HealthAffiliationCredential"};
        document["issuer"] = issuer.uri;
        document["validFrom"] = to_iso8601(rig_.clock.now() - 24h);
        document["validUntil"] = to_iso8601(rig_.clock.now() + 24h * 300);
        document["credentialSubject"] = std::move(claim);
        return document;
    }
    void sign_and_serve(json::object document, const RemoteActor& issuer, const PrivateKey& key)
    {
        signatures::add_proof(document, key, key_id(issuer), rig_.clock.now());
        texts_[std::string(document.at("id").as_string())] = json::serialize(document);
    }
    void publish(
        const std::string& uri,
        const RemoteActor& issuer,
        const std::string& subject,
        const PrivateKey& key,
        const std::string& role = "doctor"
    )
    {
        sign_and_serve(credential(uri, issuer, subject, role), issuer, key);
    }

    storage::Account account(const RemoteActor& actor)
    {
        return rig_.run(rig_.resolver->resolve_actor(actor.uri, discovery::Freshness::now)).value();
    }
    affiliations::Affiliation mark(const RemoteActor& actor)
    {
        return rig_.in_db([&](Transaction& tx) {
            const auto found = storage::accounts::find_by_uri(tx, actor.uri).value();
            return affiliations::of_account(tx, found.id).at(0);
        });
    }
    /// Why the first credential of the actor does not count; empty: it does, and is shown.
    std::string check(const RemoteActor& actor)
    {
        const auto id = account(actor).id;
        const auto before = mark(actor);
        const inbound::ReadCredentialText read = [this](std::string url) { return text_at(std::move(url)); };
        const auto done = rig_.run(inbound::check_affiliation(rig_.inbound(), read, id, before.uri));
        if (!done) return done.error().message();
        const auto after = mark(actor);
        EXPECT_EQ(after.counts_at(rig_.clock.now()), after.reason.empty()) << after.reason;
        return after.reason;
    }
    asio::awaitable<result<std::string>> text_at(std::string url)
    {
        if (unreachable_) co_return errc::unavailable;
        const auto found = texts_.find(url);
        if (found == texts_.end()) co_return errc::gone;
        co_return found->second;
    }

    InboundRig rig_;
    PrivateKey key_ = PrivateKey::generate_ed25519();
    std::map<std::string, std::string> texts_;
    bool unreachable_ = false;
    RemoteActor hospital_;
    RemoteActor doctor_;
};

TEST_F(Marks, SayWhoVouchedAndUntilWhen)
{
    const auto shown = mark(doctor_);
    EXPECT_EQ(shown.state, "valid");
    EXPECT_EQ(shown.root, "St. Luke");
    EXPECT_EQ(shown.role, "doctor");
    EXPECT_EQ(shown.specialty_name, "Medical Oncology");
    EXPECT_EQ(shown.issuer, account(hospital_).id);
    EXPECT_EQ(shown.valid_until, rig_.clock.now() + 24h * 300);
}

TEST_F(Marks, AreLostByACopiedCredential)
{
    EXPECT_EQ(check(add_linked("https://evil.example", "eve", stluke + "/credentials/1")), unworthy::other_subject);
    EXPECT_EQ(check(doctor_), "");
}

TEST_F(Marks, AreLostByALookAlikeDomain)
{
    const std::string alike = "https://st1uke.example";
    const auto other = PrivateKey::generate_ed25519();
    const auto fake = add_organisation(alike, other);
    const auto eve = add_linked(alike, "okafor", alike + "/credentials/1");
    publish(alike + "/credentials/1", fake, eve.uri, other);
    EXPECT_EQ(check(eve), unworthy::no_root);
    // Nor can it say that the real one issued it.
    publish(alike + "/credentials/1", hospital_, eve.uri, other);
    EXPECT_EQ(check(eve), unworthy::foreign_issuer);
    EXPECT_EQ(check(doctor_), "");
}

TEST_F(Marks, AreLostWhenTheCredentialExpires)
{
    rig_.clock.advance(24h * 300 - 1h);
    EXPECT_EQ(check(doctor_), "");
    EXPECT_FALSE(mark(doctor_).counts_at(rig_.clock.now() + 2h)) << "also before the next check";
    rig_.clock.advance(1h);
    EXPECT_EQ(check(doctor_), unworthy::expired);
}

TEST_F(Marks, AreLostWhenTheCredentialIsRevoked)
{
    rig_.clock.advance(12h);
    EXPECT_EQ(check(doctor_), "");
    const auto kept = texts_;
    texts_.clear(); // 410 from now on
    rig_.clock.advance(12h);
    EXPECT_EQ(check(doctor_), unworthy::revoked);
    EXPECT_EQ(mark(doctor_).lost_at, rig_.clock.now());
    texts_ = kept;
    EXPECT_EQ(check(doctor_), "");
}

TEST_F(Marks, AreHiddenADayAfterTheLastCheckThatWasAnswered)
{
    unreachable_ = true;
    rig_.clock.advance(23h);
    EXPECT_EQ(check(doctor_), make_error_code(errc::unavailable).message());
    EXPECT_TRUE(mark(doctor_).counts_at(rig_.clock.now())) << "a short absence takes nothing away";
    rig_.clock.advance(1h);
    EXPECT_FALSE(mark(doctor_).counts_at(rig_.clock.now()));
    unreachable_ = false;
    EXPECT_EQ(check(doctor_), "");
}

TEST_F(Marks, AreLostWhenTheKeyIsRotated)
{
    const auto fresh = PrivateKey::generate_ed25519();
    hospital_ = add_organisation(stluke, fresh);
    EXPECT_EQ(check(doctor_), unworthy::bad_proof);
    publish(stluke + "/credentials/1", hospital_, doctor_.uri, fresh);
    EXPECT_EQ(check(doctor_), "");
}

TEST_F(Marks, AreLostByAKeyGivenTwice)
{
    const auto uri = stluke + "/credentials/1";
    const auto sound = texts_.at(uri);
    texts_[uri] = R"({"credentialSubject":{"id":"https://evil.example/users/eve"},)" + sound.substr(1);
    EXPECT_EQ(check(doctor_), unworthy::unreadable);
    texts_[uri] = sound;
    EXPECT_EQ(check(doctor_), "");
}

TEST_F(Marks, AreLostByAMoveToAnotherServer)
{
    const auto mover = add_linked(stluke, "mover", stluke + "/credentials/2");
    publish(stluke + "/credentials/2", hospital_, mover.uri, key_);
    EXPECT_EQ(check(mover), "");
    auto moved = mover;
    moved.document["movedTo"] = "https://hope.example/users/mover";
    rig_.web.serve(moved.uri, moved.document);
    EXPECT_EQ(check(moved), unworthy::no_subject);
    EXPECT_EQ(check(add_linked("https://hope.example", "mover", stluke + "/credentials/2")), unworthy::other_subject);
}

TEST_F(Marks, AreLostWhenTheIssuerIsSuspended)
{
    const auto suspend = [&](bool suspended) {
        rig_.in_db([&](Transaction& tx) {
            storage::accounts::set_suspended(
                tx, storage::accounts::find_by_uri(tx, hospital_.uri).value().id, suspended
            );
            return true;
        });
    };
    suspend(true);
    EXPECT_EQ(check(doctor_), unworthy::no_issuer);
    suspend(false);
    EXPECT_EQ(check(doctor_), "");
}

TEST_F(Marks, AreLostInAChainThatLoops)
{
    const std::string north = "https://north.example";
    const std::string south = "https://south.example";
    const auto key = PrivateKey::generate_ed25519();
    const auto first = add_organisation(north, key, south + "/credentials/org");
    const auto second = add_organisation(south, key, north + "/credentials/org");
    publish(south + "/credentials/org", second, first.uri, key, "org_provider");
    publish(north + "/credentials/org", first, second.uri, key, "org_provider");
    const auto nurse = add_linked(north, "nurse", north + "/credentials/1");
    publish(north + "/credentials/1", first, nurse.uri, key, "hcp");
    (void)account(first);
    (void)account(second);
    EXPECT_EQ(check(nurse), unworthy::no_root) << "they vouch for each other, nobody for them";
    trust("south.example", "Society");
    EXPECT_EQ(check(nurse), "") << "root, organisation, person";
    EXPECT_EQ(mark(nurse).root, "Society");
}

TEST_F(Marks, AreNotHandedOnBeyondTwoSteps)
{
    const std::string clinic = "https://clinic.example";
    const std::string ward = "https://ward.example";
    const auto key = PrivateKey::generate_ed25519();
    const auto middle = add_organisation(clinic, key, stluke + "/credentials/clinic");
    publish(stluke + "/credentials/clinic", hospital_, middle.uri, key_, "org_provider");
    const auto last = add_organisation(ward, key, clinic + "/credentials/ward");
    publish(clinic + "/credentials/ward", middle, last.uri, key, "org_provider");
    (void)account(middle);
    (void)account(last);
    const auto near = add_linked(clinic, "near", clinic + "/credentials/1");
    publish(clinic + "/credentials/1", middle, near.uri, key);
    EXPECT_EQ(check(near), "");
    const auto far = add_linked(ward, "far", ward + "/credentials/1");
    publish(ward + "/credentials/1", last, far.uri, key);
    EXPECT_EQ(check(far), unworthy::no_root);
    // A person whose role was vouched for is no organisation.
    publish(stluke + "/credentials/clinic", hospital_, middle.uri, key_, "doctor");
    EXPECT_EQ(check(near), unworthy::no_root);
}

TEST_F(Marks, AreBelievedOfProvenMembersOfARoster)
{
    const std::string hope = "https://hope.example";
    const auto key = PrivateKey::generate_ed25519();
    const auto issuer = add_organisation(hope, key);
    const auto nurse = add_linked(hope, "nurse", hope + "/credentials/1");
    publish(hope + "/credentials/1", issuer, nurse.uri, key);
    namespace rosters = storage::rosters;
    const auto roster = rig_.in_db([&](Transaction& tx) {
        rosters::Roster row;
        row.uri = "https://society.example/rosters/main";
        row.title = "Cancer consortium";
        auto added = rosters::add(tx, row).value();
        added.title = row.title;
        rosters::save(tx, added);
        rosters::put_member(tx, added.id, {"hope.example", "Hope", "hospital", "US-CA", "rounds", "z6Mk"});
        return added;
    });
    EXPECT_EQ(check(nurse), unworthy::no_root) << "its domain has not proven the entry";
    rig_.in_db([&](Transaction& tx) {
        rosters::put_proof(tx, roster.id, "hope.example", json::object{}, rig_.clock.now());
        return true;
    });
    EXPECT_EQ(check(nurse), "");
    EXPECT_EQ(mark(nurse).root, "Cancer consortium");
}

TEST_F(Marks, AreForgottenWhenTheAccountLinksToThemNoMore)
{
    auto plain = doctor_;
    plain.document.erase("attachment");
    rig_.web.serve(plain.uri, plain.document);
    (void)account(plain);
    EXPECT_EQ(rig_.count("SELECT count(*) FROM affiliations"), 0);
}

TEST_F(Marks, AreCheckedSoonAfterALinkIsSeen)
{
    EXPECT_EQ(rig_.count("SELECT count(*) FROM jobs WHERE kind = 'check_affiliation'"), 1);
    (void)account(doctor_);
    EXPECT_EQ(rig_.count("SELECT count(*) FROM jobs WHERE kind = 'check_affiliation'"), 1) << "known already";
}

TEST_F(Marks, AreLostWhenTheStatusListSaysSo)
{
    const auto uri = stluke + "/credentials/1";
    const auto lists = stluke + "/credentials/status";
    const auto publish_list = [&](std::vector<std::int64_t> revoked, const PrivateKey& key) {
        knowledge::StatusList list;
        list.uri = lists + "/0";
        list.issuer = hospital_.uri;
        list.valid_from = to_iso8601(rig_.clock.now());
        list.revoked = std::move(revoked);
        sign_and_serve(knowledge::build_status_list(list), hospital_, key);
    };
    auto document = credential(uri, hospital_, doctor_.uri);
    document["credentialStatus"] = knowledge::status_entry(lists, 94'567);
    sign_and_serve(document, hospital_, key_);
    EXPECT_EQ(check(doctor_), unworthy::unknown_status) << "there is no list";
    publish_list({3, 94'566, 94'568}, key_);
    EXPECT_EQ(check(doctor_), "") << "its neighbours were revoked, it was not";
    publish_list({3, 94'567}, key_);
    EXPECT_EQ(check(doctor_), unworthy::revoked);
    EXPECT_EQ(mark(doctor_).lost_at, rig_.clock.now());
    publish_list({}, PrivateKey::generate_ed25519());
    EXPECT_EQ(check(doctor_), unworthy::unknown_status) << "the list is not signed by the issuer";
    document["credentialStatus"] = knowledge::status_entry("https://evil.example/status", 94'567);
    sign_and_serve(document, hospital_, key_);
    EXPECT_EQ(check(doctor_), unworthy::unknown_status) << "the list is kept by another";
}

TEST_F(Marks, NeedAllThatACredentialSays)
{
    const auto uri = stluke + "/credentials/1";
    const auto spoiled = [&](auto spoil) {
        auto document = credential(uri, hospital_, doctor_.uri);
        spoil(document);
        sign_and_serve(document, hospital_, key_);
        return check(doctor_);
    };
    EXPECT_EQ(spoiled([](auto&) {}), "");
    EXPECT_EQ(spoiled([](auto& d) { d["type"] = json::array{"VerifiableCredential"}; }), unworthy::not_a_credential);
    EXPECT_EQ(spoiled([](auto& d) { d["validFrom"] = "2026-12-01T00:00:00Z"; }), unworthy::not_yet_valid);
    EXPECT_EQ(spoiled([](auto& d) { d["validUntil"] = "2029-12-01T00:00:00Z"; }), unworthy::too_long);
    EXPECT_EQ(
        spoiled([](auto& d) { d["credentialStatus"] = json::object{{"type", "Other"}}; }), unworthy::unknown_status
    );
    auto altered = json::parse(texts_.at(uri)).as_object();
    altered.erase("credentialStatus");
    texts_[uri] = json::serialize(altered);
    EXPECT_EQ(check(doctor_), unworthy::bad_proof) << "changed after it was signed";
}

} // namespace
} // namespace rounds::test
