#include "server/knowledge/network_moderation.hpp"

#include "server/knowledge/chat_tools.hpp"
#include "server/knowledge/questions.hpp"
#include "server/social/barred.hpp"
#include "storage/audit.hpp"
#include "storage/graph.hpp"
#include "storage/questions.hpp"
#include "tests/integration/knowledge/stage.hpp"

#include <algorithm>

namespace rounds::knowledge {
namespace {

namespace acts = storage::network_acts;
using social::shut;

/// ines is steward; maya and ruth are members of the network who post there.
class NetworkModeration : public Stage
{
protected:
    void SetUp() override
    {
        Stage::SetUp();
        with([&](Transaction& tx) {
            group_ = storage::accounts::find(tx, network_.account).value();
            for (const auto* who : {&maya_, &ruth_}) (void)social::follow(tx, urls_, *who, group_, {}).value();
        });
    }
    Decider steward() { return {.account = steward_, .via = "api"}; }
    result<storage::Status>
    say(Transaction& tx, const Account& by, const std::string& text, std::optional<StatusId> to = {})
    {
        social::PostForm form;
        form.text = "@breastcancer " + text;
        form.mentions = {group_.id};
        form.in_reply_to = to;
        return social::post(tx, urls_, by, form, clock_.now());
    }
    BanForm ban(const Account& whom) const
    {
        BanForm form;
        form.account = whom.id;
        form.reason = "Sells remedies";
        return form;
    }
    result<Act> bar_maya(Transaction& tx, BanForm form)
    {
        return bar(tx, urls_, steward(), network_.id, form, clock_.now());
    }
    result<Act> take_out(Transaction& tx, StatusId id)
    {
        return take_post_out(tx, urls_, steward(), network_.id, id, "Advertising", clock_.now());
    }
    bool is_boosted(Transaction& tx, StatusId id)
    {
        return storage::statuses::find_boost(tx, group_.id, id).has_value();
    }
    static std::vector<std::string> audited(Transaction& tx)
    {
        storage::audit::Query query;
        query.action = "network.";
        std::vector<std::string> actions;
        for (const auto& entry : storage::audit::search(tx, query)) actions.push_back(entry.action);
        std::ranges::reverse(actions);
        return actions;
    }
    /// What the network wrote to somebody alone, the last of it.
    static std::string letter_to(Transaction& tx, const Account& whom)
    {
        static const storage::Statement sql{"test.letters", R"(
            SELECT s.id FROM statuses s JOIN mentions m ON m.status_id = s.id
            WHERE m.account_id = $1 AND s.visibility = 3 ORDER BY s.id DESC LIMIT 1)"};
        const auto rows = tx.exec(sql, whom.id);
        if (rows.empty()) return {};
        return storage::statuses::find(tx, rows.front().at(0).as<StatusId>()).value().content;
    }

