#include "server/social/totp.hpp"

#include <gtest/gtest.h>

namespace rounds::social::totp {
namespace {

const std::string rfc_secret = "12345678901234567890";

Time at(long long seconds)
{
    return Time{std::chrono::seconds{seconds}};
}

// RFC 6238 appendix B, the last six of its eight digits.
TEST(Totp, AgreesWithTheRfc)
{
    const std::pair<long long, const char*> vectors[] = {
        {59, "287082"},
        {1111111109, "081804"},
        {1111111111, "050471"},
        {1234567890, "005924"},
        {2000000000, "279037"},
        {20000000000, "353130"},
    };
    for (const auto& [seconds, code] : vectors) EXPECT_EQ(code_of(rfc_secret, step_at(at(seconds))), code) << seconds;
}

TEST(Totp, TakesOneStepToEitherSideAndNoneTwice)
{
    const auto now = at(1111111109);
    const auto step = step_at(now);
    for (int by = -3; by <= 3; ++by) {
        const auto found = find_step(rfc_secret, code_of(rfc_secret, step + by), now, 0);
        EXPECT_EQ(found.has_value(), by >= -1 && by <= 1) << by;
    }
    EXPECT_EQ(find_step(rfc_secret, code_of(rfc_secret, step), now, step), std::nullopt);
    EXPECT_EQ(find_step(rfc_secret, code_of(rfc_secret, step), now, step - 1), step);
    EXPECT_EQ(find_step(rfc_secret, "", now, 0), std::nullopt);
}

TEST(Totp, WritesSecretsForApps)
{
    EXPECT_EQ(to_base32("foobar"), "MZXW6YTBOI"); // RFC 4648 section 10
    EXPECT_EQ(to_base32("f"), "MY");
    EXPECT_EQ(
        key_uri("Mercy Rounds", "ann@mercy.example", "foobar"),
        "otpauth://totp/Mercy%20Rounds:ann%40mercy.example?secret=MZXW6YTBOI&issuer=Mercy%20Rounds"
    );
    EXPECT_EQ(make_secret().size(), 20U);
    EXPECT_NE(make_secret(), make_secret());
}

} // namespace
} // namespace rounds::social::totp
