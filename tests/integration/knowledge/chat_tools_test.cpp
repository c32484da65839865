#include "tests/integration/knowledge/stage.hpp"

#include "server/knowledge/chat_tools.hpp"
#include "server/knowledge/reminders.hpp"
#include "storage/chat_reminders.hpp"
#include "storage/chat_tools.hpp"
#include "storage/timelines.hpp"

namespace rounds::knowledge {
namespace {

/// A chat that has just opened and asked T1.
class ChatTools : public Stage
{
protected:
    Chat live(Transaction& tx, ChatForm form)
    {
        const auto chat = schedule_chat(tx, urls_, steward_, network_.id, form, clock_.now()).value();
        clock_.set(chat.starts_at + 5min);
        run(tx);
        return storage::chats::find(tx, chat.id).value();
    }
    Chat live(Transaction& tx) { return live(tx, evening()); }
    StatusId first_prompt(Transaction& tx, ChatId chat) { return *storage::chats::prompts(tx, chat)[0].status; }
    std::size_t shown(Transaction& tx, ChatId chat) { return storage::chats::posts(tx, chat).size(); }
    /// As one that arrives from another server: nobody asks for its pace beforehand.
    storage::Status arrives(Transaction& tx, const Account& by, StatusId to, const std::string& text)
    {
        return answer(tx, by, to, text);
    }
};

TEST_F(ChatTools, BelongToThoseWhoRunTheChat)
{
    with([&](Transaction& tx) {
        auto form = evening();
        form.people = {{maya_.id, "guest", "None"}, {ruth_.id, "moderator", ""}};
        const auto chat = live(tx, form);
        const auto now = clock_.now();
        EXPECT_TRUE(may_run(tx, chat, steward_.id));
        EXPECT_TRUE(may_run(tx, chat, ruth_.id)) << "a moderator on call";
        EXPECT_FALSE(may_run(tx, chat, maya_.id)) << "a guest";
        EXPECT_FALSE(may_run(tx, chat, doctor_.id));
        EXPECT_EQ(set_slow_mode(tx, maya_, chat.id, 30s, now).error(), errc::forbidden);
        EXPECT_EQ(pin_post(tx, maya_, chat.id, first_prompt(tx, chat.id), now).error(), errc::forbidden);
        EXPECT_EQ(set_closing(tx, maya_, chat.id, "x", now).error(), errc::forbidden);
        EXPECT_EQ(set_on_call(tx, maya_, chat.id, doctor_.id, true, now).error(), errc::forbidden);
        EXPECT_EQ(change_prompt(tx, maya_, chat.id, 2, PromptChange::release, 0s, now).error(), errc::forbidden);
        EXPECT_TRUE(change_prompt(tx, ruth_, chat.id, 2, PromptChange::release, 0s, now));
        EXPECT_TRUE(set_slow_mode(tx, ruth_, chat.id, 30s, now));
        ASSERT_TRUE(set_on_call(tx, steward_, chat.id, ruth_.id, false, now));
        EXPECT_EQ(set_slow_mode(tx, ruth_, chat.id, 0s, now).error(), errc::forbidden);
        EXPECT_EQ(set_slow_mode(tx, steward_, chat.id, longest_pause + 1s, now).error(), errc::invalid_argument);
    });
}

TEST_F(ChatTools, SlowModeTellsPeopleHowLongToWait)
{
    with([&](Transaction& tx) {
        const auto chat = live(tx);
        ASSERT_TRUE(set_slow_mode(tx, steward_, chat.id, 60s, clock_.now()));
        const auto prompt = first_prompt(tx, chat.id);
        const auto say = [&](const Account& by) {
            social::PostForm form;
            form.text = "Walking";
            form.in_reply_to = prompt;
            const auto status = social::post(tx, urls_, by, form, clock_.now()).value();
            return say_in_chat(tx, status, clock_.now());
        };
        EXPECT_EQ(say(maya_), std::nullopt);
        clock_.advance(20s);
        EXPECT_EQ(say(maya_), 40s);
        EXPECT_EQ(say(ruth_), std::nullopt) << "each has a pace of their own";
        EXPECT_EQ(say(steward_), std::nullopt);
        EXPECT_EQ(say(steward_), std::nullopt) << "those who run it are free";
        EXPECT_EQ(say(doctor_), std::nullopt);
        EXPECT_EQ(say(doctor_), std::nullopt) << "clinicians answer as they can";
        clock_.advance(40s);
        EXPECT_EQ(say(maya_), std::nullopt);
        ASSERT_TRUE(set_slow_mode(tx, steward_, chat.id, 0s, clock_.now()));
        EXPECT_EQ(say(maya_), std::nullopt);
    });
}

TEST_F(ChatTools, SlowModeQueuesWhatArrives)
{
    with([&](Transaction& tx) {
        const auto chat = live(tx);
        ASSERT_TRUE(set_slow_mode(tx, steward_, chat.id, 60s, clock_.now()));
        const auto prompt = first_prompt(tx, chat.id);
        (void)arrives(tx, maya_, prompt, "One");
        const auto second = arrives(tx, maya_, prompt, "Two");
        const auto third = arrives(tx, maya_, prompt, "Three");
        EXPECT_EQ(shown(tx, chat.id), 1U);
        EXPECT_EQ(storage::chats::queued(tx, chat.id, 10), (std::vector{second.id, third.id}));
        EXPECT_EQ(storage::chats::highlights(tx, chat.id).size(), 1U) << "nor in exports and drafts";
        EXPECT_EQ(storage::chats::next_due(tx), clock_.now() + 60s);
        clock_.advance(60s);
        run(tx);
        EXPECT_EQ(shown(tx, chat.id), 2U) << "each waits its own turn";
        ASSERT_TRUE(let_in(tx, steward_, chat.id, third.id, clock_.now()));
        EXPECT_EQ(shown(tx, chat.id), 3U);
        EXPECT_EQ(let_in(tx, steward_, chat.id, third.id, clock_.now()).error(), errc::not_found);
    });
}

TEST_F(ChatTools, PinsAndSetsAside)
{
    with([&](Transaction& tx) {
        const auto chat = live(tx);
        const auto said = answer(tx, maya_, first_prompt(tx, chat.id), "Buy my tea");
        social::PostForm form;
        form.text = "Elsewhere";
        const auto elsewhere = social::post(tx, urls_, ruth_, form, clock_.now()).value();
        const auto now = clock_.now();
        EXPECT_EQ(pin_post(tx, steward_, chat.id, elsewhere.id, now).error(), errc::invalid_argument);
        EXPECT_EQ(pin_post(tx, steward_, chat.id, first_prompt(tx, chat.id), now)->pinned, first_prompt(tx, chat.id));
        EXPECT_EQ(pin_post(tx, steward_, chat.id, said.id, now)->pinned, said.id);
        EXPECT_EQ(mark_off_topic(tx, steward_, chat.id, elsewhere.id, true, now).error(), errc::not_found);
        const auto marked = mark_off_topic(tx, steward_, chat.id, said.id, true, now);
        ASSERT_TRUE(marked);
        EXPECT_EQ(marked->pinned, std::nullopt) << "what is off topic is not shown first";
        EXPECT_TRUE(storage::chats::posts(tx, chat.id).front().off_topic);
        EXPECT_TRUE(storage::chats::highlights(tx, chat.id).empty());
        ASSERT_TRUE(mark_off_topic(tx, steward_, chat.id, said.id, false, now));
        EXPECT_EQ(storage::chats::highlights(tx, chat.id).size(), 1U);
    });
}

TEST_F(ChatTools, ListQuestionsUntilSomebodyWhoRunsTheChatAnswers)
{
    with([&](Transaction& tx) {
        auto form = evening();
        form.people = {{steward_.id, "host", "None"}, {ruth_.id, "guest", "None"}};
        const auto chat = live(tx, form);
        const auto prompt = first_prompt(tx, chat.id);
        const auto waiting = [&] { return storage::chats::unanswered(tx, chat.id, clock_.now(), 10); };
        (void)answer(tx, maya_, prompt, "It helped me to walk.");
        (void)answer(tx, maya_, prompt, "See https://example.org/?q=1 for it");
        (void)answer(tx, doctor_, prompt, "Does anybody sleep badly?");
        EXPECT_TRUE(waiting().empty()) << "a statement, an address, a clinician";
        const auto first = answer(tx, maya_, prompt, "Is that normal? I wonder.");
        const auto second = answer(tx, maya_, prompt, "¿Es normal?");
        EXPECT_EQ(waiting(), (std::vector{first.id, second.id}));
        const auto peer = test::make_user(tx, {.username = "peer"});
        (void)answer(tx, peer, first.id, "For me it is");
        EXPECT_EQ(waiting().size(), 2U) << "another patient's word is welcome, and not what they wait for";
        (void)answer(tx, doctor_, first.id, "Yes, often.");
        EXPECT_EQ(waiting(), (std::vector{second.id}));
        (void)answer(tx, ruth_, second.id, "Sí");
        EXPECT_TRUE(waiting().empty()) << "a guest answered";
    });
}

TEST_F(ChatTools, ClosingThoughtsArePostedAtTheEnd)
{
    with([&](Transaction& tx) {
        const auto chat = live(tx);
        ASSERT_TRUE(set_closing(tx, steward_, chat.id, "Sleep well.", clock_.now()));
        clock_.set(chat.ends_at);
        run(tx);
        bool said = false;
        for (const auto id : storage::timelines::descendants(tx, *chat.status, 100, 3))
            said = said || storage::statuses::find(tx, id)->content.find("Sleep well.") != std::string::npos;
        EXPECT_TRUE(said);
        EXPECT_EQ(set_closing(tx, steward_, chat.id, "Too late", clock_.now()).error(), errc::invalid_argument);
    });
}

TEST_F(ChatTools, InterestsAreDeclaredByThemselves)
{
    with([&](Transaction& tx) {
        auto form = evening();
        form.people = {{steward_.id, "host", ""}, {ruth_.id, "guest", ""}};
        const auto chat = schedule_chat(tx, urls_, steward_, network_.id, form, clock_.now()).value();
        EXPECT_EQ(declare_chat_interests(tx, maya_, chat.id, "None", clock_.now()).error(), errc::forbidden);
        EXPECT_EQ(declare_chat_interests(tx, ruth_, chat.id, "", clock_.now()).error(), errc::invalid_argument);
        ASSERT_TRUE(declare_chat_interests(tx, ruth_, chat.id, "None", clock_.now()));
        EXPECT_EQ(storage::chats::people(tx, chat.id)[1].interests, "None");
    });
}

TEST_F(ChatTools, TheTailTakesLatePostsAndThenNoMore)
{
    with([&](Transaction& tx) {
        const auto chat = live(tx);
        const auto prompt = first_prompt(tx, chat.id);
        (void)answer(tx, maya_, prompt, "In time");
        clock_.set(chat.ends_at);
        run(tx);
        clock_.advance(23h);
        (void)answer(tx, maya_, prompt, "Late");
        social::PostForm tagged;
        tagged.text = "Late with the tag #bcsm";
        record_chat_post(tx, social::post(tx, urls_, ruth_, tagged, clock_.now()).value(), clock_.now());
        auto posts = storage::chats::highlights(tx, chat.id);
        ASSERT_EQ(posts.size(), 3U);
        EXPECT_FALSE(posts[0].late);
        EXPECT_TRUE(posts[1].late);
        EXPECT_TRUE(posts[2].late);
        clock_.advance(2h);
        (void)answer(tx, maya_, prompt, "Too late");
        EXPECT_EQ(storage::chats::highlights(tx, chat.id).size(), 3U);
        EXPECT_EQ(set_slow_mode(tx, steward_, chat.id, 30s, clock_.now()).error(), errc::invalid_argument);
    });
}

TEST_F(ChatTools, AnswersSentAheadStandUnderTheirPrompt)
{
    with([&](Transaction& tx) {
        const auto chat = schedule(tx);
        const auto ahead = answer(tx, maya_, *chat.status, "A2: nothing did");
        (void)answer(tx, ruth_, *chat.status, "Looking forward to it");
        clock_.set(chat.starts_at + 25min);
        run(tx);
        const auto prompts = storage::chats::prompts(tx, chat.id);
        const auto posts = storage::chats::posts(tx, chat.id);
        ASSERT_EQ(posts.size(), 2U);
        EXPECT_EQ(posts[0].status, ahead.id);
        EXPECT_EQ(posts[0].prompt, prompts[1].id);
        EXPECT_EQ(posts[1].prompt, std::nullopt);
    });
}

class Reminders : public ChatTools
{
protected:
    ChatForm in(std::chrono::hours hours)
    {
        auto form = evening();
        form.starts_at = clock_.now() + hours;
        form.ends_at = form.starts_at + 1h;
        return form;
    }
    Chat plan(Transaction& tx, const ChatForm& form)
    {
        return schedule_chat(tx, urls_, steward_, network_.id, form, clock_.now()).value();
    }
    /// What the network has posted below the Event so far.
    std::vector<std::string> said(Transaction& tx, const Chat& chat)
    {
        std::vector<std::string> texts;
        for (const auto id : storage::timelines::descendants(tx, *chat.status, 100, 3))
            texts.push_back(storage::statuses::find(tx, id)->content);
        return texts;
    }
    void reach(Transaction& tx, Time time)
    {
        clock_.set(time);
        run(tx);
        run(tx); // nothing is said twice
    }
};

TEST_F(Reminders, ArePostedByTheNetworkOnceEach)
{
    with([&](Transaction& tx) {
        const auto chat = plan(tx, in(24h * 10));
        run(tx);
        EXPECT_TRUE(said(tx, chat).empty());
        EXPECT_EQ(storage::chats::next_due(tx), chat.starts_at - 24h * 7);
        reach(tx, chat.starts_at - 24h * 7);
        ASSERT_EQ(said(tx, chat).size(), 1U);
        EXPECT_NE(said(tx, chat)[0].find("In 7 days"), std::string::npos) << said(tx, chat)[0];
        reach(tx, chat.starts_at - 24h);
        reach(tx, chat.starts_at - 1h);
        ASSERT_EQ(said(tx, chat).size(), 3U);
        const auto last = storage::chat_reminders::of_chat(tx, chat.id).back();
        EXPECT_EQ(storage::statuses::find(tx, *last.status)->account, network_.account);
        // An answer to a reminder is one to the chat.
        (void)answer(tx, maya_, *last.status, "I cannot come");
        EXPECT_EQ(shown(tx, chat.id), 1U);
    });
}

TEST_F(Reminders, ThatWereMissedAreNotMadeUpFor)
{
    with([&](Transaction& tx) {
        const auto chat = plan(tx, in(24h * 10));
        reach(tx, chat.starts_at - 30min);
        ASSERT_EQ(said(tx, chat).size(), 1U) << "only the last of the three";
        EXPECT_NE(said(tx, chat)[0].find("In 1 hour"), std::string::npos);
        const auto other = plan(tx, in(24h * 2));
        reach(tx, other.starts_at + 1s);
        for (const auto& text : said(tx, other)) EXPECT_EQ(text.find("In 1 "), std::string::npos) << text;
    });
}

TEST_F(Reminders, GoWithTheChatWhenItIsCancelledOrMoved)
{
    with([&](Transaction& tx) {
        const auto chat = plan(tx, in(48h));
        ASSERT_TRUE(cancel_chat(tx, urls_, steward_, chat.id, clock_.now()));
        EXPECT_TRUE(storage::chat_reminders::of_chat(tx, chat.id).empty());
        reach(tx, chat.starts_at - 1h);
        EXPECT_TRUE(said(tx, chat).empty());
        auto form = in(48h);
        const auto moved = plan(tx, form);
        reach(tx, moved.starts_at - 24h);
        EXPECT_EQ(said(tx, moved).size(), 1U);
        form.starts_at += 24h;
        form.ends_at += 24h;
        ASSERT_TRUE(change_chat(tx, urls_, steward_, moved.id, form, clock_.now()));
        reach(tx, moved.starts_at + 23h);
        EXPECT_EQ(said(tx, moved).size(), 2U) << "of the hour before the new start";
    });
}

TEST_F(Reminders, AreWhatTheNetworkOrTheChatWants)
{
    EXPECT_EQ(parse_before("90m"), 90min);
    for (const auto* bad : {"", "d", "0d", "1w", "-1d", "1.5h", "99d", "01d"}) EXPECT_FALSE(parse_before(bad)) << bad;
    EXPECT_FALSE(are_reminders({"1h", "60m"})) << "twice the same";
    with([&](Transaction& tx) {
        auto form = in(24h * 10);
        form.reminders.emplace();
        EXPECT_TRUE(storage::chat_reminders::of_chat(tx, plan(tx, form).id).empty());
        form.reminders = {"30m", "2d"};
        EXPECT_EQ(storage::chat_reminders::of_chat(tx, plan(tx, form).id).size(), 2U);
        form.reminders = {"soon"};
        EXPECT_EQ(wrong_field(form, clock_.now()), "reminders");
        NetworkForm changed;
        changed.title = "Breast cancer";
        changed.conditions = {"DOID:1612"};
        changed.reminders = {};
        ASSERT_TRUE(change_network(tx, urls_, steward_, network_.id, changed));
        EXPECT_TRUE(storage::chat_reminders::of_chat(tx, plan(tx, in(24h * 10)).id).empty());
    });
}

} // namespace
} // namespace rounds::knowledge
