#include "storage/base/vault.hpp"

#include <gtest/gtest.h>

namespace rounds::crypto {
namespace {

constexpr auto first = Vault::KeyId{7};

class VaultTest : public ::testing::Test
{
protected:
    Vault vault{std::string(32, 'a')};

    void SetUp() override { ASSERT_TRUE(vault.learn(first, vault.make_key())); }
};

TEST_F(VaultTest, WhatWasSealedOpensInItsPlaceAlone)
{
    const auto sealed = vault.seal(first, "the biopsy is on Monday", "statuses/1/content");
    EXPECT_EQ(sealed.find("biopsy"), std::string::npos);
    EXPECT_EQ(Vault::key_of(sealed).value(), first);
    EXPECT_EQ(vault.open(sealed, "statuses/1/content").value(), "the biopsy is on Monday");
    EXPECT_EQ(vault.open(sealed, "statuses/2/content").error(), errc::invalid_argument);
    EXPECT_EQ(vault.open(sealed, "statuses/1/title").error(), errc::invalid_argument);
    auto changed = sealed;
    changed[changed.size() - 5] = changed[changed.size() - 5] == 'A' ? 'B' : 'A';
    EXPECT_EQ(vault.open(changed, "statuses/1/content").error(), errc::invalid_argument);
}

TEST_F(VaultTest, TheSameTextIsSealedAnewEachTime)
{
    EXPECT_NE(vault.seal(first, "yes", "place"), vault.seal(first, "yes", "place"));
    EXPECT_EQ(vault.seal(first, "", "place"), "") << "nothing to hide";
}

TEST_F(VaultTest, AnotherInstanceKeyOpensNothing)
{
    Vault other{std::string(32, 'b')};
    EXPECT_NE(other.name(), vault.name());
    EXPECT_EQ(other.learn(first, vault.make_key()).error(), errc::invalid_argument);
    EXPECT_EQ(other.open(vault.seal(first, "yes", "place"), "place").error(), errc::not_found);
    EXPECT_EQ(other.open(vault.seal(Vault::KeyId::own, "yes", "place"), "place").error(), errc::invalid_argument);
}

TEST_F(VaultTest, AKeyThatWasForgottenOpensNothing)
{
    const auto sealed = vault.seal(first, "yes", "place");
    vault.forget_all();
    EXPECT_FALSE(vault.knows(first));
    EXPECT_EQ(vault.open(sealed, "place").error(), errc::not_found);
    EXPECT_THROW((void)vault.seal(first, "yes", "place"), std::logic_error);
}

TEST_F(VaultTest, WhatPassesThroughNeedsNoKeyOfItsOwn)
{
    const auto sealed = vault.seal(Vault::KeyId::own, "{\"type\":\"Create\"}", "inbox/1");
    Vault again{std::string(32, 'a')};
    EXPECT_EQ(again.open(sealed, "inbox/1").value(), "{\"type\":\"Create\"}");
}

TEST_F(VaultTest, OrdinaryTextIsNotTakenForSealed)
{
    for (const std::string text : {"", "hello", "sealed:7:abc", "\x01sealed:", "\x01sealed:x:abc", "\x01sealed:7"}) {
        EXPECT_FALSE(Vault::key_of(text)) << text;
        EXPECT_EQ(vault.open(text, "place").error(), errc::invalid_argument) << text;
    }
    EXPECT_EQ(vault.open("\x01sealed:7:!!", "place").error(), errc::invalid_argument);
}

TEST_F(VaultTest, ItKeepsNoMoreKeysThanItMay)
{
    Vault small{std::string(32, 'a'), 2};
    for (int id = 1; id <= 3; ++id) ASSERT_TRUE(small.learn(Vault::KeyId{id}, small.make_key()));
    EXPECT_FALSE(small.knows(Vault::KeyId{1}));
    EXPECT_TRUE(small.knows(Vault::KeyId{3}));
}

} // namespace
} // namespace rounds::crypto
