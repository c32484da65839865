#include "tests/integration/knowledge/stage.hpp"

#include "federation/signatures/proofs.hpp"
#include "server/knowledge/marks.hpp"
#include "server/knowledge/objects.hpp"
#include "server/knowledge/references.hpp"
#include "storage/credentials.hpp"

#include <algorithm>

namespace rounds::knowledge {
namespace {

class Summaries : public Stage
{
protected:
    /// A closed chat with answers to T1: two of Maya, who may be quoted (the second one is liked), one of Ruth.
    Chat held(Transaction& tx)
    {
        const auto chat = schedule(tx);
        clock_.set(chat.starts_at + 6min);
        run(tx);
        const auto prompt = *storage::chats::prompts(tx, chat.id)[0].status;
        storage::chats::set_quote_consent(tx, network_.id, maya_.id, true, clock_.now());
        answer(tx, maya_, prompt, "Tea in the morning");
        const auto liked = answer(tx, maya_, prompt, "Walking every day");
        const auto secret = answer(tx, ruth_, prompt, "My secret remedy");
        EXPECT_TRUE(social::favourite(tx, urls_, ruth_, liked.id));
        for (const auto* by : {&maya_, &doctor_, &steward_}) EXPECT_TRUE(social::favourite(tx, urls_, *by, secret.id));
        clock_.set(chat.ends_at);
        run(tx);
        return chat;
    }
    Summary drafted(Transaction& tx) { return draft_from_chat(tx, urls_, steward_, held(tx).id, clock_.now()).value(); }
    static SummaryVersion wording()
    {
        SummaryVersion wording;
        wording.title = "Fatigue";
        wording.key_message = "Gentle exercise has the best evidence.";
        wording.funding = "None.";
        wording.statements = {{0, "Exercise helps.", "T1", "", ""}};
        wording.references = {
            {0, "doi", "10.2196/jmir.4721", to_csl({.title = "A trial"}, {"doi", "10.2196/jmir.4721"}), {1}}
        };
        return wording;
    }
    /// In review and signed, nothing missing.
    Summary ready(Transaction& tx)
    {
        auto summary = drafted(tx);
        const auto now = clock_.now();
        EXPECT_TRUE(edit_draft(tx, steward_, summary.id, wording(), now));
        EXPECT_TRUE(declare_interest(tx, steward_, summary.id, "None.", now));
        EXPECT_TRUE(declare_interest(tx, doctor_, summary.id, "None.", now));
        EXPECT_TRUE(submit_for_review(tx, steward_, summary.id, now));
        EXPECT_TRUE(sign_review(tx, doctor_, summary.id, {{1, "OCEBM2011", "1"}}, now));
        return summary;
    }
    bool has_rule(Transaction& tx, SummaryId id, std::string_view rule)
    {
        return std::ranges::any_of(obstacles(tx, id, clock_.now()), [&](const auto& one) { return one.rule == rule; });
    }
};

TEST_F(Summaries, DraftRanksAndQuotesWithConsentOnly)
{
    with([&](Transaction& tx) {
        const auto chat = held(tx);
        EXPECT_EQ(draft_from_chat(tx, urls_, maya_, chat.id, clock_.now()).error(), errc::forbidden);
        const auto summary = draft_from_chat(tx, urls_, steward_, chat.id, clock_.now()).value();
        const auto draft = storage::summaries::find_version(tx, summary.id, 1).value();
        const auto walking = draft.body.find("Walking every day");
        const auto tea = draft.body.find("Tea in the morning");
        ASSERT_NE(walking, std::string::npos);
        ASSERT_NE(tea, std::string::npos);
        EXPECT_LT(walking, tea) << "the liked one first";
        EXPECT_EQ(draft.body.find("secret"), std::string::npos);
        EXPECT_EQ(draft.body.find("ruth"), std::string::npos);
        ASSERT_EQ(draft.statements.size(), 1U);
        EXPECT_EQ(draft.statements[0].content, "Walking every day");
        EXPECT_EQ(draft.statements[0].prompt_label, "T1");
        const auto sources = storage::summaries::sources(tx, summary.id);
        EXPECT_EQ(sources.size(), 3U);
        EXPECT_EQ(std::ranges::count_if(sources, [](const auto& source) { return source.quoted; }), 2);
    });
}

TEST_F(Summaries, AreDraftedOfClosedChatsOnly)
{
    with([&](Transaction& tx) {
        const auto chat = schedule(tx);
        EXPECT_EQ(draft_from_chat(tx, urls_, steward_, chat.id, clock_.now()).error(), errc::invalid_argument);
    });
}

TEST_F(Summaries, WithdrawnConsentHoldsThemBackUntilTheQuotationIsOut)
{
    with([&](Transaction& tx) {
        const auto summary = drafted(tx);
        EXPECT_FALSE(has_rule(tx, summary.id, "quote_consent"));
        storage::chats::set_quote_consent(tx, network_.id, maya_.id, false, clock_.now());
        EXPECT_TRUE(has_rule(tx, summary.id, "quote_consent"));
        ASSERT_TRUE(edit_draft(tx, steward_, summary.id, wording(), clock_.now()));
        EXPECT_FALSE(has_rule(tx, summary.id, "quote_consent"));
    });
}

TEST_F(Summaries, AreEditedByAuthorAndStewardsOnly)
{
    with([&](Transaction& tx) {
        const auto summary = drafted(tx);
        EXPECT_EQ(edit_draft(tx, maya_, summary.id, wording(), clock_.now()).error(), errc::forbidden);
        auto untitled = wording();
        untitled.title.clear();
        EXPECT_EQ(edit_draft(tx, steward_, summary.id, untitled, clock_.now()).error(), errc::invalid_argument);
        EXPECT_EQ(submit_for_review(tx, maya_, summary.id, clock_.now()).error(), errc::forbidden);
        EXPECT_EQ(declare_interest(tx, maya_, summary.id, "None.", clock_.now()).error(), errc::forbidden);
        EXPECT_EQ(declare_interest(tx, steward_, summary.id, " ", clock_.now()).error(), errc::invalid_argument);
    });
}

TEST_F(Summaries, AreSignedByAnotherVerifiedClinicianOnly)
{
    with([&](Transaction& tx) {
        const auto summary = drafted(tx);
        const auto sign = [&](const Account& by) { return sign_review(tx, by, summary.id, {}, clock_.now()); };
        EXPECT_EQ(sign(doctor_).error(), errc::invalid_argument) << "not in review yet";
        ASSERT_TRUE(submit_for_review(tx, steward_, summary.id, clock_.now()));
        EXPECT_EQ(sign(maya_).error(), errc::forbidden) << "no credential";
        ASSERT_TRUE(issue(tx, maya_, "patient"));
        EXPECT_EQ(sign(maya_).error(), errc::forbidden) << "no clinician";
        ASSERT_TRUE(issue(tx, steward_, "doctor"));
        EXPECT_EQ(sign(steward_).error(), errc::forbidden) << "the author";
        EXPECT_EQ(
            sign_review(tx, doctor_, summary.id, {{1, "OCEBM2011", "9"}}, clock_.now()).error(), errc::invalid_argument
        );
        EXPECT_EQ(
            sign_review(tx, doctor_, summary.id, {{7, "OCEBM2011", "1"}}, clock_.now()).error(), errc::invalid_argument
        );
        ASSERT_TRUE(give_role(tx, steward_, network_.id, doctor_.id, "steward"));
        ASSERT_TRUE(edit_draft(tx, doctor_, summary.id, wording(), clock_.now()));
        ASSERT_TRUE(submit_for_review(tx, steward_, summary.id, clock_.now()));
        EXPECT_EQ(sign(doctor_).error(), errc::forbidden) << "the editor";
        clock_.advance(24h * 366);
        EXPECT_EQ(sign(doctor_).error(), errc::forbidden) << "expired";
    });
}

TEST_F(Summaries, ASignatureEndsWithTheNextEdit)
{
    with([&](Transaction& tx) {
        const auto summary = ready(tx);
        EXPECT_TRUE(obstacles(tx, summary.id, clock_.now()).empty());
        auto edited = wording();
        edited.key_message = "Something else.";
        ASSERT_TRUE(edit_draft(tx, steward_, summary.id, edited, clock_.now()));
        EXPECT_TRUE(has_rule(tx, summary.id, "review"));
        EXPECT_EQ(publish(tx, urls_, steward_, summary.id, clock_.now()).error(), errc::invalid_argument);
    });
}

TEST_F(Summaries, ARevokedCredentialHoldsThemBack)
{
    with([&](Transaction& tx) {
        const auto summary = ready(tx);
        ASSERT_TRUE(revoke_credential(tx, clinician_credential(tx, doctor_.id, clock_.now())->id, clock_.now()));
        EXPECT_TRUE(has_rule(tx, summary.id, "reviewer_credential"));
    });
}

TEST_F(Summaries, AreHeldBackWhenTheNextReviewIsPast)
{
    with([&](Transaction& tx) {
        const auto summary = ready(tx);
        clock_.advance(24h * 366);
        EXPECT_TRUE(has_rule(tx, summary.id, "next_review"));
        EXPECT_EQ(
            set_next_review(tx, steward_, summary.id, "2020-01-01", clock_.now()).error(), errc::invalid_argument
        );
        ASSERT_TRUE(set_next_review(tx, steward_, summary.id, to_iso_date(clock_.now() + 24h * 30), clock_.now()));
        EXPECT_FALSE(has_rule(tx, summary.id, "next_review"));
    });
}

TEST_F(Summaries, ArePublishedAsAnArticleThatTheNetworkPassesOn)
{
    with([&](Transaction& tx) {
        const auto summary = ready(tx);
        EXPECT_EQ(publish(tx, urls_, maya_, summary.id, clock_.now()).error(), errc::forbidden);
        const auto before = test::sayings(tx).size();
        const auto published = publish(tx, urls_, steward_, summary.id, clock_.now());
        ASSERT_TRUE(published);
        EXPECT_EQ(published->state, "published");
        const auto status = storage::statuses::find(tx, *published->status).value();
        EXPECT_EQ(status.object_type, "Article");
        EXPECT_EQ(status.audience, network_.account);
        EXPECT_NE(status.content.find("Gentle exercise"), std::string::npos);
        EXPECT_NE(status.content.find("Reviewed by"), std::string::npos);
        EXPECT_NE(status.content.find("Not medical advice"), std::string::npos);
        EXPECT_TRUE(storage::statuses::find_boost(tx, network_.account, status.id));
        auto said = test::sayings(tx);
        said.erase(said.begin(), said.begin() + static_cast<std::ptrdiff_t>(before));
        EXPECT_EQ(said, (std::vector<std::string>{"status_created", "activity_announced", "status_boosted"}));
        const auto article = build_object(tx, urls_, status);
        ASSERT_TRUE(article);
        EXPECT_EQ(string_at(*article, "type"), "Article");
        EXPECT_EQ(string_at(*article, "id"), summary.uri);
        EXPECT_EQ(string_at(*article, "schema:reviewedBy"), doctor_.uri);
        EXPECT_EQ(array_at(*article, "schema:citation")->size(), 1U);
        EXPECT_EQ(array_at(*article, "kn:interests")->size(), 2U);
        EXPECT_EQ(edit_draft(tx, steward_, summary.id, wording(), clock_.now()).error(), errc::invalid_argument);
    });
}

TEST_F(Summaries, ACorrectionKeepsTheEarlierVersion)
{
    with([&](Transaction& tx) {
        const auto now = clock_.now();
        const auto summary = ready(tx);
        EXPECT_EQ(start_correction(tx, steward_, summary.id, "Wrong", now).error(), errc::invalid_argument);
        ASSERT_TRUE(publish(tx, urls_, steward_, summary.id, now));
        EXPECT_EQ(start_correction(tx, steward_, summary.id, " ", now).error(), errc::invalid_argument);
        EXPECT_EQ(start_correction(tx, maya_, summary.id, "Wrong", now).error(), errc::forbidden);
        ASSERT_TRUE(start_correction(tx, steward_, summary.id, "A number was wrong.", now));
        auto corrected = wording();
        corrected.title = "Fatigue, corrected";
        ASSERT_TRUE(edit_draft(tx, steward_, summary.id, corrected, now));
        EXPECT_EQ(storage::summaries::published_version(tx, summary.id)->title, "Fatigue");
        EXPECT_EQ(storage::summaries::list(tx, network_.id, 10).size(), 1U) << "listed while it is corrected";
        EXPECT_TRUE(has_rule(tx, summary.id, "review"));
        ASSERT_TRUE(submit_for_review(tx, steward_, summary.id, now));
        ASSERT_TRUE(sign_review(tx, doctor_, summary.id, {{1, "GRADE", "low"}}, now));
        const auto published = publish(tx, urls_, steward_, summary.id, now);
        ASSERT_TRUE(published);
        const auto all = storage::summaries::versions(tx, summary.id);
        ASSERT_EQ(all.size(), 2U);
        EXPECT_EQ(all[0].title, "Fatigue");
        EXPECT_EQ(all[0].statements[0].evidence_level, "1");
        EXPECT_EQ(all[1].title, "Fatigue, corrected");
        EXPECT_EQ(all[1].reason, "A number was wrong.");
        const auto status = storage::statuses::find(tx, *published->status).value();
        EXPECT_EQ(status.version, 2);
        EXPECT_NE(status.content.find("A number was wrong."), std::string::npos);
        EXPECT_EQ(storage::statuses::history(tx, status.id).size(), 2U);
    });
}

TEST_F(Summaries, APublishedWordingIsNeverWrittenAnew)
{
    with([&](Transaction& tx) {
        const auto summary = ready(tx);
        ASSERT_TRUE(publish(tx, urls_, steward_, summary.id, clock_.now()));
        auto present = storage::summaries::find_version(tx, summary.id, 1).value();
        present.title = "Something else";
        EXPECT_THROW(storage::summaries::save_version(tx, present), std::logic_error);
        EXPECT_EQ(storage::summaries::find_version(tx, summary.id, 1)->title, "Fatigue");
    });
}

using Credentials = Stage;

TEST_F(Credentials, AreSignedByTheInstance)
{
    with([&](Transaction& tx) {
        const auto credential = clinician_credential(tx, doctor_.id, clock_.now()).value();
        const auto keys = keyring_.load(tx, issuer_.id).value();
        const auto& document = credential.document;
        EXPECT_EQ(string_at(document, "issuer"), issuer_.uri);
        EXPECT_EQ(string_at(*object_at(document, "credentialSubject"), "id"), doctor_.uri);
        EXPECT_EQ(signatures::proof_method(document).value(), keys->ed25519_id);
        EXPECT_TRUE(signatures::verify_proof(document, keys->ed25519.public_key(), clock_));
        auto forged = document;
        forged["validUntil"] = "2099-01-01T00:00:00.000Z";
        EXPECT_FALSE(signatures::verify_proof(forged, keys->ed25519.public_key(), clock_));
    });
}

TEST_F(Credentials, HaveBounds)
{
    CredentialForm form;
    form.role = "doctor";
    form.method = "roster";
    EXPECT_EQ(wrong_field(form), "");
    form.role = "unknown";
    EXPECT_EQ(wrong_field(form), "role");
    form.role = "hcp";
    form.method = " ";
    EXPECT_EQ(wrong_field(form), "method");
    form.method = "roster";
    form.specialty_mesh = "X1";
    EXPECT_EQ(wrong_field(form), "specialty_mesh");
    form.specialty_mesh = "D008495";
    EXPECT_EQ(wrong_field(form), "specialty_name");
    form.specialty_name = "Medical Oncology";
    form.valid_for = std::chrono::days{366};
    EXPECT_EQ(wrong_field(form), "valid_for");
}

TEST_F(Credentials, EndByTimeAndByRevocation)
{
    with([&](Transaction& tx) {
        const auto nurse = issue(tx, ruth_, "hcp").value();
        EXPECT_TRUE(clinician_credential(tx, ruth_.id, clock_.now()));
        EXPECT_FALSE(clinician_credential(tx, ruth_.id, clock_.now() + 24h * 365));
        ASSERT_TRUE(revoke_credential(tx, nurse.id, clock_.now()));
        EXPECT_FALSE(clinician_credential(tx, ruth_.id, clock_.now()));
        EXPECT_EQ(revoke_credential(tx, nurse.id, clock_.now()).error(), errc::not_found);
    });
}

TEST_F(Summaries, AreTakenBackWithAReasonThatAllReadersSee)
{
    with([&](Transaction& tx) {
        const auto id = ready(tx).id;
        const auto now = clock_.now();
        EXPECT_EQ(retract_summary(tx, urls_, steward_, id, "Wrong", now).error(), errc::invalid_argument) << "a draft";
        (void)publish(tx, urls_, steward_, id, now).value();
        EXPECT_EQ(retract_summary(tx, urls_, maya_, id, "Wrong", now).error(), errc::forbidden);
        EXPECT_EQ(retract_summary(tx, urls_, steward_, id, " ", now).error(), errc::invalid_argument);
        const auto summary = retract_summary(tx, urls_, steward_, id, "The trial was <b>retracted</b>.", now).value();
        EXPECT_EQ(summary.state, "retracted");
        const auto status = storage::statuses::find(tx, summary.status.value()).value();
        EXPECT_EQ(status.title, "Retracted: Fatigue");
        EXPECT_NE(status.content.find("The trial was &lt;b&gt;retracted&lt;/b&gt;."), std::string::npos);
        EXPECT_TRUE(status.edited_at) << "an Update goes out";
        const auto object = build_object(tx, urls_, status).value();
        EXPECT_EQ(object.at("name").as_string(), "Retracted: Fatigue");
        EXPECT_EQ(object.at("kn:retracted").as_string(), to_iso8601(now));
        EXPECT_TRUE(object.at("content").as_string().starts_with("<p><strong>Retracted on "));
        EXPECT_NE(object.at("content").as_string().find("Exercise helps."), std::string::npos) << "it stays readable";
        EXPECT_EQ(retract_summary(tx, urls_, steward_, id, "Again", now).error(), errc::invalid_argument);
        EXPECT_EQ(start_correction(tx, steward_, id, "Mended", now).error(), errc::invalid_argument);
    });
}

TEST_F(Summaries, AreOverdueFromTheDayAfterTheirReview)
{
    with([&](Transaction& tx) {
        const auto id = ready(tx).id;
        const auto published = publish(tx, urls_, steward_, id, clock_.now()).value();
        const auto day = parse_iso8601(published.next_review_at.value() + "T12:00:00Z").value();
        EXPECT_FALSE(review_overdue(published, day));
        EXPECT_TRUE(review_overdue(published, day + 24h));
        const auto retracted = retract_summary(tx, urls_, steward_, id, "Wrong", clock_.now()).value();
        EXPECT_FALSE(review_overdue(retracted, day + 24h));
    });
}

TEST_F(Summaries, AreMarkedOnceByEachAndSmallSumsStayHidden)
{
    with([&](Transaction& tx) {
        const auto id = ready(tx).id;
        EXPECT_EQ(mark_summary(tx, maya_, id, "helpful").error(), errc::not_found) << "a draft";
        const auto published = publish(tx, urls_, steward_, id, clock_.now()).value();
        EXPECT_EQ(mark_summary(tx, maya_, id, "wonderful").error(), errc::invalid_argument);
        for (const auto* by : {&maya_, &ruth_, &doctor_, &steward_}) EXPECT_TRUE(mark_summary(tx, *by, id, "ask"));
        EXPECT_TRUE(mark_summary(tx, maya_, id, "ask"));
        EXPECT_EQ(marks_of(tx, id, maya_.id).ask, std::nullopt) << "four people, one of them twice";
        EXPECT_EQ(marks_of(tx, id, maya_.id).own, "ask");
        EXPECT_EQ(marks_of(tx, id, std::nullopt).own, "");
        const auto fifth = test::make_user(tx);
        EXPECT_TRUE(mark_summary(tx, fifth, id, "ask"));
        EXPECT_EQ(marks_of(tx, id, std::nullopt).ask, 5);
        EXPECT_TRUE(mark_summary(tx, fifth, id, ""));
        EXPECT_EQ(marks_of(tx, id, std::nullopt).ask, std::nullopt);
        // A favourite from any app says that it helped.
        for (const auto* by : {&maya_, &ruth_, &doctor_, &steward_}) EXPECT_TRUE(mark_summary(tx, *by, id, "helpful"));
        EXPECT_TRUE(social::favourite(tx, urls_, maya_, *published.status));
        EXPECT_EQ(marks_of(tx, id, std::nullopt).helpful, std::nullopt) << "maya counts once";
        EXPECT_TRUE(social::favourite(tx, urls_, fifth, *published.status));
        EXPECT_EQ(marks_of(tx, id, std::nullopt).helpful, 5);
    });
}

} // namespace
} // namespace rounds::knowledge
