#include "server/knowledge/credentials.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <array>
#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;
using storage::Transaction;

constexpr const char* password = "correct horse battery";

/// A network whose steward ines has a closed chat, with a verified doctor.
class SummaryDesk : public ::testing::Test
{
protected:
    void SetUp() override
    {
        for (const auto* name : {"ines", "okafor", "bob"}) site_.add_person(name, password);
        site_.db().transact_blocking([&](Transaction& tx) {
            const auto ines = storage::accounts::find_by_handle(tx, "ines", std::nullopt).value();
            const auto doctor = storage::accounts::find_by_handle(tx, "okafor", std::nullopt).value();
            network_ = make_network(tx, {.username = "breastcancer", .title = "Breast cancer", .stewards = {ines.id}});
            storage::Chat row;
            row.id = chat_ = storage::chats::next_id(tx);
            row.network = network_.id;
            row.uri = std::string(base_url) + "/chats/" + to_string(chat_);
            row.title = "Living with fatigue";
            row.hashtag = "bcsm";
            row.starts_at = site_.app().clock.now() - 3h;
            row.ends_at = row.starts_at + 1h;
            row.timezone = "UTC";
            row.created_by = ines.id;
            storage::chats::create(tx, row, {}, {});
            row.state = "closed";
            row.closed_at = row.ends_at;
            storage::chats::update(tx, row);
            const auto issuer = storage::accounts::find_by_uri(tx, site_.app().urls.base() + "/actor").value();
            const knowledge::CredentialForm form{.role = "doctor", .method = "staff roster"};
            ASSERT_TRUE(knowledge::issue_credential(
                tx, site_.app().urls, site_.app().keyring, issuer, doctor, form, site_.app().clock.now()
            ));
        });
        log_in(ines_, "ines");
        log_in(doctor_, "okafor");
        log_in(bob_, "bob");
    }
    static void log_in(Browser& browser, const std::string& name)
    {
        ASSERT_EQ(browser.log_in(name, password).status, 303U);
    }
    static bool has(const http::Response& page, std::string_view text)
    {
        return page.body.find(text) != std::string::npos;
    }
    /// Sends the fields with the token of the edit page.
    http::Response send(Browser& by, const std::string& target, Fields fields)
    {
        const auto page = by.get(summary_ + "/edit");
        fields.emplace_back("form_token", input_value(page, "form_token"));
        return by.post(target, fields);
    }
    http::Response step(Browser& by, const std::string& name, Fields more = {})
    {
        more.emplace_back("step", name);
        return send(by, summary_ + "/step", more);
    }
    void draft()
    {
        const auto desk = ines_.get("/@breastcancer/summaries");
        ASSERT_TRUE(has(desk, "Living with fatigue")) << desk.body;
        const auto drafted = ines_.post(
            "/@breastcancer/summaries", {{"form_token", input_value(desk, "form_token")}, {"chat_id", to_string(chat_)}}
        );
        ASSERT_EQ(drafted.status, 303U) << drafted.body;
        const std::string location(drafted.headers.get("Location"));
        summary_ = location.substr(0, location.rfind("/edit"));
    }
    static Fields wording()
    {
        return {
            {"title", "Fatigue after treatment"},
            {"key_message", "Gentle walks help most. Begin small."},
            {"statements", "T1: Walking helps.\r\nWe felt heard.\r\n"},
            {"what_you_can_do", "Walk ten steps."},
            {"uncertain", "How far is best."},
            {"body", ""},
            {"references", "doi:10.2196/jmir.4721 | A trial | Attai DJ; Cowher MS | J Med Internet Res | 2015 | 1\r\n"},
            {"funding", "None."},
        };
    }
    void publish()
    {
        ASSERT_EQ(send(ines_, summary_ + "/edit", wording()).status, 303U);
        publish_as_it_is();
    }
    void publish_as_it_is()
    {
        ASSERT_EQ(step(ines_, "interest", {{"statement", "None."}}).status, 303U);
        ASSERT_EQ(step(doctor_, "interest", {{"statement", "None."}}).status, 303U);
        ASSERT_EQ(step(ines_, "submit").status, 303U);
        const auto signed_ = step(doctor_, "review", {{"grade_1", "OCEBM2011:1"}, {"grade_2", "LIVED:lived"}});
        ASSERT_EQ(signed_.status, 303U) << signed_.body;
        const auto published = step(ines_, "publish");
        ASSERT_EQ(published.status, 303U) << published.body;
        EXPECT_EQ(published.headers.get("Location"), summary_);
    }

