#include "server/knowledge/metrics.hpp"

#include "server/knowledge/marks.hpp"
#include "server/knowledge/questions.hpp"
#include "storage/questions.hpp"
#include "storage/reference_notices.hpp"
#include "tests/integration/knowledge/stage.hpp"

#include <fmt/format.h>

// Each figure is computed by hand in the comment beside it.

namespace rounds::knowledge {
namespace {

using storage::Status;
using storage::Visibility;

class Metrics : public Stage
{
protected:
    [[nodiscard]] Time at(double hours) const
    {
        return clock_.now() + std::chrono::duration_cast<std::chrono::microseconds>(hours * 1h);
    }
    Status put(Transaction& tx, const Account& by, double hours)
    {
        return test::make_status(tx, by, {.audience = network_.account, .created_at = at(hours)});
    }
    Status
    reply(Transaction& tx, const Account& by, StatusId to, double hours, Visibility visibility = Visibility::public_)
    {
        return test::make_status(tx, by, {.visibility = visibility, .in_reply_to = to, .created_at = at(hours)});
    }
    Question ask(Transaction& tx, const Account& by, double hours)
    {
        const auto status = put(tx, by, hours);
        storage::questions::add(tx, network_.account, status.id);
        return storage::questions::find_by_status(tx, status.id).value();
    }
    NetworkFigures figures(Transaction& tx, double hours, std::chrono::days window = usual_window)
    {
        return network_figures(tx, network_, window, at(hours));
    }
};

TEST_F(Metrics, ConversationCountsRepliesToOthersOnly)
{
    with([&](Transaction& tx) {
        const auto hana = test::make_user(tx, {.username = "hana", .stakeholder = "caregiver"});
        const auto rem = test::make_account(tx, {.username = "rem", .domain = "elsewhere.example"});
        const auto bot = test::make_account(tx, {.username = "bot", .domain = "elsewhere.example", .bot = true});
        const auto first = put(tx, maya_, 1);
        (void)reply(tx, ruth_, first.id, 2);
        const auto advice = reply(tx, doctor_, first.id, 3); // between groups
        (void)reply(tx, maya_, advice.id, 4);                // between groups, and back
        (void)reply(tx, maya_, first.id, 5);                 // to herself: a post, no reply
        (void)reply(tx, steward_, advice.id, 5);             // within the organisation: a post, no reply
        (void)reply(tx, rem, first.id, 6);
        (void)reply(tx, hana, first.id, 6);
        (void)reply(tx, bot, first.id, 6);                         // a machine
        (void)reply(tx, ruth_, first.id, 6, Visibility::private_); // not open to all
        const auto second = put(tx, ruth_, 10);
        const auto answer = reply(tx, doctor_, second.id, 20);     // between groups
        (void)reply(tx, ruth_, answer.id, 21);                     // between groups, and back
        (void)test::make_status(tx, ruth_, {.created_at = at(1)}); // not in the network

        const auto found = figures(tx, 30);
        EXPECT_EQ(found.posts, 11);
        EXPECT_EQ(found.people, 6); // maya, ruth, the doctor, the steward, rem, hana
        // Replies: 2 of the doctor, 1 of maya, 2 of ruth, rem, hana: 7, of which 4 cross.
        EXPECT_DOUBLE_EQ(found.cross_group_share.value(), 4.0 / 7.0);
        // Pairs: maya with ruth, doctor, rem, hana; ruth with doctor: 5. Both ways: maya and doctor, ruth and doctor.
        EXPECT_DOUBLE_EQ(found.reciprocity.value(), 2.0 / 5.0);
    });
}

TEST_F(Metrics, ConversationOfFewerThanFivePeopleIsHidden)
{
    with([&](Transaction& tx) {
        const auto first = put(tx, maya_, 1);
        for (int i = 0; i < 6; ++i) {
            const auto answer = reply(tx, doctor_, first.id, 2);
            (void)reply(tx, ruth_, answer.id, 3);
        }
        (void)reply(tx, steward_, first.id, 4);
        const auto few = figures(tx, 30);
        EXPECT_EQ(few.posts, 14);
        EXPECT_FALSE(few.people) << "four people";
        EXPECT_FALSE(few.cross_group_share);
        EXPECT_FALSE(few.reciprocity);
        (void)reply(tx, test::make_user(tx), first.id, 5);
        const auto enough = figures(tx, 30);
        EXPECT_EQ(enough.people, 5);
        EXPECT_TRUE(enough.cross_group_share);
        EXPECT_FALSE(enough.reciprocity) << "four pairs";
    });
}

TEST_F(Metrics, QuestionsAreCountedWithTheirFirstVerifiedAnswer)
{
    with([&](Transaction& tx) {
        // Answered by the doctor after 1, 2, 4, 10 and 20 hours.
        std::vector<Question> asked;
        for (const double hours : {1.0, 2.0, 4.0, 10.0, 20.0}) {
            const auto question = ask(tx, maya_, 1);
            const auto answer = reply(tx, doctor_, question.status, 1 + hours);
            (void)reply(tx, doctor_, question.status, 1 + 2 * hours);
            asked.push_back(question);
            if (hours > 2) continue;
            (void)accept_answer(tx, urls_, maya_, question.id, answer.id, at(30)).value();
        }
        (void)reopen_question(tx, urls_, maya_, asked[0].id, at(31)).value();
        // By somebody whose credential was revoked before, and by a patient: answered, not by a verified clinician.
        const auto former = test::make_user(tx, {.username = "former", .stakeholder = "doctor"});
        const auto credential = issue(tx, former, "doctor").value();
        ASSERT_TRUE(revoke_credential(tx, credential.id, at(1)));
        (void)reply(tx, former, ask(tx, maya_, 1).status, 2);
        (void)reply(tx, ruth_, ask(tx, maya_, 1).status, 2);
        (void)ask(tx, ruth_, 10);                            // unanswered for 90 hours
        (void)reply(tx, ruth_, ask(tx, ruth_, 5).status, 6); // answered by herself only
        (void)ask(tx, ruth_, 95);                            // unanswered for 5 hours

        const auto found = figures(tx, 100);
        EXPECT_EQ(found.asked, 10);
        EXPECT_EQ(found.answered, 7);
        EXPECT_EQ(found.answered_by_clinician, 5);
        EXPECT_EQ(found.solved, 1);
        EXPECT_EQ(found.reopened, 1);
        EXPECT_EQ(found.waiting, 2);
        EXPECT_NEAR(found.median_seconds.value(), 4 * 3600, 1);
        // Between the fourth and the fifth: 10 h + 0.6 * 10 h.
        EXPECT_NEAR(found.p90_seconds.value(), 16 * 3600, 1);

        const auto last_day = figures(tx, 100, std::chrono::days{1});
        EXPECT_EQ(last_day.asked, 1) << "the window begins after the others";
        EXPECT_FALSE(last_day.median_seconds);
    });
}

TEST_F(Metrics, TimesOfFewerThanFiveAnswersAreHidden)
{
    with([&](Transaction& tx) {
        for (int i = 0; i < 4; ++i) (void)reply(tx, doctor_, ask(tx, maya_, 1).status, 2);
        const auto found = figures(tx, 10);
        EXPECT_EQ(found.answered_by_clinician, 4);
        EXPECT_FALSE(found.median_seconds);
        EXPECT_FALSE(found.p90_seconds);
    });
}

/// A network with two published summaries, the second corrected, a draft and a retracted one.
class SummaryMetrics : public Metrics
{
protected:
    static storage::SummaryReference cite(int position, const std::string& kind, const std::string& value, int supports)
    {
        storage::SummaryReference reference;
        reference.position = position;
        reference.kind = kind;
        reference.value = value;
        reference.csl["title"] = "A trial";
        reference.supports = {supports};
        return reference;
    }
    SummaryVersion wording(SummaryId id, int version, const std::string& message)
    {
        SummaryVersion wording;
        wording.summary = id;
        wording.version = version;
        wording.title = "Fatigue";
        wording.key_message = message;
        wording.editor = steward_.id;
        wording.statements = {
            {1, "Rest helps.", "", "GRADE", "low"},
            {2, "Rest helps.", "", "GRADE", "low"},
            {3, "Rest helps.", "", "LIVED", "lived"}
        };
        return wording;
    }
    SummaryId add(Transaction& tx, const std::string& message, std::vector<storage::SummaryReference> references)
    {
        storage::Summary row;
        row.id = storage::summaries::next_id(tx);
        row.network = network_.id;
        row.uri = fmt::format("{}/summaries/{}", urls_.base(), to_string(row.id));
        row.author = steward_.id;
        auto first = wording(row.id, 1, message);
        first.references = std::move(references);
        storage::summaries::create(tx, row, first);
        return row.id;
    }
    void publish(Transaction& tx, SummaryId id, int version, const char* next_review, Time when)
    {
        auto shown = storage::summaries::find_version(tx, id, version).value();
        shown.published_at = when;
        storage::summaries::save_version(tx, shown);
        auto row = storage::summaries::find(tx, id).value();
        row.state = "published";
        row.version = version;
        row.published_at = when;
        row.next_review_at = next_review;
        storage::summaries::update(tx, row);
    }
    void SetUp() override
    {
        Metrics::SetUp();
        with([&](Transaction& tx) {
            first_ =
                add(tx, "Walk each day.", {cite(1, "doi", "10.1000/withdrawn", 1), cite(2, "pmcid", "PMC4705354", 2)});
            publish(tx, first_, 1, "2020-01-01", at(1)); // its review is overdue
            second_ = add(tx, "Wrong.", {});
            publish(tx, second_, 1, "2999-01-01", at(1));
            auto corrected = wording(second_, 2, "Eat well and sleep well.");
            auto pubmed = cite(1, "pmid", "26228234", 1);
            pubmed.csl["DOI"] = "10.2196/JMIR.4721";
            corrected.references = {pubmed, cite(2, "url", "https://a.example/x", 2), cite(3, "doi", "10.1000/b", 2)};
            storage::summaries::save_version(tx, corrected);
            publish(tx, second_, 2, "2999-01-01", at(9));
            tx.exec(begun_sql, second_, at(2)); // seven hours before its publication
            (void)add(tx, "A draft that nobody sees.", {cite(1, "doi", "10.1000/c", 1)});
            const auto retracted = add(tx, "Taken back.", {cite(1, "doi", "10.1000/d", 1)});
            publish(tx, retracted, 1, "2020-01-01", at(1));
            auto row = storage::summaries::find(tx, retracted).value();
            row.state = "retracted";
            row.retracted_at = at(2);
            storage::summaries::update(tx, row);
        });
    }

