#include "server/oauth/pkce.hpp"
#include "server/oauth/redirects.hpp"
#include "server/oauth/scopes.hpp"

#include <gtest/gtest.h>

namespace rounds::oauth {
namespace {

TEST(Scopes, AreReadOnceEachInTheirOrder)
{
    EXPECT_EQ(parse_scopes("write read  write").value(), "write read");
    EXPECT_EQ(parse_scopes("").value(), "read");
    EXPECT_EQ(
        parse_scopes("follow push profile admin:read:accounts").value(), "follow push profile admin:read:accounts"
    );
}

TEST(Scopes, UnknownOnesAreRefused)
{
    for (const char* bad : {"nonsense", "read nonsense", "read:", "READ", "read,write", "read:statuses:x"})
        EXPECT_FALSE(parse_scopes(bad)) << bad;
}

TEST(Scopes, AWiderOneHoldsTheNarrowerButNotTheReverse)
{
    EXPECT_TRUE(within("read:lists write", "read write"));
    EXPECT_FALSE(within("read", "read:lists"));
    EXPECT_FALSE(within("admin:read", "read write"));
    EXPECT_FALSE(within("write", "read"));
    EXPECT_TRUE(within("admin:read:reports", "admin:read"));
}

TEST(Scopes, EachKnownOneHasASentence)
{
    for (const auto scope : known_scopes()) {
        const auto sentences = describe(scope);
        ASSERT_EQ(sentences.size(), 1U) << scope;
        EXPECT_EQ(sentences[0].find('_'), std::string::npos) << sentences[0];
        EXPECT_GT(sentences[0].size(), 8U) << scope;
    }
}

TEST(Redirects, OwnSchemesAreAccepted)
{
    for (const char* good :
         {"https://client.example/cb",
          "http://127.0.0.1:1234/cb",
          "urn:ietf:wg:oauth:2.0:oob",
          "icecubesapp://",
          "com.tapbots.Ivory.10217:/request_token",
          "my+app-1.0:cb"})
        EXPECT_TRUE(is_acceptable_redirect(good)) << good;
}

TEST(Redirects, WhatRunsOrShowsContentIsRefused)
{
    for (const char* bad :
         {"",
          "/cb",
          "//client.example/cb",
          "javascript:alert(1)",
          "JAVASCRIPT:alert(1)",
          "data:text/html,x",
          "vbscript:x",
          "file:///etc/passwd",
          "blob:x",
          "about:blank",
          "https://client.example/#x",
          "https://client.example/\r\nX: y",
          "https://user@client.example/",
          "https://",
          "scheme:",
          "1a:x",
          "app://a b",
          "app://\"x\""})
        EXPECT_FALSE(is_acceptable_redirect(bad)) << bad;
    EXPECT_FALSE(is_acceptable_redirect("app://" + std::string(2000, 'a')));
}

TEST(Redirects, ParametersAreAdded)
{
    EXPECT_EQ(with_query("app:/cb", {{"code", "a b"}}), "app:/cb?code=a%20b");
    EXPECT_EQ(
        with_query("https://c.example/?x=1", {{"code", "c"}, {"state", "&"}}), "https://c.example/?x=1&code=c&state=%26"
    );
}

TEST(Redirects, FormsMayLeadToThem)
{
    EXPECT_EQ(form_action_source("https://client.example:8443/cb?x=1"), "https://client.example:8443");
    EXPECT_EQ(form_action_source("com.Example.App:/cb"), "com.example.app:");
    EXPECT_EQ(form_action_source(out_of_band), "");
}

TEST(Pkce, FollowsRfc7636AppendixB)
{
    const std::string verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    const std::string challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    EXPECT_TRUE(is_challenge(challenge));
    EXPECT_TRUE(verifies(verifier, challenge));
    EXPECT_FALSE(verifies(challenge, challenge));
    EXPECT_FALSE(verifies(verifier.substr(1), challenge));
    EXPECT_FALSE(verifies("", challenge));
    EXPECT_FALSE(is_challenge(challenge + "="));
    EXPECT_FALSE(is_challenge(""));
}

} // namespace
} // namespace rounds::oauth
