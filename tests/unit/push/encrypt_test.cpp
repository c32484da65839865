#include "server/push/encrypt.hpp"

#include "storage/base/crypto.hpp"

#include <gtest/gtest.h>

namespace rounds::push {
namespace {

std::string raw(std::string_view base64)
{
    return crypto::from_base64(base64).value();
}

// RFC 8291 section 5 and appendix A.
const std::string text = "When I grow up, I want to be a watermelon";
const std::string app_key =
    raw("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4");
const std::string app_secret = raw("BTBZMqHH6r4Tts7J_aSIgg");

Once published()
{
    return {
        .key =
            {.private_scalar = raw("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"),
             .public_point =
                 raw("BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8")},
        .salt = raw("DGv6ra1nlYgDCS1FRnbzlw")
    };
}

TEST(PushEncryption, IsThatOfTheStandardsExample)
{
    const auto body = encrypt_aes128gcm(text, {app_key, app_secret}, published());
    ASSERT_TRUE(body);
    EXPECT_EQ(
        crypto::to_base64url(*body),
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_"
        "c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    );
}

TEST(PushEncryption, DiffersEachTime)
{
    const Recipient to{app_key, app_secret};
    EXPECT_NE(encrypt_aes128gcm(text, to, make_once()).value(), encrypt_aes128gcm(text, to, make_once()).value());
    EXPECT_NE(encrypt_aesgcm(text, to, make_once()).value(), encrypt_aesgcm(text, to, make_once()).value());
}

TEST(PushEncryption, TakesWhatFitsIntoOneRecord)
{
    const Recipient to{app_key, app_secret};
    const std::string longest(longest_message, 'x');
    const auto body = encrypt_aes128gcm(longest, to, make_once());
    ASSERT_TRUE(body);
    EXPECT_EQ(body->size(), 4096U);
    EXPECT_EQ(encrypt_aes128gcm(longest + 'x', to, make_once()).error(), errc::invalid_argument);
    EXPECT_EQ(encrypt_aesgcm(longest + 'x', to, make_once()).error(), errc::invalid_argument);
}

TEST(PushEncryption, RefusesKeysThatAreNone)
{
    auto beside = app_key; // a point beside the curve would give the secret away
    beside.back() = static_cast<char>(beside.back() ^ 1);
    const std::string shorter = app_key.substr(0, 64);
    const std::string compressed = '\x02' + app_key.substr(1, 32);
    for (const auto& key : {beside, shorter, compressed, std::string(65, '\0'), std::string()}) {
        EXPECT_FALSE(is_point(key));
        EXPECT_EQ(encrypt_aes128gcm(text, {key, app_secret}, make_once()).error(), errc::invalid_argument);
    }
    EXPECT_TRUE(is_point(app_key));
    EXPECT_EQ(encrypt_aes128gcm(text, {app_key, "short"}, make_once()).error(), errc::invalid_argument);
}

TEST(PushEncryption, BothSidesShareOneSecret)
{
    const auto ours = make_key_pair();
    const auto theirs = make_key_pair();
    EXPECT_EQ(shared_secret(ours, theirs.public_point).value(), shared_secret(theirs, ours.public_point).value());
}

} // namespace
} // namespace rounds::push
