#include "storage/base/crypto.hpp"

#include <gtest/gtest.h>

#include <set>

namespace rounds::crypto {
namespace {

/// Tokens are pasted into command lines: `--token -x7...` would be taken for an option.
TEST(Crypto, TokensNeverBeginWithADash)
{
    std::set<std::string> seen;
    for (int i = 0; i < 2000; ++i) {
        const auto token = random_token();
        ASSERT_EQ(token.size(), 43U);
        ASSERT_NE(token.front(), '-') << token;
        seen.insert(token);
    }
    EXPECT_EQ(seen.size(), 2000U);
}

} // namespace
} // namespace rounds::crypto
