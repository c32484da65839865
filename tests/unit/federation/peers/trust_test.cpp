#include "federation/peers/trust.hpp"

#include <gtest/gtest.h>

namespace rounds::peers {
namespace {

TEST(Trust, ConsortiumTakesThoseOnTheList)
{
    const TrustList list(Mode::consortium, "mercy.example", {"Society.example", "clinic.example:8443"});
    EXPECT_EQ(list.of("society.example"), Trust::allowed);
    EXPECT_EQ(list.of("SOCIETY.EXAMPLE:443"), Trust::allowed);
    EXPECT_EQ(list.of("chat.society.example"), Trust::allowed) << "subdomains are covered";
    EXPECT_EQ(list.of("badsociety.example"), Trust::refused) << "a suffix is no subdomain";
    EXPECT_EQ(list.of("stranger.example"), Trust::refused);
    EXPECT_EQ(list.of("mercy.example"), Trust::allowed);
    EXPECT_EQ(list.of(""), Trust::refused);
}

TEST(Trust, PortsCountWhereARuleNamesThem)
{
    const TrustList list(Mode::consortium, "mercy.example", {"clinic.example:8443"});
    EXPECT_EQ(list.of("clinic.example:8443"), Trust::allowed);
    EXPECT_EQ(list.of("clinic.example:9000"), Trust::refused);
    EXPECT_EQ(list.of("clinic.example"), Trust::allowed) << "asked by name alone";
}

TEST(Trust, OpenTakesAllAndClosedNobody)
{
    EXPECT_EQ(TrustList(Mode::open, "mercy.example", {}).of("stranger.example"), Trust::allowed);
    const TrustList closed(Mode::closed, "mercy.example", {"society.example"});
    EXPECT_EQ(closed.of("society.example"), Trust::refused);
    EXPECT_EQ(closed.of("mercy.example"), Trust::allowed);
}

TEST(Trust, ReadsUrls)
{
    const TrustList list(Mode::consortium, "mercy.example", {"society.example"});
    EXPECT_EQ(list.of_url("https://society.example/users/ann#main-key"), Trust::allowed);
    EXPECT_EQ(list.of_url("https://society.example@evil.example/"), Trust::refused);
    EXPECT_EQ(list.of_url("no url"), Trust::refused);
}

TEST(Trust, KnowsItsModes)
{
    EXPECT_EQ(parse_mode("consortium").value(), Mode::consortium);
    EXPECT_EQ(parse_mode("open").value(), Mode::open);
    EXPECT_EQ(parse_mode("closed").value(), Mode::closed);
    EXPECT_FALSE(parse_mode("Open"));
}

} // namespace
} // namespace rounds::peers
