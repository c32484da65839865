#include "federation/peers/heard.hpp"

#include <gtest/gtest.h>

namespace rounds::peers {
namespace {

TEST(Heard, IsNewsOncePerInterval)
{
    Heard heard(std::chrono::minutes(5));
    Time now{};
    EXPECT_TRUE(heard.is_news("a.example", now));
    EXPECT_FALSE(heard.is_news("a.example", now + std::chrono::minutes(4)));
    EXPECT_TRUE(heard.is_news("b.example", now));
    EXPECT_TRUE(heard.is_news("a.example", now + std::chrono::minutes(5)));
}

TEST(Heard, ForgetsRatherThanGrows)
{
    Heard heard(std::chrono::minutes(5), 2);
    EXPECT_TRUE(heard.is_news("a.example", Time{}));
    EXPECT_TRUE(heard.is_news("b.example", Time{}));
    EXPECT_FALSE(heard.is_news("a.example", Time{}));
    EXPECT_TRUE(heard.is_news("c.example", Time{}));
    EXPECT_TRUE(heard.is_news("a.example", Time{})) << "all was forgotten";
}

} // namespace
} // namespace rounds::peers
