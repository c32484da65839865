#include "server/knowledge/references.hpp"

#include <gtest/gtest.h>

namespace rounds::knowledge {
namespace {

struct Vector
{
    const char* text;
    const char* kind;
    const char* value;
};

class GoodIdentifier : public ::testing::TestWithParam<Vector>
{
};

TEST_P(GoodIdentifier, IsReadInItsOneSpelling)
{
    const auto found = parse_identifier(GetParam().text);
    ASSERT_TRUE(found) << GetParam().text;
    EXPECT_EQ(found->kind, GetParam().kind);
    EXPECT_EQ(found->value, GetParam().value);
}

INSTANTIATE_TEST_SUITE_P(
    References,
    GoodIdentifier,
    ::testing::Values(
        Vector{"10.2196/jmir.4721", "doi", "10.2196/jmir.4721"},
        Vector{" DOI:10.2196/JMIR.4721 ", "doi", "10.2196/jmir.4721"},
        Vector{"doi: 10.2196/jmir.4721.", "doi", "10.2196/jmir.4721"},
        Vector{"https://doi.org/10.2196/jmir.4721", "doi", "10.2196/jmir.4721"},
        Vector{"http://dx.doi.org/10.2196/jmir.4721,", "doi", "10.2196/jmir.4721"},
        Vector{"doi.org/10.2196/jmir.4721", "doi", "10.2196/jmir.4721"},
        Vector{"https://doi.org/10.1016%2FS0140-6736(20)30183-5", "doi", "10.1016/s0140-6736(20)30183-5"},
        Vector{"10.1016/S0140-6736(20)30183-5)", "doi", "10.1016/s0140-6736(20)30183-5"},
        Vector{"26228234", "pmid", "26228234"},
        Vector{"PMID: 26228234", "pmid", "26228234"},
        Vector{"https://pubmed.ncbi.nlm.nih.gov/26228234/?term=x", "pmid", "26228234"},
        Vector{"https://www.ncbi.nlm.nih.gov/pubmed/26228234", "pmid", "26228234"},
        Vector{"pmc4705354", "pmcid", "PMC4705354"},
        Vector{"https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4705354/", "pmcid", "PMC4705354"},
        Vector{"https://pmc.ncbi.nlm.nih.gov/articles/PMC4705354/", "pmcid", "PMC4705354"},
        Vector{"NCT01234567", "nct", "NCT01234567"},
        Vector{"https://clinicaltrials.gov/study/NCT01234567", "nct", "NCT01234567"},
        Vector{"https://clinicaltrials.gov/ct2/show/NCT01234567?term=x", "nct", "NCT01234567"},
        Vector{"ISRCTN12345678", "isrctn", "ISRCTN12345678"},
        Vector{"9780306406157", "isbn", "9780306406157"},
        Vector{"ISBN 978-0-306-40615-7", "isbn", "9780306406157"},
        Vector{"080442957X", "isbn", "9780804429573"},
        Vector{"https://www.who.int/Guide?id=1#top", "url", "https://www.who.int/Guide?id=1"}
    )
);

class BadIdentifier : public ::testing::TestWithParam<const char*>
{
};

TEST_P(BadIdentifier, IsRefused)
{
    EXPECT_FALSE(parse_identifier(GetParam())) << GetParam();
}

INSTANTIATE_TEST_SUITE_P(
    References,
    BadIdentifier,
    ::testing::Values(
        "",
        "10.12/abc",
        "10.2196/",
        "10.2196/a b",
        "doi:26228234x",
        "doi:https://example.org/",
        "026228234",
        "PMID 0",
        "123456789",
        "PMC0",
        "NCT1234567",
        "NCT012345678",
        "ISRCTN123",
        "9780306406158",
        "0804429571",
        "9770306406157",
        "javascript:alert(1)",
        "ftp://example.org/a",
        "https://localhost/a",
        "see the web"
    )
);

TEST(References, HaveAnAddress)
{
    EXPECT_EQ(canonical_url({"doi", "10.2196/jmir.4721"}), "https://doi.org/10.2196/jmir.4721");
    EXPECT_EQ(canonical_url({"pmid", "26228234"}), "https://pubmed.ncbi.nlm.nih.gov/26228234/");
    EXPECT_EQ(canonical_url({"isbn", "9780306406157"}), "urn:isbn:9780306406157");
    EXPECT_EQ(canonical_url({"url", "https://a.example/x"}), "https://a.example/x");
}

Work article()
{
    return {
        .title = "Twitter is an effective tool",
        .authors = {"Attai DJ", "Cowher, Michael S.", "Breast Cancer Group"},
        .container = "J Med Internet Res",
        .year = 2015,
        .volume = "17",
        .issue = "7",
        .page = "e188"
    };
}

TEST(AmaLine, NamesAuthorsJournalAndDoi)
{
    EXPECT_EQ(
        ama_line(to_csl(article(), {"doi", "10.2196/jmir.4721"})),
        "Attai DJ, Cowher MS, Breast Cancer Group. Twitter is an effective tool. J Med Internet Res. 2015;17(7):e188. "
        "doi:10.2196/jmir.4721"
    );
}

TEST(AmaLine, CutsMoreThanSixAuthorsToThree)
{
    auto work = article();
    work.authors = {"A A", "B B", "C C", "D D", "E E", "F F"};
    EXPECT_TRUE(ama_line(to_csl(work, {"pmid", "26228234"})).starts_with("A A, B B, C C, D D, E E, F F. "));
    work.authors.emplace_back("G G");
    EXPECT_TRUE(ama_line(to_csl(work, {"pmid", "26228234"})).starts_with("A A, B B, C C, et al. "));
}

TEST(AmaLine, EscapesWhatPeopleTypedInHtml)
{
    auto work = article();
    work.title = "<script>x</script>";
    const auto line = ama_line(to_csl(work, {"doi", "10.2196/jmir.4721"}), Emphasis::html);
    EXPECT_EQ(line.find("<script>"), std::string::npos);
    EXPECT_NE(line.find("<em>J Med Internet Res</em>"), std::string::npos);
}

TEST(Csl, SaysWhatKindOfWorkItIs)
{
    EXPECT_EQ(string_at(to_csl(article(), {"isbn", "9780306406157"}), "type"), "book");
    EXPECT_EQ(string_at(to_csl(article(), {"url", "https://a.example/"}), "type"), "webpage");
    EXPECT_EQ(string_at(to_csl(article(), {"doi", "10.2196/jmir.4721"}), "DOI"), "10.2196/jmir.4721");
}

} // namespace
} // namespace rounds::knowledge
