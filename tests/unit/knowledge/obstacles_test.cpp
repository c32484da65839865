#include "server/knowledge/obstacles.hpp"

#include "server/knowledge/article.hpp"
#include "server/knowledge/chats.hpp"
#include "server/knowledge/quotations.hpp"
#include "server/web/words.hpp"

#include <functional>
#include <gtest/gtest.h>

namespace rounds::knowledge {
namespace {

using namespace std::chrono_literals;

constexpr AccountId author{1};
constexpr AccountId reviewer{2};
const Time now = parse_iso8601("2026-11-20T15:00:00Z").value();

/// All is well.
PublicationCase ready()
{
    PublicationCase facts;
    facts.now = now;
    facts.summary.state = "in_review";
    facts.summary.author = author;
    facts.summary.next_review_at = "2027-11-20";
    auto& wording = facts.wording;
    wording.title = "Fatigue";
    wording.key_message = "Gentle exercise has the best evidence.";
    wording.funding = "None.";
    wording.editor = author;
    wording.reviewer = reviewer;
    wording.reviewed_at = now - 1h;
    wording.statements = {
        {1, "Exercise helps.", "T1", "OCEBM2011", "1"}, {2, "We felt heard.", "T2", "LIVED", "lived"}
    };
    json::object csl;
    csl["title"] = "A trial";
    wording.references = {{1, "doi", "10.2196/jmir.4721", csl, {1}}};
    facts.interests = {{author, "None.", now}, {reviewer, "None.", now}};
    storage::Credential credential;
    credential.account = reviewer;
    credential.role = "doctor";
    credential.valid_from = now - 24h;
    credential.valid_until = now + 24h;
    facts.credential = credential;
    facts.article = article_html(wording, std::nullopt);
    return facts;
}

std::vector<std::string> rules(const PublicationCase& facts)
{
    std::vector<std::string> names;
    for (const auto& obstacle : judge(facts)) names.push_back(obstacle.rule);
    return names;
}

TEST(Obstacles, NoneWhenAllIsWell)
{
    EXPECT_EQ(rules(ready()), std::vector<std::string>{});
}

struct Failing
{
    const char* rule;
    std::function<void(PublicationCase&)> spoil;
};

class EachObstacle : public ::testing::TestWithParam<Failing>
{
};

TEST_P(EachObstacle, IsFoundAlone)
{
    auto facts = ready();
    GetParam().spoil(facts);
    EXPECT_EQ(rules(facts), std::vector<std::string>{GetParam().rule});
    EXPECT_TRUE(web::words(web::Language::spanish).contains(std::string("rule_") + GetParam().rule)) << "in Spanish";
}

INSTANTIATE_TEST_SUITE_P(
    Obstacles,
    EachObstacle,
    ::testing::Values(
        Failing{"title", [](auto& f) { f.wording.title = " "; }},
        Failing{"key_message", [](auto& f) { f.wording.key_message.clear(); }},
        Failing{"key_message", [](auto& f) { f.wording.key_message = "One. Two. Three. Four."; }},
        Failing{
            "statements",
            [](auto& f) {
                f.wording.statements.clear();
                f.wording.references.clear();
            }
        },
        Failing{"statement_reference", [](auto& f) { f.wording.references.clear(); }},
        Failing{"statement_reference", [](auto& f) { f.wording.statements[1].evidence_scheme.clear(); }},
        Failing{"reference_identifier", [](auto& f) { f.wording.references[0].value = "10.12/abc"; }},
        Failing{"reference_identifier", [](auto& f) { f.wording.references[0].kind = "pmid"; }},
        Failing{"reference_title", [](auto& f) { f.wording.references[0].csl.clear(); }},
        Failing{
            "reference_retracted", [](auto& f) { f.flags = {{1, {"doi", "10.2196/jmir.4721", "retracted", "", now}}}; }
        },
        Failing{"host_interests", [](auto& f) { f.people = {{AccountId{7}, "guest", " "}}; }},
        Failing{"reference_supports", [](auto& f) { f.wording.references[0].supports = {1, 3}; }},
        Failing{"quote_consent", [](auto& f) { f.sources.push_back({StatusId{9}, true, false, "u", "u", ""}); }},
        Failing{"disclaimer", [](auto& f) { f.article = "<p>Text</p>"; }},
        Failing{"state", [](auto& f) { f.summary.state = "draft"; }},
        Failing{"review", [](auto& f) { f.wording.reviewer.reset(); }},
        Failing{"reviewer_credential", [](auto& f) { f.credential.reset(); }},
        Failing{"reviewer_credential", [](auto& f) { f.credential->valid_until = now; }},
        Failing{"reviewer_credential", [](auto& f) { f.credential->revoked_at = now; }},
        Failing{"reviewer_credential", [](auto& f) { f.credential->role = "patient"; }},
        Failing{"reviewer_credential", [](auto& f) { f.credential->account = author; }},
        Failing{"reviewer", [](auto& f) { f.wording.editor = reviewer; }},
        Failing{"reviewer", [](auto& f) { f.summary.author = reviewer; }},
        Failing{"funding", [](auto& f) { f.wording.funding = " "; }},
        Failing{"author_interests", [](auto& f) { f.interests.erase(f.interests.begin()); }},
        Failing{"reviewer_interests", [](auto& f) { f.interests[1].statement = "  "; }},
        Failing{"next_review", [](auto& f) { f.summary.next_review_at.reset(); }},
        Failing{"next_review", [](auto& f) { f.summary.next_review_at = "2026-11-20"; }}
    )
);

TEST(Obstacles, AreNoneWhenHostsAndGuestsSaidTheirInterestsAndAReferenceIsOnlyDead)
{
    auto facts = ready();
    facts.people = {{AccountId{7}, "guest", "None."}, {reviewer, "host", ""}};
    facts.flags = {{1, {"doi", "10.2196/jmir.4721", "dead", "", now}}};
    EXPECT_EQ(rules(facts), std::vector<std::string>{});
}

/// Nothing to advise.
SummaryVersion plain()
{
    auto wording = ready().wording;
    wording.key_message = "Walk a bit each day.";
    wording.what_you_can_do = "Start with ten steps.";
    wording.uncertain = "How far is best.";
    return wording;
}

std::vector<std::string> advice(const SummaryVersion& wording)
{
    std::vector<std::string> names;
    for (const auto& one : advise(wording)) names.push_back(one.rule);
    return names;
}

TEST(Advice, NoneWhenAllIsPlain)
{
    EXPECT_EQ(advice(plain()), std::vector<std::string>{});
}

class EachAdvice : public ::testing::TestWithParam<std::pair<const char*, std::function<void(SummaryVersion&)>>>
{
};

TEST_P(EachAdvice, IsGivenAlone)
{
    auto wording = plain();
    GetParam().second(wording);
    EXPECT_EQ(advice(wording), std::vector<std::string>{GetParam().first});
    EXPECT_TRUE(web::words(web::Language::spanish).contains(std::string("rule_") + GetParam().first)) << "in Spanish";
}

using Spoiled = std::pair<const char*, std::function<void(SummaryVersion&)>>;

INSTANTIATE_TEST_SUITE_P(
    Advice,
    EachAdvice,
    ::testing::Values(
        Spoiled{"evidence_level", [](auto& w) { w.statements[0].evidence_level.clear(); }},
        Spoiled{"uncertain", [](auto& w) { w.uncertain = " "; }},
        Spoiled{"what_you_can_do", [](auto& w) { w.what_you_can_do.clear(); }},
        Spoiled{
            "plain_language",
            [](auto& w) {
                w.key_message = "Multidisciplinary rehabilitation interventions considerably ameliorate debilitating "
                                "chemotherapy-associated neurological manifestations.";
            }
        },
        Spoiled{
            "long_paragraph",
            [](auto& w) {
                for (int i = 0; i < 41; ++i) w.body += "We felt well. ";
            }
        },
        Spoiled{"percentages", [](auto& w) { w.key_message = "It helps 30 % of us."; }}
    )
);

TEST(Advice, IsNotGivenOnPercentagesThatAreSaidAsPeople)
{
    auto wording = plain();
    wording.key_message = "It helps 30 % of us: 3 in 10.";
    EXPECT_EQ(advice(wording), std::vector<std::string>{});
    wording.key_message = "It helps 30 % of us, three out of ten.";
    EXPECT_EQ(advice(wording), std::vector<std::string>{});
}

TEST(Sentences, AreCountedByTheirEnds)
{
    EXPECT_EQ(count_sentences(""), 0);
    EXPECT_EQ(count_sentences("No end"), 1);
    EXPECT_EQ(count_sentences("One. Two! Three?"), 3);
    EXPECT_EQ(count_sentences("About 0.5 mg a day."), 1);
    EXPECT_EQ(count_sentences("Wait ... what?"), 2);
    EXPECT_EQ(count_sentences("..."), 0);
}

TEST(Evidence, OnlyKnownLevels)
{
    EXPECT_TRUE(is_evidence("OCEBM2011", "1"));
    EXPECT_TRUE(is_evidence("GRADE", "very-low"));
    EXPECT_TRUE(is_evidence("LIVED", "lived"));
    EXPECT_FALSE(is_evidence("OCEBM2011", "6"));
    EXPECT_FALSE(is_evidence("GRADE", "1"));
    EXPECT_FALSE(is_evidence("", ""));
}

TEST(Excerpt, LeavesOutWhomItIsToAndTags)
{
    EXPECT_EQ(excerpt_of("<p>@breastcancer I walk<br>every day #bcsm #T1</p>"), "I walk every day");
    EXPECT_EQ(excerpt_of("<p>@a</p>"), "");
    EXPECT_EQ(escape_markdown("<b> *x*"), "\\<b\\> \\*x\\*");
}

storage::Chat evening(const char* starts)
{
    storage::Chat chat;
    chat.starts_at = parse_iso8601(starts).value();
    chat.ends_at = chat.starts_at + 1h;
    chat.timezone = "America/New_York";
    return chat;
}

TEST(WhenText, FollowsSummerTime)
{
    EXPECT_EQ(
        when_text(evening("2026-11-18T02:00:00Z")), "Tuesday 17 November 2026, 21:00 to 22:00 (America/New_York)"
    );
    EXPECT_EQ(when_text(evening("2026-07-15T01:00:00Z")), "Tuesday 14 July 2026, 21:00 to 22:00 (America/New_York)");
    EXPECT_EQ(
        when_text(evening("2026-11-18T02:00:00Z"), "es"),
        "martes 17 de noviembre de 2026, 21:00 a 22:00 (America/New_York)"
    );
    // The clocks go back from 02:00 to 01:00 in this hour.
    EXPECT_EQ(when_text(evening("2026-11-01T05:30:00Z")), "Sunday 1 November 2026, 01:30 to 01:30 (America/New_York)");
}

TEST(Timezone, IsOneOfTheDatabase)
{
    EXPECT_TRUE(is_timezone("Europe/Berlin"));
    EXPECT_FALSE(is_timezone("Mars/Olympus"));
    EXPECT_FALSE(is_timezone(""));
}

} // namespace
} // namespace rounds::knowledge
