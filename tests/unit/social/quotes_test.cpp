#include "server/inbound/stamp.hpp"
#include "server/social/quotes.hpp"

#include <array>
#include <gtest/gtest.h>

namespace rounds::social {
namespace {

using storage::Visibility;

TEST(MayQuote, IsDecidedByPolicyVisibilityAndStanding)
{
    const QuotePolicy everybody{.automatic = QuotePolicy::everybody};
    const QuotePolicy followers{.automatic = QuotePolicy::followers};
    const QuotePolicy following{.manual = QuotePolicy::following};
    const QuotePolicy others{.manual = QuotePolicy::others};
    const QuoterStanding nobody{};
    const QuoterStanding somebody{.known = true};
    const QuoterStanding author{.known = true, .author = true};
    const QuoterStanding follower{.known = true, .follows = true};
    const QuoterStanding followed{.known = true, .followed = true};
    struct Case
    {
        QuotePolicy policy;
        Visibility visibility;
        QuoterStanding standing;
        MayQuote may;
    };
    const std::array cases{
        Case{everybody, Visibility::public_, somebody, MayQuote::at_once},
        Case{everybody, Visibility::unlisted, somebody, MayQuote::at_once},
        Case{everybody, Visibility::public_, nobody, MayQuote::no},
        Case{everybody, Visibility::private_, follower, MayQuote::no},
        Case{everybody, Visibility::direct, author, MayQuote::no},
        Case{{}, Visibility::public_, somebody, MayQuote::no},
        Case{{}, Visibility::public_, author, MayQuote::at_once},
        Case{{}, Visibility::private_, author, MayQuote::at_once},
        Case{followers, Visibility::public_, somebody, MayQuote::no},
        Case{followers, Visibility::public_, follower, MayQuote::at_once},
        Case{followers, Visibility::public_, followed, MayQuote::no},
        Case{following, Visibility::public_, followed, MayQuote::asked},
        Case{following, Visibility::public_, follower, MayQuote::no},
        Case{others, Visibility::public_, somebody, MayQuote::unknown},
        Case{others, Visibility::private_, follower, MayQuote::no},
    };
    for (std::size_t i = 0; i < cases.size(); ++i)
        EXPECT_EQ(may_quote(cases[i].policy, cases[i].visibility, cases[i].standing), cases[i].may) << i;
}

TEST(QuotePolicy, IsKeptAsBitsAndNamed)
{
    for (int bits = 0; bits < 256; ++bits) EXPECT_EQ(QuotePolicy::of(bits).bits(), bits);
    for (const auto* name : {"public", "followers", "nobody"})
        EXPECT_EQ(quote_policy_name(quote_policy_from(name).value()), name);
    EXPECT_FALSE(quote_policy_from("friends"));
    EXPECT_EQ(quote_policy_of({.automatic = QuotePolicy::everybody}, Visibility::private_), QuotePolicy{});
}

TEST(QuoteStamp, NamesThisQuoteAndLivesWithItsAuthor)
{
    const inbound::ExpectedStamp expected{
        .id = "https://a.example/stamps/1",
        .author = "https://a.example/users/x",
        .quoted = "https://a.example/notes/7",
        .quoting = "https://b.example/notes/1"
    };
    const json::object good{
        {"id", "https://a.example/stamps/1"},
        {"type", "QuoteAuthorization"},
        {"attributedTo", "https://a.example/users/x"},
        {"interactingObject", "https://b.example/notes/1"},
        {"interactionTarget", "https://a.example/notes/7"}
    };
    EXPECT_TRUE(inbound::is_stamp_for(good, expected));
    auto embedded = good;
    embedded["interactionTarget"] = {{"id", "https://a.example/notes/7"}, {"type", "Note"}};
    EXPECT_TRUE(inbound::is_stamp_for(embedded, expected)) << "FEP-044f lets it be embedded";
    for (const auto* key : {"id", "type", "attributedTo", "interactingObject", "interactionTarget"}) {
        auto forged = good;
        forged.erase(key);
        EXPECT_FALSE(inbound::is_stamp_for(forged, expected)) << key;
        forged[key] = "https://a.example/other";
        EXPECT_FALSE(inbound::is_stamp_for(forged, expected)) << key;
        forged[key] = json::array{good.at(key), "https://a.example/other"};
        if (std::string_view(key) != "type") {
            EXPECT_FALSE(inbound::is_stamp_for(forged, expected)) << key;
        }
    }
    auto elsewhere = expected;
    elsewhere.id = "https://b.example/stamps/1";
    auto moved = good;
    moved["id"] = elsewhere.id;
    EXPECT_FALSE(inbound::is_stamp_for(moved, elsewhere)) << "of another origin than its author";
    auto unknown = expected;
    unknown.author.clear();
    EXPECT_FALSE(inbound::is_stamp_for(good, unknown));
}

} // namespace
} // namespace rounds::social
