#include "federation/signatures/jcs.hpp"

#include <gtest/gtest.h>
#include <limits>

using namespace rounds;
using namespace rounds::signatures;

// RFC 8785 appendix B, and the branches of ECMA-262 Number::toString.
TEST(Jcs, NumbersAsEcmaScriptPrintsThem)
{
    EXPECT_EQ(number_to_string(0), "0");
    EXPECT_EQ(number_to_string(-0.0), "0");
    EXPECT_EQ(number_to_string(std::numeric_limits<double>::denorm_min()), "5e-324");
    EXPECT_EQ(number_to_string(-std::numeric_limits<double>::denorm_min()), "-5e-324");
    EXPECT_EQ(number_to_string(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
    EXPECT_EQ(number_to_string(9007199254740992), "9007199254740992");
    EXPECT_EQ(number_to_string(295147905179352830000.0), "295147905179352830000");
    EXPECT_EQ(number_to_string(9.999999999999997e22), "9.999999999999997e+22");
    EXPECT_EQ(number_to_string(1e23), "1e+23");
    EXPECT_EQ(number_to_string(1.0000000000000001e23), "1.0000000000000001e+23");
    EXPECT_EQ(number_to_string(999999999999999700000.0), "999999999999999700000");
    EXPECT_EQ(number_to_string(1e21), "1e+21");
    EXPECT_EQ(number_to_string(9.999999999999997e-7), "9.999999999999997e-7");
    EXPECT_EQ(number_to_string(0.000001), "0.000001");
    EXPECT_EQ(number_to_string(333333333.3333332), "333333333.3333332");
    EXPECT_EQ(number_to_string(-71.184902), "-71.184902");
    EXPECT_EQ(number_to_string(1424953923781206.2), "1424953923781206.2");
    EXPECT_EQ(number_to_string(4.5), "4.5");
    EXPECT_EQ(number_to_string(2e-3), "0.002");
}

// RFC 8785 section 3.2.2 and 3.2.3.
TEST(Jcs, DocumentsOfTheRfc)
{
    const auto sample =
        parse_json(R"({"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],)"
                   R"("string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]})");
    EXPECT_EQ(
        canonicalize(sample.value()),
        "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
        "\"string\":\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
    );
    const auto keys = parse_json(
        R"({"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One",)"
        R"("\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"})"
    );
    // By UTF-16 units the emoji (D83D) comes before FB33; by bytes or code points it would come last.
    EXPECT_EQ(
        canonicalize(keys.value()),
        "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"\u00f6\":\"Latin Small Letter O With "
        "Diaeresis\",\"\u20ac\":\"Euro Sign\",\"\U0001F600\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet "
        "With Dagesh\"}"
    );
}

TEST(Jcs, IntegersAreDoubles)
{
    EXPECT_EQ(canonicalize(parse_json("9007199254740993").value()), "9007199254740992");
    EXPECT_EQ(canonicalize(parse_json("18446744073709551615").value()), "18446744073709552000");
    EXPECT_EQ(canonicalize(parse_json("[ -5, {} , [] ]").value()), "[-5,{},[]]");
}
