#include "server/social/text/format.hpp"
#include "server/social/text/sanitize.hpp"
#include "server/social/text/scan.hpp"

#include <ctime>
#include <gtest/gtest.h>

namespace rounds::text {
namespace {

std::vector<std::string> handles(std::string_view text)
{
    std::vector<std::string> found;
    for (const auto& place : find_mentions(text)) {
        found.push_back(place.domain ? place.username + '@' + *place.domain : place.username);
        // What was found is what stands there.
        EXPECT_EQ(text.substr(place.begin, place.end - place.begin), "@" + found.back());
    }
    return found;
}

std::vector<std::string> tags(std::string_view text)
{
    std::vector<std::string> found;
    for (const auto& place : find_tags(text)) found.push_back(place.name);
    return found;
}

std::vector<std::string> links(std::string_view text)
{
    std::vector<std::string> found;
    for (const auto& place : find_links(text)) found.push_back(place.url);
    return found;
}

using List = std::vector<std::string>;

TEST(Mentions, OfPeopleHereAndElsewhere)
{
    EXPECT_EQ(handles("@ann and @bob@mercy.example, hi"), (List{"ann", "bob@mercy.example"}));
    EXPECT_EQ(handles("(@a.nn-b_c)"), (List{"a.nn-b_c"}));
    EXPECT_EQ(handles("@ann@mercy.localhost:8441: hello"), (List{"ann@mercy.localhost:8441"}));
    EXPECT_EQ(handles("@ann@mercy.example."), (List{"ann@mercy.example"}));
    EXPECT_EQ(handles("@ann@mercy.example: yes"), (List{"ann@mercy.example"}));
    EXPECT_EQ(handles("@ann@ mercy"), (List{"ann"}));
    EXPECT_EQ(handles("@ann@bücher.example"), (List{"ann@bücher.example"}));
    EXPECT_EQ(handles("@ann\n@bob"), (List{"ann", "bob"}));
}

TEST(Mentions, NotInAddressesLinksAndWords)
{
    EXPECT_EQ(handles("write to ann@mercy.example"), List{});
    EXPECT_EQ(handles("https://mercy.example/@ann and https://mercy.example/?q=@ann"), List{});
    EXPECT_EQ(handles("é@ann @ @@"), List{});
    EXPECT_EQ(handles("@ann@mercy.example:999999"), (List{"ann@mercy.example"}));
}

TEST(Tags, OfAnyScriptWithOneLetter)
{
    EXPECT_EQ(
        tags("#bcsm #BrustKrebs, #乳がん #الصحة #éte_2"), (List{"bcsm", "BrustKrebs", "乳がん", "الصحة", "éte_2"})
    );
    EXPECT_EQ(tags("#1 #2026 #_ # #! x#y &#39; https://a.example/#top"), List{});
    EXPECT_EQ(tags("#2nd ＃wide #a·b #ab·"), (List{"2nd", "wide", "a·b", "ab"}));
    EXPECT_EQ(tags("##double #" + std::string(101, 'a')), List{});
}

TEST(Links, EndBeforePunctuation)
{
    EXPECT_EQ(links("see https://a.example/b?c=d#e."), (List{"https://a.example/b?c=d#e"}));
    EXPECT_EQ(links("(https://a.example/x_(y))"), (List{"https://a.example/x_(y)"}));
    EXPECT_EQ(
        links("\"https://a.example\", http://b.example:8080!"), (List{"https://a.example", "http://b.example:8080"})
    );
    EXPECT_EQ(links("HTTPS://A.example/ü。"), (List{"HTTPS://A.example/ü"}));
}

TEST(Links, NeverWithUserInformationOrOtherSchemes)
{
    EXPECT_EQ(
        links("https://bank.example@evil.example/ javascript:alert(1) ftp://a.example https:// http:///x"), List{}
    );
    EXPECT_EQ(links("xhttps://a.example"), List{});
    EXPECT_EQ(links("https://a.example/" + std::string(2100, 'a')), List{});
}

TEST(Characters, AreCountedAsClientsShowThem)
{
    EXPECT_EQ(count_characters(""), 0U);
    EXPECT_EQ(count_characters("naïve"), 5U);
    EXPECT_EQ(count_characters("nai\u0308ve"), 5U); // combining mark
    EXPECT_EQ(count_characters("👩‍⚕️👨‍👩‍👧"), 2U);
    EXPECT_EQ(count_characters("a https://a.example/" + std::string(500, 'x') + " b"), 27U);
    EXPECT_EQ(count_characters("@ann@mercy.example hi"), 7U);
    std::string zalgo = "a";
    for (int i = 0; i < 160; ++i) zalgo += "\u0301";
    EXPECT_EQ(count_characters(zalgo), 11U);
}

std::string repeated(std::string_view piece, std::size_t size)
{
    std::string text;
    while (text.size() < size) text += piece;
    return text;
}

TEST(Places, AreBounded)
{
    EXPECT_EQ(find_mentions(repeated("@a ", 1 << 15)).size(), 1000U);
    EXPECT_EQ(find_tags(repeated("#a ", 1 << 15)).size(), 1000U);
    EXPECT_EQ(find_links(repeated("https://a ", 1 << 15)).size(), 1000U);
}

/// Sixteen times the input may take about sixteen times the processor's time, not 256 times (N49).
class Hostile : public ::testing::TestWithParam<const char*>
{
protected:
    template <class F> static double milliseconds(F body)
    {
        double best = 1e9;
        for (int i = 0; i < 3; ++i) {
            const auto start = std::clock();
            body();
            best = std::min(best, 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
        }
        return best;
    }
    template <class F> static void expect_linear(F work)
    {
        const auto small = repeated(GetParam(), 1 << 13);
        const auto large = repeated(GetParam(), 1 << 17);
        const auto ratio = milliseconds([&] { work(large); }) / std::max(milliseconds([&] { work(small); }), 0.2);
        EXPECT_LT(ratio, 80) << GetParam();
    }
};

TEST_P(Hostile, ScannersAreLinear)
{
    expect_linear([](const std::string& text) { (void)find_places(text); });
}

TEST_P(Hostile, CountingAndFormattingAreLinear)
{
    expect_linear([](const std::string& text) { (void)count_characters(text); });
    expect_linear([](const std::string& text) { (void)format_post(text, {}, "https://a.example", "a.example"); });
}

TEST_P(Hostile, SanitizingIsLinear)
{
    expect_linear([](const std::string& text) { (void)sanitize_html(text); });
    expect_linear([](const std::string& text) { (void)to_plain_text(text); });
}

INSTANTIATE_TEST_SUITE_P(
    Inputs,
    Hostile,
    ::testing::Values(
        "a.",
        "@",
        "@a.",
        "@a@a.",
        "@a@",
        "#",
        "#a",
        "#1",
        "\u0301",
        "a\u0301",
        "http://",
        "https://a",
        "https://a(",
        "https://a) ",
        "&",
        "&a",
        "<",
        "<b>",
        "<b x=1>",
        "<p><b>",
        "</p>",
        "<!--",
        "<a href=",
        "<script>",
        "<svg></",
        "<li><ul>",
        "<div>",
        "<blockquote><p>",
        "\n\n"
    )
);

} // namespace
} // namespace rounds::text
