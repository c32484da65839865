#include "server/app/context.hpp"

#include <gtest/gtest.h>

namespace rounds::app {
namespace {

Viewer holder(std::string scopes)
{
    Viewer viewer;
    viewer.token = TokenId{1};
    viewer.scopes = std::move(scopes);
    return viewer;
}

TEST(Scopes, AWideScopeCoversItsParts)
{
    EXPECT_TRUE(holder("read write").allows("read:statuses"));
    EXPECT_TRUE(holder("write").allows("write:statuses"));
    EXPECT_FALSE(holder("write:statuses").allows("write"));
    EXPECT_FALSE(holder("read").allows("write:statuses"));
    EXPECT_FALSE(holder("read").allows("readable"));
}

TEST(Scopes, OneOfSeveralIsEnough)
{
    EXPECT_TRUE(holder("profile").allows("profile|read:accounts"));
    EXPECT_FALSE(holder("read:statuses").allows("profile|read:accounts"));
}

TEST(Scopes, FollowIsTheOldNameOfThree)
{
    EXPECT_TRUE(holder("follow").allows("write:follows"));
    EXPECT_TRUE(holder("follow").allows("read:mutes"));
    EXPECT_FALSE(holder("follow").allows("write:statuses"));
}

TEST(Scopes, ABrowserSessionHoldsAll)
{
    EXPECT_TRUE(Viewer{}.allows("write:statuses"));
}

TEST(Problem, HiddenAndAbsentLookTheSameAndInternalsStayInside)
{
    EXPECT_EQ(problem(errc::not_found).body, R"({"error":"Record not found"})");
    EXPECT_EQ(problem(errc::not_found).status, 404U);
    const boost::system::error_code foreign(5, boost::system::system_category());
    EXPECT_EQ(problem(foreign).body, R"({"error":"Something went wrong"})");
}

TEST(Problem, EveryOutcomeIsMapped)
{
    for (int value = 1; value <= static_cast<int>(errc::too_many); ++value) {
        const auto response = problem(static_cast<errc>(value));
        EXPECT_GE(response.status, 400U) << value;
        EXPECT_NE(response.status, 500U) << value;
    }
}

} // namespace
} // namespace rounds::app
