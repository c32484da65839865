#include "server/privacy/detect/checks.hpp"

#include <gtest/gtest.h>

namespace rounds::privacy {
namespace {

TEST(Checks, KnownVectors)
{
    EXPECT_TRUE(luhn("4111111111111111"));
    EXPECT_FALSE(luhn("4111111111111112"));
    EXPECT_TRUE(npi("1234567893"));
    EXPECT_FALSE(npi("1234567890"));
    EXPECT_TRUE(aba("011000015"));
    EXPECT_FALSE(aba("011000016"));
    EXPECT_TRUE(nhs_number("9434765919"));
    EXPECT_FALSE(nhs_number("9434765918"));
    EXPECT_TRUE(cpf("52998224725"));
    EXPECT_FALSE(cpf("52998224726"));
    EXPECT_TRUE(verhoeff("2363"));
    EXPECT_FALSE(verhoeff("2364"));
    EXPECT_TRUE(iban("GB82WEST12345698765432"));
    EXPECT_FALSE(iban("GB82WEST12345698765433"));
    EXPECT_TRUE(vin("1M8GDM9AXKP042788"));
    EXPECT_FALSE(vin("1M8GDM9A0KP042788"));
    EXPECT_TRUE(dea("AB1234563"));
    EXPECT_FALSE(dea("AB1234567"));
    EXPECT_TRUE(spanish_id("12345678Z"));
    EXPECT_TRUE(spanish_id("X1234567L"));
    EXPECT_FALSE(spanish_id("12345678A"));
}

TEST(Checks, DaysInEitherOrder)
{
    EXPECT_TRUE(day_and_month(31, 12));
    EXPECT_TRUE(day_and_month(12, 31));
    EXPECT_FALSE(day_and_month(13, 32));
    EXPECT_FALSE(day_and_month(0, 5));
}

} // namespace
} // namespace rounds::privacy