    Site site_;
    Browser ines_{site_};
    Browser doctor_{site_};
    Browser bob_{site_};
    Network network_;
    ChatId chat_{};
    std::string summary_;
};

TEST_F(SummaryDesk, TakesAChatToAPublishedSummaryWithoutScripts)
{
    draft();
    publish();
    const auto page = Browser(site_).get(summary_);
    EXPECT_EQ(page.status, 200U);
    for (const auto* part :
         {"Fatigue after treatment",
          "Gentle walks help most",
          "Walking helps.",
          "OCEBM 2011, level 1",
          "Experience of people who live with it",
          "Attai DJ"})
        EXPECT_TRUE(has(page, part)) << part;
    EXPECT_FALSE(has(ines_.get("/@breastcancer/summaries"), "Living with fatigue")) << "it has a summary";
}

TEST_F(SummaryDesk, ChecksWithoutSavingAndKeepsWhatWasTyped)
{
    draft();
    auto fields = wording();
    fields.emplace_back("action", "check");
    fields[1].second = "One. Two. Three. Four.";
    const auto checked = send(ines_, summary_ + "/edit", fields);
    EXPECT_EQ(checked.status, 200U);
    EXPECT_TRUE(has(checked, "Say the key message in one to three sentences."));
    EXPECT_TRUE(has(checked, "One. Two. Three. Four.")) << "what was typed stays";
    EXPECT_TRUE(has(checked, "FKGL"));
    EXPECT_FALSE(has(ines_.get(summary_ + "/edit"), "One. Two. Three. Four.")) << "nothing was saved";
    fields = wording();
    fields[6].second = "10.12/abc | No such number";
    const auto wrong = send(ines_, summary_ + "/edit", fields);
    EXPECT_EQ(wrong.status, 422U);
    EXPECT_TRUE(has(wrong, "This line of the references cannot be read: 1"));
    EXPECT_TRUE(has(wrong, "No such number"));
    fields = wording();
    fields[4].second = "Ask Jane Miller, MRN 4471882, phone 555-867-5309.";
    EXPECT_EQ(send(ines_, summary_ + "/edit", fields).status, 422U) << "identifiers of a patient";
}

TEST_F(SummaryDesk, ChecksFollowWhatIsTypedAndWriteNothing)
{
    draft();
    const auto editor = ines_.get(summary_ + "/edit");
    EXPECT_TRUE(has(editor, "data-check=\"" + summary_ + "/check\""));
    EXPECT_TRUE(has(editor, "/assets/checks.js"));
    const std::string policy(editor.headers.get("Content-Security-Policy"));
    EXPECT_TRUE(policy.ends_with("script-src 'self'; connect-src 'self'")) << policy;
    const auto rows = [&] {
        return site_.db().transact_blocking([](Transaction& tx) {
            return std::array{
                count(tx, "SELECT count(*) FROM summary_versions"),
                count(tx, "SELECT count(*) FROM guard_decisions"),
                count(tx, "SELECT count(*) FROM jobs")
            };
        });
    };
    const auto before = rows();
    auto fields = wording();
    fields[1].second = "One. Two. Three. Four.";
    const auto checked = send(ines_, summary_ + "/check", fields);
    EXPECT_EQ(checked.status, 200U);
    EXPECT_FALSE(has(checked, "<html")) << "a part of the page";
    for (const auto* part : {"Say the key message in one to three sentences.", "FKGL", "SMOG"})
        EXPECT_TRUE(has(checked, part)) << part;
    fields = wording();
    fields[6].second.clear();
    EXPECT_TRUE(has(send(ines_, summary_ + "/check", fields), "reference")) << "references that are missing";
    fields[6].second = "10.12/abc | No such number";
    const auto wrong = send(ines_, summary_ + "/check", fields);
    EXPECT_EQ(wrong.status, 422U);
    EXPECT_TRUE(has(wrong, "This line of the references cannot be read: 1"));
    EXPECT_EQ(rows(), before) << "nothing was written";
    EXPECT_EQ(send(doctor_, summary_ + "/check", wording()).status, 403U) << "who may not edit";
    EXPECT_EQ(bob_.post(summary_ + "/check", wording()).status, 403U) << "without a token of a form";
    EXPECT_EQ(ines_.post(summary_ + "/check", wording()).status, 403U);
}

