#include "federation/signatures/multibase.hpp"
#include "federation/signatures/proofs.hpp"
#include "tests/unit/federation/signatures/signed_request.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

using namespace rounds;
using namespace rounds::signatures;
using namespace rounds::signatures::testing;
using namespace std::chrono_literals;

namespace {

json::object note()
{
    return parse_json(R"({"@context":["https://www.w3.org/ns/activitystreams"],"id":"https://a.example/1","type":"Note",
        "content":"h\u00e9llo","n":1.50})")
        .value()
        .as_object();
}

json::object signed_note()
{
    auto document = note();
    add_proof(document, ed25519_key(), "https://a.example/u#key", noon);
    return document;
}

result<void> check_proof(const json::object& document)
{
    return verify_proof(document, ed25519_key().public_key(), ManualClock{noon});
}

} // namespace

// The example of FEP-8b32 (CC0).
TEST(Proofs, TheExampleOfTheFepVerifies)
{
    const auto document = parse_json(R"({
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"],
        "id": "https://server.example/activities/1", "type": "Create", "actor": "https://server.example/users/alice",
        "object": {"id": "https://server.example/objects/1", "type": "Note",
            "attributedTo": "https://server.example/users/alice", "content": "Hello world",
            "location": {"type": "Place", "longitude": -71.184902, "latitude": 25.273962}},
        "proof": {
            "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/data-integrity/v2"],
            "type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022",
            "verificationMethod": "https://server.example/users/alice#ed25519-key", "proofPurpose": "assertionMethod",
            "proofValue": "z42ffGu6AUKPCFcFPiabmUvnGLPJzC7e4DGWC52NUasSSH37UMa9c58tdgVszUcZfytxa4fQ5TYHaJENCxUDe9SdL",
            "created": "2023-02-24T23:36:38Z"}})")
                              .value()
                              .as_object();
    const auto key = PublicKey::from_multikey("z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2");
    ASSERT_TRUE(key);
    EXPECT_EQ(proof_method(document).value(), "https://server.example/users/alice#ed25519-key");
    EXPECT_TRUE(verify_proof(document, *key, ManualClock{noon}));
}

TEST(Proofs, RoundTrip)
{
    auto document = signed_note();
    EXPECT_EQ(proof_method(document).value(), "https://a.example/u#key");
    EXPECT_TRUE(check_proof(document));
    document["signature"] = "a Linked-Data signature added on the way";
    EXPECT_TRUE(check_proof(document));
    // The order of members and the spelling of numbers do not matter.
    const auto text = json::serialize(document);
    EXPECT_TRUE(check_proof(parse_json(text).value().as_object()));
    add_proof(document, ed25519_key(), "https://a.example/u#key", noon);
    EXPECT_TRUE(check_proof(document));
    EXPECT_FALSE(document.contains("signature"));
}

TEST(Proofs, ContextThatTheSignerOnlyHashedIsPutBack)
{
    auto document = signed_note();
    document["proof"].as_object().erase("@context");
    EXPECT_TRUE(check_proof(document));
    document["@context"] = "https://other.example/context";
    EXPECT_EQ(check_proof(document).error(), fault::bad_signature);
}

TEST(Proofs, AnyChangeBreaksIt)
{
    auto content = signed_note();
    content["content"] = "bye";
    EXPECT_EQ(check_proof(content).error(), fault::bad_signature);
    auto added = signed_note();
    added["to"] = "https://b.example/";
    EXPECT_EQ(check_proof(added).error(), fault::bad_signature);
    auto method = signed_note();
    method["proof"].as_object()["verificationMethod"] = "https://b.example/u#key";
    EXPECT_EQ(check_proof(method).error(), fault::bad_signature);
    auto context = signed_note();
    context["proof"].as_object()["@context"] = "https://other.example/context";
    EXPECT_EQ(check_proof(context).error(), fault::bad_signature);
    const auto other = PrivateKey::generate_ed25519().public_key();
    EXPECT_EQ(verify_proof(signed_note(), other, ManualClock{noon}).error(), fault::bad_signature);
    EXPECT_EQ(verify_proof(signed_note(), rsa_key().public_key(), ManualClock{noon}).error(), fault::bad_key);
}

TEST(Proofs, OtherShapesAreRefused)
{
    EXPECT_EQ(check_proof(note()).error(), fault::missing);
    auto two = signed_note();
    const json::value one = two["proof"];
    two["proof"] = json::array{one, one};
    EXPECT_EQ(check_proof(two).error(), fault::ambiguous);
    two["proof"] = "text";
    EXPECT_EQ(check_proof(two).error(), fault::malformed);
    for (const auto* member : {"type", "cryptosuite", "proofPurpose"}) {
        auto changed = signed_note();
        changed["proof"].as_object()[member] = "other";
        EXPECT_EQ(check_proof(changed).error(), fault::unsupported) << member;
    }
    auto value = signed_note();
    value["proof"].as_object()["proofValue"] = "mAAAA";
    EXPECT_EQ(check_proof(value).error(), fault::malformed);
    auto nameless = signed_note();
    nameless["proof"].as_object().erase("verificationMethod");
    EXPECT_EQ(proof_method(nameless).error(), fault::malformed);
}

TEST(Proofs, TimeIsChecked)
{
    auto future = note();
    add_proof(future, ed25519_key(), "https://a.example/u#key", noon + 2h);
    EXPECT_EQ(check_proof(future).error(), fault::out_of_time);
    auto near = note();
    add_proof(near, ed25519_key(), "https://a.example/u#key", noon + 50min);
    EXPECT_TRUE(check_proof(near));
    auto expired = signed_note();
    expired["proof"].as_object()["expires"] = "2026-11-22T11:00:00Z";
    EXPECT_EQ(check_proof(expired).error(), fault::out_of_time);
}
