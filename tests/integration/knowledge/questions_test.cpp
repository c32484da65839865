#include "server/knowledge/questions.hpp"

#include "server/inbound/documents.hpp"
#include "storage/questions.hpp"
#include "tests/integration/knowledge/stage.hpp"

namespace rounds::knowledge {
namespace {

/// maya asks the network; ruth and the doctor answer.
class Questions : public Stage
{
protected:
    Status post(Transaction& tx, const Account& by, const std::string& text, bool to_network = true)
    {
        social::PostForm form;
        form.text = text;
        if (to_network) form.mentions = {network_.account};
        const auto status = social::post(tx, urls_, by, form, clock_.now()).value();
        record_question(tx, status);
        return status;
    }
    Question ask(Transaction& tx)
    {
        const auto status = post(tx, maya_, "@breastcancer Does walking help against fatigue? #question");
        return storage::questions::find_by_status(tx, status.id).value();
    }
    /// What the network said last in the thread.
    Status last_notice(Transaction& tx, const Question& question)
    {
        const auto rows = tx.exec(notices_sql, question.id);
        return storage::statuses::find(tx, rows.front().get<StatusId>("status_id")).value();
    }
    std::size_t notices(Transaction& tx, const Question& question) { return tx.exec(notices_sql, question.id).size(); }

