#include "server/social/passwords.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>
#include <vector>

namespace rounds::social {
namespace {

constexpr PasswordCost cheap{.memory_bytes = 8192, .passes = 1};

template <class T> T run(boost::asio::awaitable<T> work)
{
    boost::asio::io_context context;
    auto answer = boost::asio::co_spawn(context, std::move(work), boost::asio::use_future);
    context.run();
    return answer.get();
}

TEST(Passwords, AreCheckedAgainstTheirHash)
{
    Passwords passwords(1, 8, cheap);
    const auto hash = run(passwords.hash("correct horse")).value();
    EXPECT_TRUE(hash.starts_with("$argon2id$"));
    EXPECT_TRUE(run(passwords.verify("correct horse", hash))->correct);
    EXPECT_FALSE(run(passwords.verify("wrong horse", hash))->correct);
}

TEST(Passwords, CostAsMuchAsOwaspAsks)
{
    const auto hash = hash_password("correct horse").value();
    EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
}

TEST(Passwords, OfOldCostsAreToBeHashedAgain)
{
    const auto old = hash_password("correct horse", cheap).value();
    Passwords passwords(1, 8, {.memory_bytes = 16384, .passes = 1});
    EXPECT_TRUE(run(passwords.verify("correct horse", old))->outdated);
    EXPECT_FALSE(run(passwords.verify("wrong horse", old))->outdated);
    const auto present = run(passwords.hash("correct horse")).value();
    EXPECT_FALSE(run(passwords.verify("correct horse", present))->outdated);
}

TEST(Passwords, NobodysIsNeverCorrect)
{
    Passwords passwords(1, 8, cheap);
    const auto verdict = run(passwords.verify("anything", ""));
    ASSERT_TRUE(verdict);
    EXPECT_FALSE(verdict->correct);
}

TEST(Passwords, EmptyAndEndlessOnesAreRefusedAtOnce)
{
    Passwords passwords(1, 8, cheap);
    const auto hash = hash_password("correct horse", cheap).value();
    EXPECT_EQ(run(passwords.verify("", hash)).error(), errc::invalid_argument);
    EXPECT_EQ(run(passwords.verify(std::string(longest_password + 1, 'a'), hash)).error(), errc::invalid_argument);
    EXPECT_TRUE(run(passwords.verify(std::string(longest_password, 'a'), hash)));
    EXPECT_FALSE(hash_password(std::string(longest_password + 1, 'a'), cheap));
}

TEST(Passwords, BeyondTheQueueAreRefused)
{
    Passwords passwords(1, 4, {.memory_bytes = 8U << 20, .passes = 2});
    boost::asio::io_context context;
    using Answer = result<Passwords::Verdict>;
    std::vector<std::future<Answer>> answers;
    for (int i = 0; i < 50; ++i)
        answers.push_back(boost::asio::co_spawn(context, passwords.verify("x", ""), boost::asio::use_future));
    context.run();
    int refused = 0;
    for (auto& answer : answers) {
        const auto verdict = answer.get();
        if (verdict.has_error() && verdict.error() == errc::too_many) ++refused;
    }
    EXPECT_GE(refused, 40);
    EXPECT_LT(refused, 50);
}

} // namespace
} // namespace rounds::social
