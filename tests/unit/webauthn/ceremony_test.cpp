#include "server/webauthn/ceremony.hpp"

#include "server/webauthn/cbor.hpp"
#include "tests/support/authenticator.hpp"

#include <gtest/gtest.h>

namespace rounds::webauthn {
namespace {

using test::Authenticator;
using Says = Authenticator::Says;

const Party party = party_of("https://mercy.example");
constexpr std::string_view challenge = "thirty-two bytes of no meaning..";

result<Credential> registered(const Authenticator& key, const Says& says = {})
{
    const auto made = key.make(challenge, says);
    return verify_registration(party, challenge, made.client_data, made.attestation);
}

TEST(Party, IsTheHostWithoutThePortAndTheWholeOrigin)
{
    EXPECT_EQ(party.id, "mercy.example");
    EXPECT_EQ(party.origin, "https://mercy.example");
    const auto other = party_of("https://localhost:8443");
    EXPECT_EQ(other.id, "localhost");
    EXPECT_EQ(other.origin, "https://localhost:8443");
}

TEST(Registration, TakesAKeyThatVerifiedItsPerson)
{
    const Authenticator key;
    const auto plain = registered(key, {.count = 7});
    ASSERT_TRUE(plain) << plain.error().message();
    EXPECT_EQ(plain->id, key.id());
    EXPECT_EQ(plain->algorithm, -7);
    EXPECT_EQ(plain->sign_count, 7U);
    EXPECT_EQ(plain->public_key.size(), 64U);
    EXPECT_TRUE(registered(key, {.format = "packed"})) << "signed by itself";
}

TEST(Registration, RefusesEachThingThatIsWrong)
{
    const Authenticator key;
    EXPECT_EQ(registered(key, {.origin = "https://evil.example"}).error(), fault::wrong_origin);
    EXPECT_EQ(registered(key, {.origin = "https://mercy.example:444"}).error(), fault::wrong_origin);
    EXPECT_EQ(registered(key, {.cross_origin = true}).error(), fault::wrong_origin);
    EXPECT_EQ(registered(key, {.party = "evil.example"}).error(), fault::wrong_party);
    EXPECT_EQ(registered(key, {.present = false}).error(), fault::not_present);
    EXPECT_EQ(registered(key, {.verified = false}).error(), fault::not_verified);
    EXPECT_EQ(registered(key, {.type = "webauthn.get"}).error(), fault::wrong_type);
    EXPECT_EQ(registered(key, {.format = "fido-u2f"}).error(), fault::unsupported);
    EXPECT_EQ(registered(key, {.format = "packed", .good_signature = false}).error(), fault::bad_signature);
    const auto made = key.make("another challenge", {});
    EXPECT_EQ(
        verify_registration(party, challenge, made.client_data, made.attestation).error(), fault::wrong_challenge
    );
    EXPECT_EQ(verify_registration(party, "", made.client_data, made.attestation).error(), fault::wrong_challenge);
}

TEST(Registration, RefusesWhatCannotBeRead)
{
    const Authenticator key;
    const auto made = key.make(challenge, {});
    const auto verify = [&](const std::string& client_data, const std::string& attestation) {
        return verify_registration(party, challenge, client_data, attestation);
    };
    EXPECT_EQ(verify("{", made.attestation).error(), fault::malformed);
    EXPECT_EQ(verify("[]", made.attestation).error(), fault::malformed);
    for (std::size_t size = 0; size < made.attestation.size(); ++size)
        EXPECT_FALSE(verify(made.client_data, made.attestation.substr(0, size))) << size;
    EXPECT_EQ(verify(made.client_data, made.attestation + '\0').error(), fault::malformed);
    const std::string twice = "\xa4\x63"
                              "fmt\x64none\x63"
                              "fmt\x64none";
    EXPECT_EQ(read_attestation(twice).error(), fault::malformed);
    EXPECT_EQ(read_attestation(std::string(100'000, '\x81')).error(), fault::malformed) << "nested without end";
}

TEST(Assertion, TakesWhatTheKeySigned)
{
    const Authenticator key;
    const auto credential = registered(key).value();
    const auto count = verify_assertion(party, challenge, credential, key.answer(challenge, {.count = 2}));
    ASSERT_TRUE(count) << count.error().message();
    EXPECT_EQ(*count, 2U);
}

TEST(Assertion, RefusesEachForgery)
{
    const Authenticator key;
    const auto credential = registered(key).value();
    const auto verify = [&](const Assertion& answer) { return verify_assertion(party, challenge, credential, answer); };
    const auto says = [&](Says what) {
        what.count = 2;
        return verify(key.answer(challenge, what));
    };
    ASSERT_TRUE(says({})) << "the positive twin";
    EXPECT_EQ(says({.origin = "https://mercy.example.evil.example"}).error(), fault::wrong_origin);
    EXPECT_EQ(says({.origin = "http://mercy.example"}).error(), fault::wrong_origin);
    EXPECT_EQ(says({.cross_origin = true}).error(), fault::wrong_origin);
    EXPECT_EQ(says({.party = "evil.example"}).error(), fault::wrong_party);
    EXPECT_EQ(says({.present = false}).error(), fault::not_present);
    EXPECT_EQ(says({.verified = false}).error(), fault::not_verified);
    EXPECT_EQ(says({.type = "webauthn.create"}).error(), fault::wrong_type);
    EXPECT_EQ(says({.good_signature = false}).error(), fault::bad_signature);
    EXPECT_EQ(verify(key.answer("another challenge", {.count = 2})).error(), fault::wrong_challenge);

    const Authenticator other;
    auto foreign = other.answer(challenge, {.count = 2});
    EXPECT_EQ(verify(foreign).error(), fault::bad_signature);
    foreign.credential_id = key.id();
    EXPECT_EQ(verify(foreign).error(), fault::bad_signature);

    auto changed = key.answer(challenge, {.verified = false, .count = 2});
    changed.authenticator_data[32] = static_cast<char>(0x05);
    EXPECT_EQ(verify(changed).error(), fault::bad_signature) << "the flags are signed";
    auto cut = key.answer(challenge, {.count = 2});
    cut.authenticator_data.pop_back();
    EXPECT_EQ(verify(cut).error(), fault::malformed);
    auto odd = credential;
    odd.algorithm = -65535;
    EXPECT_EQ(
        verify_assertion(party, challenge, odd, key.answer(challenge, {.count = 2})).error(), fault::bad_signature
    );
}

TEST(Assertion, RefusesACounterThatDoesNotRise)
{
    const Authenticator key;
    auto credential = registered(key).value();
    const auto with = [&](std::uint32_t kept, std::uint32_t shown) {
        credential.sign_count = kept;
        return verify_assertion(party, challenge, credential, key.answer(challenge, {.count = shown}));
    };
    EXPECT_TRUE(with(5, 6));
    EXPECT_EQ(with(5, 5).error(), fault::copied);
    EXPECT_EQ(with(5, 4).error(), fault::copied);
    EXPECT_EQ(with(5, 0).error(), fault::copied);
    EXPECT_TRUE(with(0, 0)) << "a key without a counter";
    EXPECT_TRUE(with(0, 9));
}

} // namespace
} // namespace rounds::webauthn
