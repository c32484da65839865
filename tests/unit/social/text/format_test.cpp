#include "server/social/text/format.hpp"
#include "server/social/text/markdown.hpp"
#include "server/social/text/sanitize.hpp"

#include <gtest/gtest.h>

namespace rounds::text {
namespace {

std::string format(std::string_view text)
{
    const std::vector<MentionLink> people{
        {"ann", "mercy.example", "https://mercy.example/@ann"}, {"bob", "far.example:8443", "https://far.example/@bob"}
    };
    return format_post(text, people, "https://mercy.example", "mercy.example");
}

TEST(Format, ParagraphsAndLines)
{
    EXPECT_EQ(format("one"), "<p>one</p>");
    EXPECT_EQ(format("  one\r\ntwo\n\n\n\nthree  "), "<p>one<br>two</p><p>three</p>");
    EXPECT_EQ(format(" \n "), "");
}

TEST(Format, NothingTypedBecomesMarkup)
{
    EXPECT_EQ(
        format("<script>alert(\"1\")</script> & 'x'"),
        "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</p>"
    );
}

TEST(Format, MentionsOfKnownPeopleOnly)
{
    const std::string ann =
        R"(<span class="h-card"><a href="https://mercy.example/@ann" class="u-url mention">@<span>ann</span></a></span>)";
    EXPECT_EQ(format("@ann"), "<p>" + ann + "</p>");
    EXPECT_EQ(format("@ANN@Mercy.example!"), "<p>" + ann + "!</p>");
    EXPECT_EQ(
        format("@bob@far.example:8443"),
        R"(<p><span class="h-card"><a href="https://far.example/@bob" class="u-url mention">@<span>bob</span></a></span></p>)"
    );
    EXPECT_EQ(format("@bob @eve@far.example"), "<p>@bob @eve@far.example</p>");
}

TEST(Format, Tags)
{
    EXPECT_EQ(
        format("#Ärzte"),
        R"(<p><a href="https://mercy.example/tags/%C3%84rzte" class="mention hashtag" rel="tag">#<span>Ärzte</span></a></p>)"
    );
}

TEST(Format, LinksHideTheirSchemeAndTail)
{
    EXPECT_EQ(
        format("https://www.a.example/?b=1&c=2"),
        R"(<p><a href="https://www.a.example/?b=1&amp;c=2" rel="nofollow noopener noreferrer" target="_blank">)"
        R"(<span class="invisible">https://www.</span><span class="">a.example/?b=1&amp;c=2</span>)"
        R"(<span class="invisible"></span></a></p>)"
    );
    EXPECT_EQ(
        format("https://a.example/0123456789012345678901234567890"),
        R"(<p><a href="https://a.example/0123456789012345678901234567890" rel="nofollow noopener noreferrer" target="_blank">)"
        R"(<span class="invisible">https://</span><span class="ellipsis">a.example/01234567890123456789</span>)"
        R"(<span class="invisible">01234567890</span></a></p>)"
    );
    EXPECT_NE(format("https://a.example/ü").find(R"(href="https://a.example/%C3%BC")"), std::string::npos);
}

TEST(Format, IsPlainTextAgainWhenReadBack)
{
    EXPECT_EQ(
        to_plain_text(format("one\ntwo\n\n#tag & @ann https://a.example/b")),
        "one\ntwo\n\n#tag & @ann https://a.example/b"
    );
}

TEST(Markdown, BecomesSafeHtml)
{
    EXPECT_EQ(markdown_to_html("# Rules\n\nBe **kind**."), "<h2>Rules</h2>\n<p>Be <strong>kind</strong>.</p>\n");
    EXPECT_EQ(markdown_to_html("- a\n- b"), "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n");
    EXPECT_EQ(markdown_to_html("~~old~~"), "<p><del>old</del></p>\n");
    EXPECT_EQ(markdown_to_html(""), "");
}

TEST(Markdown, LinksUrlsButNoOtherScheme)
{
    EXPECT_EQ(
        markdown_to_html("See https://a.example/x_y, ok"),
        "<p>See <a href=\"https://a.example/x_y\" rel=\"nofollow noopener noreferrer\" "
        "target=\"_blank\">https://a.example/x_y</a>, ok</p>\n"
    );
    EXPECT_EQ(markdown_to_html("[x](javascript:alert(1))"), "<p>x</p>\n");
    EXPECT_EQ(markdown_to_html("<script>alert(1)</script>a"), "\n");
    EXPECT_EQ(markdown_to_html("a <img src=x onerror=alert(1)> b"), "<p>a  b</p>\n");
}

TEST(Markdown, KeepsTables)
{
    const auto html = markdown_to_html("| a | b |\n|---|---|\n| 1 | 2 |");
    EXPECT_NE(html.find("<th>a</th>"), std::string::npos) << html;
    EXPECT_NE(html.find("<td>2</td>"), std::string::npos) << html;
    EXPECT_EQ(sanitize_html(html, Allow::document), html);
}

} // namespace
} // namespace rounds::text
