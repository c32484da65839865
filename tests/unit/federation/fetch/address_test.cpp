#include "federation/fetch/address.hpp"
#include "federation/fetch/policy.hpp"

#include <gtest/gtest.h>

using namespace rounds::fetch;
using boost::asio::ip::make_address;

// N31
TEST(Address, SpecialPurposeIsClosed)
{
    for (const auto* text :
         {"0.0.0.0",     "0.1.2.3",     "10.0.0.1",        "10.255.255.255", "100.64.0.1",     "100.127.255.255",
          "127.0.0.1",   "127.255.0.9", "169.254.169.254", "172.16.0.1",     "172.31.255.255", "192.0.0.1",
          "192.0.2.1",   "192.88.99.1", "192.168.1.1",     "198.18.0.1",     "198.19.255.255", "198.51.100.7",
          "203.0.113.9", "224.0.0.1",   "239.1.1.1",       "240.0.0.1",      "255.255.255.255"})
        EXPECT_FALSE(is_public_address(make_address(text))) << text;
    for (const auto* text :
         {"::",
          "::1",
          "::7f00:1",
          "::8.8.8.8",
          "::ffff:127.0.0.1",
          "::ffff:8.8.8.8",
          "64:ff9b::7f00:1",
          "64:ff9b::808:808",
          "64:ff9b:1::1",
          "100::1",
          "2001::1",
          "2001:0:4136:e378:8000:63bf:3fff:fdd2",
          "2001:2::1",
          "2001:10::1",
          "2001:20::1",
          "2001:db8::1",
          "2002:7f00:1::",
          "2002:808:808::1",
          "2620:4f:8000::1",
          "3fff::1",
          "4000::1",
          "5f00::1",
          "fc00::1",
          "fd12:3456::1",
          "fe80::1",
          "fec0::1",
          "ff02::1"})
        EXPECT_FALSE(is_public_address(make_address(text))) << text;
}

TEST(Address, TheRestIsOpen)
{
    for (const auto* text : {"1.1.1.1",         "8.8.8.8",         "9.255.255.255",
                             "11.0.0.0",        "100.63.255.255",  "100.128.0.0",
                             "126.255.255.255", "128.0.0.1",       "172.15.255.255",
                             "172.32.0.0",      "192.0.1.1",       "192.167.255.255",
                             "192.169.0.0",     "198.17.255.255",  "198.20.0.0",
                             "223.255.255.255", "2001:200::1",     "2001:4860:4860::8888",
                             "2003::1",         "2606:4700::1111", "2a00:1450::1",
                             "3ffe::1"})
        EXPECT_TRUE(is_public_address(make_address(text))) << text;
}

TEST(Address, LoopbackOnlyInATestRig)
{
    Settings rig;
    rig.loopback_testing = true;
    for (const auto* text : {"127.0.0.1", "127.9.9.9", "::1"}) {
        EXPECT_FALSE(permitted_address(make_address(text), {})) << text;
        EXPECT_TRUE(permitted_address(make_address(text), rig)) << text;
    }
    for (const auto* text :
         {"10.0.0.1", "0.0.0.0", "::", "::ffff:127.0.0.1", "::7f00:1", "2002:7f00:1::", "169.254.169.254"})
        EXPECT_FALSE(permitted_address(make_address(text), rig)) << text;
}

// N34
TEST(Address, OfAMixedAnswerOnlyThePermittedRemain)
{
    const auto kept = permitted_addresses({make_address("10.0.0.1"), make_address("8.8.8.8"), make_address("::1")}, {});
    ASSERT_TRUE(kept);
    EXPECT_EQ(*kept, std::vector{make_address("8.8.8.8")});
    EXPECT_EQ(permitted_addresses({make_address("10.0.0.1")}, {}).error(), fetch_errc::blocked);
    EXPECT_EQ(permitted_addresses({}, {}).error(), fetch_errc::dns);
}