    SummaryId first_{};
    SummaryId second_{};
    static inline const storage::Statement begun_sql{
        "test.begun", "UPDATE summary_versions SET created_at = $2 WHERE summary_id = $1 AND version = 2"
    };
};

TEST_F(SummaryMetrics, DensityReferencesAndReviews)
{
    with([&](Transaction& tx) {
        const auto before = figures(tx, 10);
        EXPECT_EQ(before.dead_references, 0);
        EXPECT_EQ(before.retracted_references, 0);
        storage::reference_notices::set(
            tx, {.kind = "doi", .value = "10.1000/withdrawn", .state = "retracted", .noted_at = at(1)}, steward_.id
        );
        // Known by its DOI, cited by its PubMed number.
        storage::reference_notices::set(
            tx, {.kind = "doi", .value = "10.2196/jmir.4721", .state = "dead", .noted_at = at(1)}, steward_.id
        );
        const auto found = figures(tx, 10);
        EXPECT_EQ(found.summaries, 2);
        EXPECT_EQ(found.overdue, 1);
        EXPECT_EQ(found.statements, 6);
        EXPECT_DOUBLE_EQ(found.reference_density.value(), 4.0 / 6.0); // the first two of each
        EXPECT_EQ(found.references, 5);
        EXPECT_EQ(found.dead_references, 1);
        EXPECT_EQ(found.retracted_references, 1);
        EXPECT_DOUBLE_EQ(found.free_share.value(), 1.0 / 5.0);
        // Words of one syllable: 0.39 W/S + 11.8 - 15.59. First: 9 words in 4 sentences, -2.9125; second: 11 in 4,
        // -2.7175; in the middle -2.815.
        EXPECT_NEAR(found.reading_grade.value(), -2.815, 1e-9);
    });
}

TEST_F(SummaryMetrics, CorrectionLagIsFromItsBeginningToItsPublication)
{
    with([&](Transaction& tx) {
        const auto found = figures(tx, 10);
        EXPECT_EQ(found.corrections, 1);
        EXPECT_NEAR(found.correction_seconds.value(), 7 * 3600, 1);
        EXPECT_EQ(figures(tx, 100, std::chrono::days{1}).corrections, 0) << "before the window";
    });
}

TEST_F(SummaryMetrics, MarksOfFewerThanFiveAreHidden)
{
    with([&](Transaction& tx) {
        for (int i = 0; i < 5; ++i) {
            const auto reader = test::make_user(tx);
            ASSERT_TRUE(mark_summary(tx, reader, first_, i < 4 ? "unclear" : "helpful"));
            ASSERT_TRUE(mark_summary(tx, reader, second_, "ask"));
        }
        const auto found = figures(tx, 10);
        EXPECT_EQ(found.ask, 5);
        EXPECT_FALSE(found.unclear) << "four";
        EXPECT_FALSE(found.helpful) << "one";
    });
}

/// Mercy's own account and staff among people.
class OrganisationMetrics : public Metrics
{
protected:
    Status say(Transaction& tx, const Account& by, const std::string& html, std::optional<StatusId> to = {})
    {
        return test::make_status(tx, by, {.content = html, .in_reply_to = to, .created_at = at(1)});
    }
    OrganisationFigures of(Transaction& tx, std::string_view domain = "mercy.example")
    {
        return organisation_figures(tx, domain, "mercy.example", usual_window, at(10)).value();
    }
    static inline const std::string advert = R"(<p><a href="https://news.mercy.example/prize">Look</a></p>)";
};

TEST_F(OrganisationMetrics, TwoWayRatioAndPromotionShareAreNotMovedByItsOwn)
{
    with([&](Transaction& tx) {
        const auto mercy = test::make_user(tx, {.username = "mercy", .stakeholder = "org_provider"});
        const auto rival =
            test::make_account(tx, {.username = "stluke", .domain = "stluke.example", .actor_type = "Organization"});
        const auto bot = test::make_account(tx, {.username = "bot", .domain = "stluke.example", .bot = true});
        const auto asked = say(tx, maya_, "<p>Does it help?</p>");
        const auto lonely = say(tx, mercy, advert); // promotion
        const auto answered = say(tx, mercy, advert);
        (void)say(tx, maya_, "<p>Thanks</p>", answered.id);
        const auto applauded = say(tx, mercy, advert);                         // promotion: only its staff answers
        const auto applause = say(tx, doctor_, "<p>Great</p>", applauded.id);  // to its own: not counted
        (void)say(tx, mercy, "<p>Thank you</p>", applause.id);                 // to its own: not counted
        (void)say(tx, mercy, "<p>Yes</p>", asked.id);                          // dialogue
        (void)say(tx, doctor_, "<p>Yes</p>", asked.id);                        // dialogue
        (void)say(tx, mercy, "<p>Yes</p>", say(tx, rival, "<p>Hello</p>").id); // to an organisation
        (void)say(tx, mercy, "<p>Yes</p>", say(tx, bot, "<p>Hello</p>").id);   // to a machine
        (void)say(tx, mercy, R"(<p><a href="https://mercy.example/tags/a" class="mention hashtag">#a</a></p>)");
        (void)say(tx, mercy, R"(<p><a href="https://notmercy.example/">Look</a></p>)");
        (void)lonely;

        const auto found = of(tx);
        EXPECT_EQ(found.posts, 9); // 3 adverts, 2 to maya, 1 to the rival, 1 to the bot, 2 plain
        EXPECT_DOUBLE_EQ(found.two_way_ratio.value(), 2.0 / 9.0);
        EXPECT_DOUBLE_EQ(found.promotion_share.value(), 2.0 / 9.0);

        for (int i = 0; i < 20; ++i) {
            (void)say(tx, mercy, "<p>More</p>", lonely.id);
            (void)say(tx, doctor_, "<p>More</p>", lonely.id);
            (void)say(tx, steward_, "<p>More</p>", applauded.id);
        }
        const auto gamed = of(tx);
        EXPECT_EQ(gamed.posts, 9);
        EXPECT_EQ(gamed.two_way_ratio, found.two_way_ratio);
        EXPECT_EQ(gamed.promotion_share, found.promotion_share);

        const auto other = of(tx, "stluke.example");
        EXPECT_EQ(other.posts, 1);
        EXPECT_FALSE(other.two_way_ratio) << "over a single post";
        EXPECT_EQ(
            organisation_figures(tx, "nobody.example", "mercy.example", usual_window, at(10)).error(), errc::not_found
        );
    });
}

TEST(OwnLinks, AreThoseToTheHostItsSubdomainsAndItsSite)
{
    EXPECT_EQ(own_links_pattern("mercy.example"), R"(href="https?://([a-z0-9-]+\.)*mercy\.example[:/?#"])");
    EXPECT_EQ(own_links_pattern("rounds.mercy.example:8443"), own_links_pattern("mercy.example"));
    EXPECT_EQ(own_links_pattern("mercy.co.uk"), R"(href="https?://([a-z0-9-]+\.)*mercy\.co\.uk[:/?#"])");
}

} // namespace
} // namespace rounds::knowledge
