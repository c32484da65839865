#include "server/social/page_card.hpp"
#include "server/social/text/emoji.hpp"
#include "server/social/text/links.hpp"

#include <gtest/gtest.h>

namespace rounds::social {
namespace {

TEST(PageCard, OpenGraphIsPreferred)
{
    const auto card = read_page_card(R"(<!doctype html><html><head><title>Site | Walking</title>
        <meta property="og:title" content="Walking &amp; fatigue">
        <meta property="og:description" content="What a
            trial found"><meta name="description" content="other">
        <meta property="og:site_name" content="Journal"><meta name="author" content="R. Adams">
        <meta property="og:locale" content="en_US">
        <meta property="article:published_time" content="2026-11-20T09:00:00Z"></head><body><p>text</p></body></html>)"
    );
    EXPECT_EQ(card.title, "Walking & fatigue");
    EXPECT_EQ(card.description, "What a trial found");
    EXPECT_EQ(card.provider_name, "Journal");
    EXPECT_EQ(card.author_name, "R. Adams");
    EXPECT_EQ(card.language, "en");
    EXPECT_EQ(card.published_at, parse_iso8601("2026-11-20T09:00:00Z"));
}

TEST(PageCard, LinkedDataAndTheTitleStandIn)
{
    const auto card = read_page_card(R"(<title> A   title </title><script type="application/ld+json">
        {"@graph":[{"@type":"WebSite","name":"x"},{"@type":"Article","headline":"The headline",
        "author":[{"name":"Ann"}],"datePublished":"2026-01-02T03:04:05Z"}]}</script>)");
    EXPECT_EQ(card.title, "The headline");
    EXPECT_EQ(card.author_name, "Ann");
    EXPECT_EQ(read_page_card("<title> A   title </title>").title, "A title");
    EXPECT_EQ(read_page_card("<p>nothing</p>").title, "");
}

TEST(PageCard, IsBoundedWhateverArrives)
{
    const auto card = read_page_card("<title>" + std::string(5000, 'x') + "</title>");
    EXPECT_EQ(card.title.size(), 200U);
    EXPECT_EQ(read_page_card(R"(<script type="application/ld+json">{"headline":)").title, "");
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<div>";
    EXPECT_EQ(read_page_card(deep + "<title>far</title>").title, "") << "what is far down is not read";
}

TEST(FirstLink, IsNeitherMentionNorTag)
{
    EXPECT_EQ(
        text::first_link(R"(<p><a href="https://a.example/@ann" class="u-url mention">@ann</a>
            <a href="https://a.example/tags/x" class="hashtag" rel="tag">#x</a>
            <a href="https://b.example/@bob">@bob</a>
            <a href="https://journal.example/1?q=2#part">journal</a> <a href="https://second.example/">2</a></p>)"),
        "https://journal.example/1?q=2"
    );
    EXPECT_EQ(text::first_link("<p>none</p>"), "");
}

TEST(Links, AreTakenInOrderUpToABound)
{
    const std::string html = R"(<p><a href="https://a.example/1">1</a> <a href="https://a.example/@ann" class="mention">
        @ann</a> <a href="https://a.example/2">2</a> <a href="https://a.example/3">3</a></p>)";
    EXPECT_EQ(text::links(html, 2), (std::vector<std::string>{"https://a.example/1", "https://a.example/2"}));
    EXPECT_EQ(text::links(html, 20).size(), 3U);
    EXPECT_TRUE(text::links("<p>none</p>", 20).empty());
    EXPECT_TRUE(text::may_link(html));
    EXPECT_FALSE(text::may_link(R"(<p><a href="https://a.example/tags/x" class="mention hashtag">#x</a></p>)"));
}

TEST(Emoji, OneAndShownAsOne)
{
    for (const auto* one : {"❤️", "👍🏽", "👩‍⚕️", "🇩🇪", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"})
        EXPECT_TRUE(text::is_emoji(one)) << one;
    for (const auto* none : {"", "1", "#", "a", "ab", "👍👍", "👍a", "©"}) EXPECT_FALSE(text::is_emoji(none)) << none;
}

} // namespace
} // namespace rounds::social
