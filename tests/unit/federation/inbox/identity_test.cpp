#include "federation/inbox/gate.hpp"

#include <gtest/gtest.h>

namespace rounds::inbox {
namespace {

const std::vector<std::string> our_hosts{"mercy.example"};
constexpr std::string_view signer = "https://a.example/users/x";

boost::system::error_code check(std::string_view id, std::string_view actor = signer)
{
    json::object activity{{"type", "Like"}, {"object", "https://mercy.example/1"}};
    activity["id"] = id;
    activity["actor"] = actor;
    const auto checked = check_identity(activity, signer, our_hosts);
    return checked ? boost::system::error_code() : checked.error();
}

TEST(Identity, TakesAnIdOfItsActorsOrigin)
{
    EXPECT_FALSE(check("https://a.example/likes/1"));
    EXPECT_FALSE(check("https://a.example/users/x#likes/1"));
}

// N13
TEST(Identity, RefusesAnotherActorThanTheSigner)
{
    EXPECT_EQ(check("https://a.example/likes/1", "https://a.example/users/y"), errc::unauthorized);
    EXPECT_EQ(check("https://b.example/likes/1", "https://b.example/users/x"), errc::unauthorized);
}

// N16
TEST(Identity, RefusesIdsOfOurs)
{
    for (const auto* id : {"https://mercy.example/likes/1", "https://mercy.example/users/ann"})
        EXPECT_EQ(check(id), errc::invalid_argument) << id;
    EXPECT_FALSE(check("https://a.example/likes/1"));
}

// N15, N16
TEST(Identity, RefusesIdsInAnyOtherSpellingOrPlace)
{
    for (const auto* id :
         {"https://b.example/likes/1",
          "https://a.example:8443/likes/1",
          "http://a.example/likes/1",
          "https://A.example/likes/1",
          "HTTPS://a.example/likes/1",
          "https://a.example:443/likes/1",
          "https://a.example./likes/1",
          "https://x@a.example/likes/1",
          "https://%61.example/likes/1",
          "https://mercy.example/likes/1",
          "https://MERCY.example/likes/1",
          "https://mercy.example:443/likes/1",
          "",
          "1"})
        EXPECT_EQ(check(id), errc::invalid_argument) << id;
    for (const auto& id :
         {json::value(nullptr),
          json::value(7),
          json::value(json::array{"https://a.example/likes/1"}),
          json::value(json::object{{"id", "https://a.example/likes/1"}})}) {
        const json::object activity{{"type", "Like"}, {"id", id}, {"actor", signer}};
        EXPECT_FALSE(check_identity(activity, signer, our_hosts));
    }
}

} // namespace
} // namespace rounds::inbox
