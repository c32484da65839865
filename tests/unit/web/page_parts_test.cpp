#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/references.hpp"
#include "server/web/render.hpp"
#include "storage/base/embedded.hpp"

#include <gtest/gtest.h>

namespace rounds::web {
namespace {

TEST(LocalPath, KeepsPathsOfThisSite)
{
    EXPECT_EQ(local_path("/settings?x=//y"), "/settings?x=//y");
    EXPECT_EQ(local_path("/"), "/");
}

TEST(LocalPath, LeadsNowhereElse)
{
    for (const char* bad :
         {"", "//evil.example", "/\\evil.example", "https://evil.example", "evil", "/\t/evil.example", "/a\r\nX: y"})
        EXPECT_EQ(local_path(bad), "/") << bad;
}

TEST(Templates, AllParse)
{
    int parsed = 0;
    for (const auto& file : embedded::server_web()) {
        if (!file.name.ends_with(".html")) continue;
        EXPECT_NO_THROW((void)render(file.name.substr(0, file.name.size() - 5), {})) << file.name;
        ++parsed;
    }
    EXPECT_GE(parsed, 10);
    EXPECT_THROW((void)render("no such template", {}), std::runtime_error);
}

TEST(Templates, EscapeWhatTheyAreGiven)
{
    const auto html = render("error", {{"heading", "<b>&\"'"}, {"message", ""}});
    EXPECT_NE(html.find("&lt;b&gt;&amp;&quot;"), std::string::npos) << html;
    EXPECT_EQ(html.find("<b>"), std::string::npos);
}

TEST(Dates, AreWritten)
{
    const auto time = parse_iso8601("2026-02-03T04:05:06Z").value();
    EXPECT_EQ(long_date(time, Language::english), "3 February 2026");
    EXPECT_EQ(long_date(time, Language::spanish), "3 de febrero de 2026");
    EXPECT_EQ(long_time(time, Language::english), "3 February 2026, 04:05 UTC");
    EXPECT_EQ(long_date("2026-02-03", Language::spanish), "3 de febrero de 2026");
    EXPECT_EQ(long_date("soon", Language::english), "soon") << "no date";
}

TEST(Excerpts, EndAtAWord)
{
    EXPECT_EQ(excerpt("short", 10), "short");
    EXPECT_EQ(excerpt("a longer text", 9), "a longer ...");
}

TEST(Accept, TellsDocumentsFromPages)
{
    EXPECT_TRUE(wants_activity("application/activity+json"));
    EXPECT_TRUE(wants_activity("application/ld+json; profile=\"https://www.w3.org/ns/activitystreams\", text/html;q=0.1"
    ));
    EXPECT_FALSE(wants_activity("text/html,application/xhtml+xml,*/*"));
    EXPECT_FALSE(wants_activity("text/html, application/activity+json"));
    EXPECT_FALSE(wants_activity(""));
}

TEST(References, AreWrittenAndLinked)
{
    storage::SummaryReference reference;
    reference.kind = "doi";
    reference.value = "10.1000/a<b";
    reference.csl = parse_json(R"({"author": [{"family": "Doe", "given": "Jane"}, {"literal": "The Group"}],
        "title": "What helps?", "container-title": "Journal of Sleep", "issued": {"date-parts": [[2024, 5]]}})")
                        .value()
                        .as_object();
    EXPECT_EQ(reference_text(reference), "Doe J, The Group. What helps? Journal of Sleep. 2024.");
    EXPECT_EQ(reference_address(reference), "https://doi.org/10.1000/a%3Cb");
    reference.kind = "url";
    reference.value = "javascript:alert(1)";
    EXPECT_EQ(reference_address(reference), "");
    reference.csl = {};
    EXPECT_EQ(reference_text(reference), "url javascript:alert(1)");
}

} // namespace
} // namespace rounds::web