    static inline const storage::Statement notices_sql{
        "test.notices", "SELECT status_id FROM question_notices WHERE question_id = $1 ORDER BY status_id DESC"
    };
};

TEST_F(Questions, ArePostsToANetworkThatSayTheyAsk)
{
    with([&](Transaction& tx) {
        const auto question = ask(tx);
        EXPECT_EQ(question.state, "open");
        EXPECT_EQ(question.group, network_.account);
        EXPECT_EQ(question.asker, maya_.id);
        const auto spanish = post(tx, ruth_, "@breastcancer ¿Ayuda caminar? #Pregunta");
        EXPECT_TRUE(storage::questions::find_by_status(tx, spanish.id));
        const auto plain = post(tx, maya_, "@breastcancer Good morning");
        EXPECT_FALSE(storage::questions::find_by_status(tx, plain.id));
        const auto elsewhere = post(tx, maya_, "To nobody #question", false);
        EXPECT_FALSE(storage::questions::find_by_status(tx, elsewhere.id));
        EXPECT_EQ(mark_question(tx, ruth_, plain.id).error(), errc::forbidden);
        EXPECT_EQ(mark_question(tx, maya_, elsewhere.id).error(), errc::invalid_argument);
        EXPECT_EQ(mark_question(tx, steward_, plain.id).value().state, "open");
    });
}

TEST_F(Questions, AreSolvedByWhoAskedOrAStewardAndOpenedAgain)
{
    with([&](Transaction& tx) {
        const auto question = ask(tx);
        const auto reply = answer(tx, ruth_, question.status, "It helped me");
        const auto stray = post(tx, ruth_, "Something else", false);
        const auto now = clock_.now();
        EXPECT_EQ(accept_answer(tx, urls_, ruth_, question.id, reply.id, now).error(), errc::forbidden);
        EXPECT_EQ(accept_answer(tx, urls_, maya_, question.id, stray.id, now).error(), errc::invalid_argument);
        EXPECT_EQ(accept_answer(tx, urls_, maya_, question.id, question.status, now).error(), errc::invalid_argument);
        EXPECT_EQ(reopen_question(tx, urls_, maya_, question.id, now).error(), errc::invalid_argument) << "it is open";

        const auto solved = accept_answer(tx, urls_, maya_, question.id, reply.id, now).value();
        EXPECT_EQ(solved.state, "solved");
        EXPECT_EQ(solved.accepted, reply.id);
        EXPECT_FALSE(solved.endorsed);
        EXPECT_EQ(notices(tx, question), 1U);
        (void)accept_answer(tx, urls_, maya_, question.id, reply.id, now).value();
        EXPECT_EQ(notices(tx, question), 1U) << "the same once more is no news";
        EXPECT_EQ(propose_question(tx, maya_, question.id, true, now).error(), errc::invalid_argument);

        EXPECT_EQ(reopen_question(tx, urls_, ruth_, question.id, now).error(), errc::forbidden);
        const auto open = reopen_question(tx, urls_, steward_, question.id, now).value();
        EXPECT_EQ(open.state, "open");
        EXPECT_FALSE(open.accepted);
        EXPECT_TRUE(open.reopened_at);
        EXPECT_EQ(notices(tx, question), 2U);
        EXPECT_EQ(propose_question(tx, ruth_, question.id, true, now).error(), errc::forbidden);
        EXPECT_TRUE(propose_question(tx, maya_, question.id, true, now).value().proposed_at);
        const std::vector groups{network_.account};
        EXPECT_EQ(storage::questions::list(tx, groups, "open", true, 10).size(), 1U);
        EXPECT_FALSE(propose_question(tx, maya_, question.id, false, now).value().proposed_at);
        EXPECT_TRUE(storage::questions::list(tx, groups, "open", true, 10).empty());
    });
}

TEST_F(Questions, AreEndorsedByVerifiedCliniciansForOthersAnswers)
{
    with([&](Transaction& tx) {
        const auto question = ask(tx);
        const auto lay = answer(tx, ruth_, question.status, "It helped me");
        const auto own = answer(tx, doctor_, question.status, "There is good evidence");
        const auto now = clock_.now();
        EXPECT_EQ(endorse_answer(tx, urls_, steward_, question.id, lay.id, now).error(), errc::forbidden);
        EXPECT_EQ(endorse_answer(tx, urls_, doctor_, question.id, own.id, now).error(), errc::forbidden);
        (void)endorse_answer(tx, urls_, doctor_, question.id, lay.id, now).value();
        EXPECT_EQ(notices(tx, question), 0U) << "nothing is solved yet";
        EXPECT_TRUE(accept_answer(tx, urls_, maya_, question.id, lay.id, now).value().endorsed);
        EXPECT_FALSE(accept_answer(tx, urls_, maya_, question.id, own.id, now).value().endorsed) << "another answer";
        const auto endorsements = storage::questions::endorsements(tx, question.id);
        ASSERT_EQ(endorsements.size(), 1U);
        EXPECT_EQ(endorsements[0].clinician, doctor_.id);
        clock_.advance(24h * 400);
        EXPECT_EQ(endorse_answer(tx, urls_, doctor_, question.id, lay.id, clock_.now()).error(), errc::forbidden)
            << "the credential has ended";
    });
}

TEST_F(Questions, AreToldToOthersInThePostOfTheNetwork)
{
    with([&](Transaction& tx) {
        const auto question = ask(tx);
        const auto reply = answer(tx, ruth_, question.status, "It helped me");
        (void)accept_answer(tx, urls_, maya_, question.id, reply.id, clock_.now()).value();
        const auto notice = last_notice(tx, question);
        EXPECT_EQ(notice.account, network_.account);
        EXPECT_EQ(notice.in_reply_to, question.status);
        EXPECT_NE(notice.content.find(reply.url.value()), std::string::npos) << notice.content;
        const auto document = inbound::post_document(tx, urls_, notice.id, clock_.now()).value();
        const auto& said = document.object.at("kn:question").as_object();
        EXPECT_EQ(said.at("id").as_string(), "https://mercy.example/questions/" + to_string(question.id));
        EXPECT_EQ(said.at("kn:about").as_string(), question.uri);
        EXPECT_EQ(said.at("kn:state").as_string(), "solved");
        EXPECT_EQ(said.at("kn:acceptedAnswer").as_string(), reply.uri);
        EXPECT_FALSE(said.at("kn:endorsed").as_bool());
        const auto asked = inbound::post_document(tx, urls_, question.status, clock_.now()).value();
        EXPECT_FALSE(asked.object.contains("kn:question"));
    });
}

TEST_F(Questions, OfANetworkElsewhereFollowWhatThatNetworkTells)
{
    with([&](Transaction& tx) {
        const auto group =
            test::make_account(tx, {.username = "lungs", .domain = "stluke.example", .actor_type = "Group"});
        const auto stranger =
            test::make_account(tx, {.username = "eve", .domain = "evil.example", .actor_type = "Group"});
        const auto asked = test::make_status(tx, maya_, {.tags = {"question"}, .audience = group.id});
        record_question(tx, asked);
        const auto reply = test::make_status(tx, ruth_, {.in_reply_to = asked.id, .audience = group.id});
        const auto state = [&] { return storage::questions::find_by_status(tx, asked.id).value(); };
        EXPECT_EQ(state().state, "open");
        EXPECT_EQ(accept_answer(tx, urls_, maya_, state().id, reply.id, clock_.now()).error(), errc::forbidden)
            << "its network decides";

        const Verdict verdict{.about = asked.uri, .solved = true, .accepted = reply.uri, .endorsed = true};
        record_verdict(tx, test::make_status(tx, stranger, {}), verdict);
        EXPECT_EQ(state().state, "open") << "told by somebody else";
        record_verdict(tx, test::make_status(tx, ruth_, {}), verdict);
        EXPECT_EQ(state().state, "open");
        const auto first = test::make_status(tx, group, {.created_at = clock_.now() - 2min});
        const auto second = test::make_status(tx, group, {.created_at = clock_.now() - 1min});
        record_verdict(tx, second, verdict);
        EXPECT_EQ(state().state, "solved");
        EXPECT_EQ(state().accepted, reply.id);
        EXPECT_TRUE(state().endorsed);
        record_verdict(tx, first, {.about = asked.uri});
        EXPECT_EQ(state().state, "solved") << "what was said before comes late";
        record_verdict(tx, test::make_status(tx, group, {.created_at = clock_.now()}), {.about = asked.uri});
        EXPECT_EQ(state().state, "open");
        EXPECT_FALSE(state().endorsed);
    });
}

} // namespace
} // namespace rounds::knowledge
