#include "server/knowledge/exports.hpp"

#include "server/knowledge/marks.hpp"
#include "server/knowledge/references.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace rounds::knowledge {
namespace {

storage::SummaryReference reference(int position, std::string_view identifier, const Work& work)
{
    const auto parsed = parse_identifier(identifier).value();
    storage::SummaryReference made;
    made.position = position;
    made.kind = parsed.kind;
    made.value = parsed.value;
    made.csl = to_csl(work, parsed);
    return made;
}

std::vector<storage::SummaryReference> three()
{
    return {
        reference(
            1,
            "10.2196/jmir.4721",
            {.title = "Twitter: 50% & more_",
             .authors = {"Attai DJ", "Cowher, Michael S", "Breast Group"},
             .container = "J Med Internet Res",
             .year = 2015,
             .volume = "17",
             .issue = "7",
             .page = "188-190"}
        ),
        reference(2, "978-0-306-40615-7", {.title = "A {book}", .container = "Plenum", .year = 1981}),
        reference(3, "https://www.cancer.gov/x_y", {.title = "Fatigue\nTY  - JOUR"}),
    };
}

TEST(Exports, AreRisThatReferenceManagersRead)
{
    EXPECT_EQ(
        to_ris(three()),
        "TY  - JOUR\r\nID  - r1\r\nAU  - Attai, DJ\r\nAU  - Cowher, Michael S\r\nAU  - Breast Group\r\n"
        "TI  - Twitter: 50% & more_\r\nT2  - J Med Internet Res\r\nPY  - 2015\r\nVL  - 17\r\nIS  - 7\r\nSP  - 188\r\n"
        "EP  - 190\r\nDO  - 10.2196/jmir.4721\r\nUR  - https://doi.org/10.2196/jmir.4721\r\nER  - \r\n"
        "TY  - BOOK\r\nID  - r2\r\nTI  - A {book}\r\nPB  - Plenum\r\nPY  - 1981\r\nSN  - 9780306406157\r\nER  - \r\n"
        "TY  - ELEC\r\nID  - r3\r\nTI  - Fatigue TY  - JOUR\r\nUR  - https://www.cancer.gov/x_y\r\nER  - \r\n"
    );
}

TEST(Exports, AreBibtexWithWhatHasAMeaningEscaped)
{
    const auto text = to_bibtex(three());
    for (const char* line :
         {"@article{r1,\n  author = {Attai, DJ and Cowher, Michael S and {Breast Group}},\n",
          "  title = {{Twitter: 50\\% \\& more\\_}},\n",
          "  pages = {188--190},\n",
          "  doi = {10.2196/jmir.4721},\n",
          "@book{r2,\n  title = {{A \\{book\\}}},\n",
          "  isbn = {9780306406157}\n}\n",
          "@misc{r3,\n",
          "  url = {https://www.cancer.gov/x_y}\n}\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

TEST(Exports, AreCslAndAmaInTheOrderOfTheList)
{
    const auto items = to_csl_json(three());
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items.at(0).at("id").as_string(), "r1");
    EXPECT_EQ(items.at(0).at("type").as_string(), "article-journal");
    EXPECT_EQ(json::serialize(items.at(0).at("issued")), R"({"date-parts":[[2015]]})");
    const auto ama = to_ama_text(three());
    EXPECT_TRUE(ama.starts_with(
        "1. Attai DJ, Cowher MS, Breast Group. Twitter: 50% & more_. J Med Internet Res. 2015;17(7):188-190. "
        "doi:10.2196/jmir.4721\n2. "
    )) << ama;
    EXPECT_EQ(std::ranges::count(ama, '\n'), 3);
}

TEST(Marks, SmallSumsAreNotShown)
{
    EXPECT_EQ(shown_count(0), std::nullopt);
    EXPECT_EQ(shown_count(4), std::nullopt);
    EXPECT_EQ(shown_count(5), 5);
}

} // namespace
} // namespace rounds::knowledge
