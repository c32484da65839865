#include "server/social/text/sanitize.hpp"

#include "server/social/text/html_tree.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace rounds::text {
namespace {

TEST(Sanitize, KeepsWhatMastodonSends)
{
    const std::string html =
        R"(<p><span class="h-card"><a href="https://a.example/@b" class="u-url mention" rel="nofollow noopener noreferrer" target="_blank">@<span>b</span></a></span> hi<br>there &amp; <em>you</em></p>)"
        R"(<ol start="3" reversed=""><li value="5">x</li></ol><blockquote><p>q</p></blockquote><pre><code>1 &lt; 2</code></pre>)";
    EXPECT_EQ(sanitize_html(html), html);
}

TEST(Sanitize, HeadingsBecomeBoldParagraphs)
{
    EXPECT_EQ(
        sanitize_html("<h1>A</h1><h3>B <i>c</i></h3>d"), "<p><strong>A</strong></p><p><strong>B <i>c</i></strong></p>d"
    );
    EXPECT_EQ(sanitize_html("<h1>A</h1><hr><h3>B</h3>", Allow::document), "<h2>A</h2><hr><h3>B</h3>");
}

TEST(Sanitize, BalancesAndClosesParagraphs)
{
    EXPECT_EQ(sanitize_html("<p>a<p>b"), "<p>a</p><p>b</p>");
    EXPECT_EQ(sanitize_html("<b>a<p>b</b>c</p>"), "<b>a</b><p><b>b</b>c</p>"); // as browsers read it
    EXPECT_EQ(sanitize_html("<ul><li>a<li>b<ul><li>c</ul></ul>"), "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>");
    EXPECT_EQ(sanitize_html("</b>x</div>"), "x");
    EXPECT_EQ(sanitize_html("<li>x</li>"), "x");
}

TEST(Sanitize, BoxesEndTheirLine)
{
    EXPECT_EQ(sanitize_html("<div>a</div><div>b</div>"), "a<br>b");
    EXPECT_EQ(sanitize_html("<div><p>a</p></div><div><p>b</p></div>"), "<p>a</p><p>b</p>");
}

TEST(Sanitize, LinksLeadToTheWebOnly)
{
    EXPECT_EQ(
        sanitize_html("<a href=\"HTTPS://a.example/?x=1&amp;y=2\" onclick=x>t</a>"),
        R"(<a href="HTTPS://a.example/?x=1&amp;y=2" rel="nofollow noopener noreferrer" target="_blank">t</a>)"
    );
    for (const std::string_view href :
         {"javascript:alert(1)",
          "JaVaScRiPt:alert(1)",
          "java\nscript:alert(1)",
          " javascript:alert(1)",
          "java&#x0A;script:alert(1)",
          "&#106;avascript:alert(1)",
          "javascript&colon;alert(1)",
          "data:text/html,x",
          "vbscript:x",
          "//evil.example",
          "/local",
          "#x",
          "mailto:a@b",
          "https://",
          "https:\\\\a.example",
          "http:a",
          "https://a@b.example/",
          "https://a.example/\\x"})
        EXPECT_EQ(sanitize_html("<a href=\"" + std::string(href) + "\">t</a>"), "t") << href;
    EXPECT_EQ(sanitize_html("<a>t</a><a href>u</a><a href=>v</a>"), "tuv");
    EXPECT_EQ(
        sanitize_html("<a href='https://a.example'>1<a href='https://b.example'>2</a></a>"),
        R"(<a href="https://a.example" rel="nofollow noopener noreferrer" target="_blank">1</a>)"
        R"(<a href="https://b.example" rel="nofollow noopener noreferrer" target="_blank">2</a>)"
    );
}

TEST(Sanitize, OnlyKnownClassesStay)
{
    EXPECT_EQ(
        sanitize_html(R"(<span class="mention admin-button h-card	u-url h- x">a</span>)"),
        R"(<span class="mention h-card u-url">a</span>)"
    );
    EXPECT_EQ(
        sanitize_html(R"(<span class="h-&quot;onclick=x" id="a" style="position:fixed">a</span>)"), "<span>a</span>"
    );
    EXPECT_EQ(sanitize_html(R"(<ol start="-1"><li value="x">a</li></ol>)"), "<ol><li>a</li></ol>");
}

TEST(Sanitize, ReferencesStayOrAreEscaped)
{
    EXPECT_EQ(
        sanitize_html("a & b &amp; &eacute; &Aring; &#60;b&#62; &lt;i&gt; &nosuch &#0; &#xD800;"),
        "a &amp; b &amp; é Å &lt;b&gt; &lt;i&gt; &amp;nosuch \uFFFD \uFFFD"
    );
}

/// What browsers were once fooled with; whatever comes out must hold no tag or attribute that we did not write.
constexpr std::string_view attacks[] = {
    "<script>alert(1)</script>",
    "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)//",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
    "<math><mi><mglyph><svg><mtext><textarea><path id=\"</textarea><img onerror=alert(1) src=1>\">",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<textarea><img title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
    "<title><img title=\"</title><img src=x onerror=alert(1)>\"></title>",
    "<xmp><p title=\"</xmp><img src=x onerror=alert(1)>\">",
    "<template><img src=x onerror=alert(1)></template>",
    "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<object data=javascript:alert(1)><embed src=x>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "<a href='https://a.example' onmouseover='alert(1)'>x</a>",
    "<a href=\"https://a.example/&quot; onclick=&quot;alert(1)\">x</a>",
    "<a href=\"https://a.example\"onclick=\"alert(1)\">x</a>",
    "<p style=\"background:url(javascript:alert(1))\">x</p>",
    "<p/onclick=alert(1)>x",
    "<b onmouseover=alert(1)>x</b>",
    "<style>@import 'javascript:alert(1)';</style>",
    "<link rel=stylesheet href=javascript:alert(1)>",
    "<meta http-equiv=refresh content=0;url=javascript:alert(1)>",
    "<base href=javascript:alert(1)//>",
    "<form action=javascript:alert(1)><input type=submit></form>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--!><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml <img src=x onerror=alert(1)>?>",
    "</ <img src=x onerror=alert(1)>>",
    "<<script>alert(1)//<</script>",
    "<p title='<script>alert(1)</script>'>x",
    "<a title='>' href='javascript:alert(1)'>x</a>",
    "<p \"<img src=x onerror=alert(1)>",
    "<p =\"<img src=x onerror=alert(1)>\">",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "<span class=\"mention\" class=\"&quot;><script>\">x</span>",
    "<plaintext><script>alert(1)</script>",
    "<select><style></select><img src=x onerror=alert(1)></style>",
    "<a href=\"https://a.example/\x01\">x</a><p\x00 onclick=1>",
    "<code class=\"language-x onclick=1\">a</code>",
};

/// Tags of the output: every one must be of the form that the sanitizer writes.
void expect_harmless(const std::string& html, std::string_view from)
{
    std::size_t at = 0;
    while ((at = html.find('<', at)) != std::string::npos) {
        const auto end = html.find('>', at);
        ASSERT_NE(end, std::string::npos) << from;
        const auto tag = std::string_view(html).substr(at + 1, end - at - 1);
        auto name = tag.substr(0, tag.find(' '));
        if (name.starts_with('/')) name.remove_prefix(1);
        constexpr std::string_view known = " p br span a del pre blockquote code b strong i em u ul ol li h2 h3 h4 h5 "
                                           "h6 hr table thead tbody tr th td ";
        EXPECT_TRUE(known.contains(" " + std::string(name) + " ")) << from << " -> " << html;
        for (auto space = tag.find(' '); space != std::string_view::npos && space < tag.size();) {
            const auto equals = tag.find("=\"", space);
            ASSERT_NE(equals, std::string_view::npos) << from << " -> " << html;
            const auto attribute = tag.substr(space + 1, equals - space - 1);
            constexpr std::string_view attributes = " href class rel target start reversed value ";
            EXPECT_TRUE(attributes.contains(" " + std::string(attribute) + " ")) << from << " -> " << html;
            const auto close = tag.find('"', equals + 2);
            ASSERT_NE(close, std::string_view::npos) << from;
            if (attribute == "href") EXPECT_TRUE(iequals(tag.substr(equals + 2, 4), "http")) << from;
            space = close + 1;
        }
        at = end;
    }
}

TEST(Sanitize, AttacksComeOutHarmlessAndStayTheSame)
{
    for (const auto attack : attacks)
        for (const auto allow : {Allow::post, Allow::document}) {
            const auto once = sanitize_html(attack, allow);
            expect_harmless(once, attack);
            EXPECT_EQ(sanitize_html(once, allow), once) << attack;
            EXPECT_FALSE(once.contains("<img") || once.contains("<script")) << once;
        }
}

TEST(Sanitize, AnyMixtureComesOutHarmlessAndStaysTheSame)
{
    constexpr std::string_view pieces[] = {
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a href=\"https://a.example/\">",
        "</a>",
        "<ul>",
        "<li>",
        "</li>",
        "</ul>",
        "<div>",
        "</div>",
        "<blockquote>",
        "</blockquote>",
        "<h2>",
        "</h2>",
        "<pre>",
        "</pre>",
        "<br>",
        "text",
        " ",
        "\n",
        "&amp;",
        "&#1;",
        "&#13;",
        "&",
        "<",
        ">",
        "\"",
        "<span class='mention'>",
        "</span>",
        "<table>",
        "<tr>",
        "<td>",
        "</td>",
        "</table>",
        "<hr>",
        "<svg>",
        "</svg>",
        "<!--",
        "-->",
        "<code>",
        "</code>",
        "<script>",
        "</script>",
        "<ol start=2>",
        "</ol>",
        "&eacute;",
        "&#x3c;",
        "<img src=x>",
        "<h1>",
        "</h1>",
        "<dd>",
        "</"
    };
    std::mt19937 random(20261122);
    std::uniform_int_distribution<std::size_t> pick(0, std::size(pieces) - 1);
    for (int round = 0; round < 3000; ++round) {
        std::string html;
        for (int i = 0; i < 30; ++i) html += pieces[pick(random)];
        for (const auto allow : {Allow::post, Allow::document}) {
            const auto once = sanitize_html(html, allow);
            expect_harmless(once, html);
            ASSERT_EQ(sanitize_html(once, allow), once) << html;
        }
    }
}

TEST(Sanitize, DepthIsBounded)
{
    std::string html;
    for (int i = 0; i < 1'900; ++i) html += "<blockquote><b>";
    const auto clean = sanitize_html(html + "x");
    int depth = 0;
    int deepest = 0;
    for (std::size_t i = 0; i + 1 < clean.size(); ++i)
        if (clean[i] == '<') deepest = std::max(deepest, depth += clean[i + 1] == '/' ? -1 : 1);
    EXPECT_EQ(depth, 0);
    EXPECT_LE(deepest, 64);
    EXPECT_TRUE(clean.contains("x</"));
    EXPECT_EQ(sanitize_html(clean), clean);
}

TEST(Sanitize, TablesHoldCellsOnly)
{
    EXPECT_EQ(
        sanitize_html("<table>x<tr><td>a<tfoot><tr><th>b<caption>c</caption></table>", Allow::document),
        "x<table><tbody><tr><td>a</td></tr></tbody><tbody><tr><th>b</th></tr></tbody></table>"
    );
    EXPECT_EQ(sanitize_html("<td>a<tr>b", Allow::document), "ab");
}

TEST(Sanitize, LineEndsStayInPreformattedText)
{
    EXPECT_EQ(sanitize_html("<pre>\na\n\nb</pre>"), "<pre>a\n\nb</pre>");
    EXPECT_EQ(sanitize_html("<pre>\n\na</pre>"), "<pre>\n\na</pre>");
}

TEST(Sanitize, ReferencesToNoCharacterAreReplaced)
{
    for (const auto& far :
         {"&#" + std::string(90, '9') + ";x",
          "&#x" + std::string(90, 'f') + ";x",
          std::string("&#4294967361;x"),
          std::string("&#143x"),
          std::string("&#xFDD0;x"),
          std::string("&#65534;x")}) {
        const auto once = sanitize_html("<p>" + far);
        EXPECT_EQ(once, "<p>\uFFFDx</p>") << far;
        EXPECT_EQ(sanitize_html(once), once) << far;
    }
    EXPECT_EQ(sanitize_html("<p>&#00000000065;&#x0000000041;&#1114109;"), "<p>AA\U0010FFFD</p>");
}

TEST(Sanitize, ALineEndBehindADroppedControlCharacterIsNotLostWhenReadAgain)
{
    const auto once = sanitize_html("<pre>&#1;\na</pre>");
    EXPECT_EQ(once, "<pre>\n\na</pre>");
    EXPECT_EQ(sanitize_html(once), once);
}

std::string repeated(std::string_view piece, std::size_t times)
{
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += piece;
    return all;
}

TEST(Sanitize, LongInputIsCutAndStaysTheSame)
{
    for (const std::string& html :
         {repeated("<a href=\"https://a.example/\">x</a> ", 7'000),
          repeated("&quot;\u00E9", 60'000),
          repeated("<h2>x", 9'000),
          repeated("<ul><li>x", 9'000),
          repeated("<p>word word</p>\n", 40'000)}) {
        const auto once = sanitize_html("<p>first</p>" + html);
        EXPECT_TRUE(once.starts_with("<p>first</p>")) << html.substr(0, 20);
        EXPECT_GT(once.size(), 1'000U) << html.substr(0, 20);
        EXPECT_LE(once.size(), longest_html) << html.substr(0, 20);
        expect_harmless(once, html.substr(0, 20));
        EXPECT_TRUE(sanitize_html(once) == once) << html.substr(0, 20);
        EXPECT_LE(to_plain_text(html).size(), longest_html);
    }
}

/// Each of the paragraphs opens all the elements again: four million of them, if it were for the standard alone.
TEST(Sanitize, ReopenedElementsAreBounded)
{
    std::string html = "<p>begin ";
    for (int i = 0; i < 2'000; ++i) html += "<b x=" + std::to_string(i) + ">";
    const auto clean = sanitize_html(html + repeated("</p><p>x", 1'900));
    EXPECT_TRUE(clean.starts_with("<p>begin "));
    EXPECT_TRUE(sanitize_html(clean) == clean);
    EXPECT_TRUE(to_plain_text(html + repeated("</p><p>x", 1'900)).starts_with("begin"));
}

TEST(Sanitize, OneReadingGivesWhatTwoWould)
{
    for (const auto* html :
         {"<p>a<br>b</p><p>c &amp; <b>d</b></p>",
          "<ul><li>a</li><li>b</li></ul>",
          "<h2>x</h2>a<script>alert(1)</script>b<svg><text>hidden</text></svg>",
          "<table><tr><td>1<td>2</table>",
          ""}) {
        const auto [clean, text] = sanitize_with_text(html);
        EXPECT_EQ(clean, sanitize_html(html));
        EXPECT_EQ(text, to_plain_text(html));
    }
}

TEST(PlainText, ReadsAsItLooks)
{
    EXPECT_EQ(to_plain_text("<p>a<br>b</p><p>c &amp; d</p>"), "a\nb\n\nc & d");
    EXPECT_EQ(to_plain_text("<ul><li>a</li><li>b</li></ul>"), "a\nb");
    EXPECT_EQ(to_plain_text("a<script>alert(1)</script>b<!-- c -->"), "ab");
    EXPECT_EQ(to_plain_text(""), "");
}

} // namespace
} // namespace rounds::text