    Account group_;
};

TEST_F(NetworkModeration, WhoIsKeptOutIsAMemberNoMoreAndIsToldWhy)
{
    with([&](Transaction& tx) {
        (void)give_role(tx, steward_, network_.id, maya_.id, "patient_champion").value();
        const auto act = bar_maya(tx, ban(maya_)).value();
        EXPECT_FALSE(act.until);
        EXPECT_FALSE(storage::graph::find_follow(tx, maya_.id, group_.id)) << "membership ends";
        EXPECT_FALSE(storage::networks::has_role(tx, network_.id, maya_.id, "patient_champion"));
        EXPECT_EQ(audited(tx), std::vector<std::string>{"network.bar"});
        const auto letter = letter_to(tx, maya_);
        for (const auto* text : {"Sells remedies", "Breast cancer", "until they let you in again", "/about"})
            EXPECT_NE(letter.find(text), std::string::npos) << text << " in " << letter;
        EXPECT_EQ(bar_maya(tx, ban(maya_)).error(), errc::already_exists);
    });
    with([&](Transaction& tx) {
        const auto kinds = test::notification_kinds(tx, maya_.id);
        EXPECT_NE(std::ranges::find(kinds, "mention"), kinds.end()) << "told, also by whom she does not follow";
        EXPECT_EQ(test::count(tx, "SELECT count(*) FROM notifications WHERE filtered"), 0);
    });
}

TEST_F(NetworkModeration, WhoIsKeptOutComesInByNoDoor)
{
    with([&](Transaction& tx) {
        const auto before = say(tx, maya_, "Before #question").value();
        const auto thread = say(tx, ruth_, "How do you sleep?").value();
        (void)bar_maya(tx, ban(maya_)).value();
        EXPECT_EQ(social::follow(tx, urls_, maya_, group_, {}).error(), shut::barred) << "join";
        EXPECT_EQ(say(tx, maya_, "Buy this").error(), shut::barred) << "post";
        EXPECT_EQ(say(tx, maya_, "Buy this", thread.id).error(), shut::barred) << "reply, named";
        social::PostForm plain;
        plain.text = "Buy this";
        plain.in_reply_to = thread.id;
        EXPECT_EQ(social::post(tx, urls_, maya_, plain, clock_.now()).error(), shut::barred) << "reply, unnamed";
        EXPECT_EQ(mark_question(tx, maya_, before.id).error(), shut::barred) << "question";
        EXPECT_EQ(give_role(tx, steward_, network_.id, maya_.id, "guest_pass").error(), shut::barred) << "guest pass";
        // The others are as free as before, and so is she elsewhere.
        EXPECT_TRUE(say(tx, ruth_, "Badly"));
        plain.in_reply_to.reset();
        EXPECT_TRUE(social::post(tx, urls_, maya_, plain, clock_.now()));
        // An appeal reaches the network alone.
        plain.text = "@breastcancer Why?";
        plain.mentions = {group_.id};
        plain.visibility = storage::Visibility::direct;
        EXPECT_TRUE(social::post(tx, urls_, maya_, plain, clock_.now()));
    });
}

TEST_F(NetworkModeration, APostWithTheTagOfAChatIsNotHeardFromWhoIsKeptOut)
{
    with([&](Transaction& tx) {
        auto form = evening();
        form.people = {{maya_.id, "host", ""}, {ruth_.id, "host", ""}};
        const auto chat = schedule_chat(tx, urls_, steward_, network_.id, form, clock_.now()).value();
        ASSERT_TRUE(may_run(tx, chat, maya_.id));
        (void)bar_maya(tx, ban(maya_)).value();
        EXPECT_FALSE(may_run(tx, chat, maya_.id)) << "she hosts nothing there any more";
        EXPECT_TRUE(may_run(tx, chat, ruth_.id));
        clock_.advance(70min);
        (void)run(tx);
        const auto tagged = [&](const Account& by) {
            social::PostForm form;
            form.text = "Tea #" + chat.hashtag;
            const auto status = social::post(tx, urls_, by, form, clock_.now()).value();
            record_chat_post(tx, status, clock_.now());
        };
        tagged(maya_);
        EXPECT_EQ(test::count(tx, "SELECT count(*) FROM chat_posts"), 0);
        tagged(ruth_);
        EXPECT_EQ(test::count(tx, "SELECT count(*) FROM chat_posts"), 1);
    });
}

TEST_F(NetworkModeration, ABanEndsByItselfOrIsLifted)
{
    with([&](Transaction& tx) {
        auto form = ban(maya_);
        form.until = clock_.now() + 24h;
        (void)bar_maya(tx, form).value();
        EXPECT_EQ(say(tx, maya_, "Hello").error(), shut::barred);
        tx.exec_plain("UPDATE network_acts SET until = now() - interval '1 second'");
        EXPECT_TRUE(say(tx, maya_, "Hello")) << "its time is over";
        EXPECT_TRUE(decisions(tx, steward_, network_.id, acts::ban, 10)->empty());

        form.until.reset();
        EXPECT_TRUE(bar_maya(tx, form)) << "one that is over makes room";
        EXPECT_EQ(
            unbar(tx, urls_, {.account = ruth_, .via = "api"}, network_.id, maya_.id, clock_.now()).error(),
            errc::forbidden
        );
        EXPECT_TRUE(unbar(tx, urls_, steward(), network_.id, maya_.id, clock_.now()));
        EXPECT_TRUE(social::follow(tx, urls_, maya_, group_, {}));
        EXPECT_TRUE(say(tx, maya_, "Hello"));
        EXPECT_NE(letter_to(tx, maya_).find("no longer kept out"), std::string::npos);
        EXPECT_EQ(audited(tx), (std::vector<std::string>{"network.bar", "network.bar", "network.unbar"}));
    });
}

TEST_F(NetworkModeration, OnlyStewardsDecideAndNotAboutEachOther)
{
    with([&](Transaction& tx) {
        const auto post = say(tx, maya_, "Hello").value();
        const Decider ruth{.account = ruth_, .via = "api"};
        (void)give_role(tx, steward_, network_.id, ruth_.id, "host").value();
        EXPECT_EQ(bar(tx, urls_, ruth, network_.id, ban(maya_), clock_.now()).error(), errc::forbidden);
        EXPECT_EQ(take_post_out(tx, urls_, ruth, network_.id, post.id, "x", clock_.now()).error(), errc::forbidden);
        EXPECT_EQ(lock_thread(tx, urls_, ruth, network_.id, post.id, "x", clock_.now()).error(), errc::forbidden);
        EXPECT_EQ(decisions(tx, ruth_, network_.id, acts::ban, 10).error(), errc::forbidden);
        EXPECT_EQ(bar_maya(tx, ban(steward_)).error(), errc::invalid_argument);
        // A steward of another network is nobody here.
        NetworkForm form;
        form.username = "lungs";
        form.title = "Lungs";
        form.conditions = {"DOID:1324"};
        const auto other = open_network(tx, urls_, keyring_, steward_, form).value();
        (void)give_role(tx, steward_, other.id, ruth_.id, "steward").value();
        EXPECT_EQ(bar(tx, urls_, ruth, network_.id, ban(maya_), clock_.now()).error(), errc::forbidden);
        EXPECT_EQ(take_post_out(tx, urls_, ruth, other.id, post.id, "x", clock_.now()).error(), errc::not_found)
            << "not in her network";
        EXPECT_TRUE(audited(tx).empty());
    });
}

TEST_F(NetworkModeration, APostTakenOutLeavesTheNetworkAndStaysItsAuthors)
{
    with([&](Transaction& tx) {
        const auto post = say(tx, maya_, "Buy this #question").value();
        record_question(tx, post);
        ASSERT_TRUE(is_boosted(tx, post.id));
        const auto questions = [&] { return storage::questions::list(tx, {group_.id}, "open", false, 10).size(); };
        ASSERT_EQ(questions(), 1U);
        (void)take_out(tx, post.id).value();
        EXPECT_FALSE(is_boosted(tx, post.id));
        EXPECT_FALSE(storage::statuses::find(tx, post.id)->audience);
        EXPECT_EQ(questions(), 0U);
        EXPECT_TRUE(storage::statuses::find(tx, post.id)) << "it is hers still";
        EXPECT_NE(letter_to(tx, maya_).find("Advertising"), std::string::npos);
        EXPECT_EQ(take_out(tx, post.id).error(), errc::not_found) << "it is out already";

        // What answers it from now on is not in the network, nor is a new wording of it passed on.
        tx.exec_plain("DELETE FROM jobs");
        social::PostForm answer;
        answer.text = "Where?";
        answer.in_reply_to = post.id;
        EXPECT_FALSE(social::post(tx, urls_, ruth_, answer, clock_.now())->audience);
        social::EditForm edit;
        edit.text = "@breastcancer Buy this now";
        edit.mentions = {group_.id};
        (void)social::edit_post(tx, urls_, maya_, post.id, edit, clock_.now()).value();
        const auto said = test::sayings(tx);
        EXPECT_EQ(std::ranges::find(said, "activity_announced"), said.end());

        (void)put_post_back(tx, urls_, steward(), network_.id, post.id, clock_.now()).value();
        EXPECT_TRUE(is_boosted(tx, post.id));
        EXPECT_EQ(storage::statuses::find(tx, post.id)->audience, group_.id);
        EXPECT_EQ(questions(), 1U);
        EXPECT_EQ(audited(tx), (std::vector<std::string>{"network.remove_post", "network.restore_post"}));
    });
}

TEST_F(NetworkModeration, APostTakenOutLeavesItsChatAndComesBackToItsPlace)
{
    with([&](Transaction& tx) {
        const auto chat = schedule(tx);
        clock_.advance(70min);
        (void)run(tx);
        const auto event = storage::chats::find(tx, chat.id)->status.value();
        const auto said = answer(tx, maya_, event, "Buy this");
        ASSERT_EQ(test::count(tx, "SELECT count(*) FROM chat_posts"), 1);
        (void)take_out(tx, said.id).value();
        EXPECT_EQ(test::count(tx, "SELECT count(*) FROM chat_posts"), 0);
        (void)put_post_back(tx, urls_, steward(), network_.id, said.id, clock_.now()).value();
        EXPECT_EQ(test::count(tx, "SELECT count(*) FROM chat_posts"), 1);
    });
}

TEST_F(NetworkModeration, ABanWithPostsTakesThemOutOneByOne)
{
    with([&](Transaction& tx) {
        const auto one = say(tx, maya_, "One").value();
        const auto two = say(tx, maya_, "Two").value();
        const auto other = say(tx, ruth_, "Three").value();
        auto form = ban(maya_);
        form.with_posts = true;
        (void)bar_maya(tx, form).value();
        EXPECT_FALSE(is_boosted(tx, one.id));
        EXPECT_FALSE(is_boosted(tx, two.id));
        EXPECT_TRUE(is_boosted(tx, other.id));
        EXPECT_EQ(decisions(tx, steward_, network_.id, acts::removal, 10)->size(), 2U);
        EXPECT_TRUE(put_post_back(tx, urls_, steward(), network_.id, one.id, clock_.now()));
    });
}

TEST_F(NetworkModeration, ASummaryIsRetractedAndDoesNotVanish)
{
    with([&](Transaction& tx) {
        const auto post = say(tx, ruth_, "Rest early").value();
        tx.exec_plain(
            "INSERT INTO summaries (network_id, uri, status_id, author_id) VALUES (" + to_string(network_.id) +
            ", 'https://mercy.example/summaries/1', " + to_string(post.id) + ", " + to_string(ruth_.id) + ")"
        );
        EXPECT_EQ(take_out(tx, post.id).error(), errc::not_found);
        EXPECT_TRUE(network_posts(tx, steward_, network_.id, 10)->empty());
        auto form = ban(ruth_);
        form.with_posts = true;
        (void)bar_maya(tx, form).value();
        EXPECT_TRUE(is_boosted(tx, post.id)) << "it stands, whoever wrote it";
    });
}

TEST_F(NetworkModeration, ALockedThreadTakesAnswersOfStewardsAlone)
{
    with([&](Transaction& tx) {
        const auto thread = say(tx, maya_, "How do you sleep?").value();
        const auto below = say(tx, ruth_, "Badly", thread.id).value();
        (void)lock_thread(tx, urls_, steward(), network_.id, thread.id, "It went in circles", clock_.now()).value();
        EXPECT_EQ(say(tx, ruth_, "Well", thread.id).error(), shut::locked);
        EXPECT_EQ(say(tx, maya_, "Really?", below.id).error(), shut::locked) << "deeper in the thread";
        EXPECT_TRUE(say(tx, steward_, "Enough said", thread.id));
        EXPECT_TRUE(say(tx, ruth_, "Another thread"));
        EXPECT_NE(letter_to(tx, maya_).find("It went in circles"), std::string::npos);
        (void)unlock_thread(tx, urls_, steward(), network_.id, thread.id, clock_.now()).value();
        EXPECT_TRUE(say(tx, ruth_, "Well", thread.id));
        EXPECT_EQ(audited(tx), (std::vector<std::string>{"network.lock", "network.unlock"}));
    });
}

TEST_F(NetworkModeration, ModeratorsOfTheInstanceSeeAndUndoWhatStewardsDecided)
{
    with([&](Transaction& tx) {
        const auto mod = test::make_user(tx, {.username = "mod", .role = "moderator"});
        const Decider by{.account = mod, .via = "page"};
        (void)bar_maya(tx, ban(maya_)).value();
        EXPECT_EQ(bar(tx, urls_, by, network_.id, ban(ruth_), clock_.now()).error(), errc::forbidden)
            << "that is the stewards'";
        EXPECT_EQ(decisions(tx, mod, network_.id, acts::ban, 10)->size(), 1U);
        EXPECT_TRUE(unbar(tx, urls_, by, network_.id, maya_.id, clock_.now()));
        EXPECT_TRUE(decisions(tx, mod, network_.id, acts::ban, 10)->empty());
    });
}

TEST_F(NetworkModeration, TheEndOfAPostIsPassedOnThoughItsAuthorIsKeptOut)
{
    with([&](Transaction& tx) {
        const auto post = say(tx, maya_, "Hello").value();
        auto form = ban(maya_);
        form.with_posts = true;
        (void)bar_maya(tx, form).value();
        tx.exec_plain("DELETE FROM jobs");
        (void)social::remove_post(tx, maya_, post.id).value();
        const auto said = test::sayings(tx);
        EXPECT_NE(std::ranges::find(said, "activity_announced"), said.end());
    });
}

} // namespace
} // namespace rounds::knowledge