TEST_F(SummaryDesk, HasAVersionForPatientsAndOneForClinicians)
{
    draft();
    auto fields = wording();
    fields.emplace_back("for_clinicians", "Fifty minutes a week in the trials.");
    ASSERT_EQ(send(ines_, summary_ + "/edit", fields).status, 303U);
    publish_as_it_is();
    const auto patients = Browser(site_).get(summary_);
    EXPECT_TRUE(has(patients, "<div id=\"for-patients\">"));
    EXPECT_TRUE(has(patients, "<div id=\"for-clinicians\" class=\"other-view\">"));
    EXPECT_TRUE(has(patients, "Fifty minutes a week")) << "it is printed with the other";
    const auto clinicians = Browser(site_).get(summary_ + "?view=clinicians");
    EXPECT_TRUE(has(clinicians, "<div id=\"for-patients\" class=\"other-view\">"));
    EXPECT_TRUE(has(clinicians, "<div id=\"for-clinicians\">"));
    for (const auto& page : {patients, clinicians}) {
        EXPECT_TRUE(has(page, "?view=clinicians\"")) << "a link leads to each";
        EXPECT_TRUE(has(page, "Funding"));
        EXPECT_TRUE(has(page, "Interests declared"));
    }
}

TEST_F(SummaryDesk, IsForThoseWhoWorkOnIt)
{
    draft();
    EXPECT_EQ(bob_.get("/@breastcancer/summaries").status, 404U);
    EXPECT_EQ(bob_.get(summary_ + "/edit").status, 404U);
    EXPECT_EQ(doctor_.get(summary_ + "/edit").status, 200U) << "who may review";
    EXPECT_EQ(send(doctor_, summary_ + "/edit", wording()).status, 403U) << "and not edit";
    EXPECT_EQ(step(doctor_, "submit").status, 403U);
    EXPECT_EQ(ines_.post(summary_ + "/edit", wording()).status, 403U) << "without the token of the form";
    EXPECT_EQ(step(ines_, "publish").status, 422U) << "with obstacles";
    EXPECT_EQ(step(ines_, "nothing").status, 422U);
}

TEST_F(SummaryDesk, ACorrectionShowsWhatItChangedAndWhy)
{
    draft();
    publish();
    EXPECT_EQ(Browser(site_).get(summary_ + "/versions/1/changes").status, 404U) << "the first changes nothing";
    ASSERT_EQ(step(ines_, "correct", {{"reason", "The first count was wrong"}}).status, 303U);
    auto fields = wording();
    fields[1].second = "Gentle walks help many. Begin small.";
    ASSERT_EQ(send(ines_, summary_ + "/edit", fields).status, 303U);
    ASSERT_EQ(step(ines_, "submit").status, 303U);
    ASSERT_EQ(step(doctor_, "review", {{"grade_1", "OCEBM2011:1"}, {"grade_2", "LIVED:lived"}}).status, 303U);
    ASSERT_EQ(step(ines_, "publish").status, 303U);
    const auto changes = Browser(site_).get(summary_ + "/versions/2/changes");
    EXPECT_EQ(changes.status, 200U);
    for (const auto* part :
         {"<del>Gentle walks help most.</del>",
          "<ins>Gentle walks help many.</ins>",
          "Begin small.",
          "The first count was wrong"})
        EXPECT_TRUE(has(changes, part)) << part;
    EXPECT_FALSE(has(changes, "Walking helps.")) << "what is the same is left out";
    EXPECT_TRUE(has(Browser(site_).get(summary_), summary_ + "/versions/2/changes"));
}

TEST_F(SummaryDesk, SpeaksSpanish)
{
    draft();
    const auto page = ines_.get(summary_ + "/edit?lang=es");
    EXPECT_TRUE(has(page, "Comprobar sin guardar"));
    EXPECT_TRUE(has(ines_.get("/@breastcancer/summaries?lang=es"), "Resúmenes en curso"));
}

TEST_F(SummaryDesk, FiguresArePagesInBothLanguagesAndTheFrontCountsNoFollowers)
{
    const auto figures = Browser(site_).get("/@breastcancer/metrics");
    EXPECT_EQ(figures.status, 200U);
    EXPECT_TRUE(has(figures, "Followers, boosts and likes are not counted."));
    EXPECT_TRUE(has(figures, "too few to show"));
    EXPECT_TRUE(has(Browser(site_).get("/@breastcancer/metrics?lang=es"), "muy pocos para mostrarlos"));
    const auto own = Browser(site_).get("/organisations/mercy.example");
    EXPECT_EQ(own.status, 200U);
    EXPECT_TRUE(has(own, "Two-way ratio"));
    EXPECT_EQ(Browser(site_).get("/organisations/nobody.example").status, 404U);
    EXPECT_EQ(Browser(site_).get("/@nobody/metrics").status, 404U);
    const auto front = Browser(site_).get("/");
    EXPECT_FALSE(has(front, "ollower")) << "reach is no reason to read";
}

} // namespace
} // namespace rounds::test
