#include "tests/integration/knowledge/stage.hpp"

#include "server/knowledge/objects.hpp"
#include "server/workers/chat_worker.hpp"

#include <atomic>

namespace rounds::knowledge {
namespace {

using TopicNetworks = Stage;
using Chats = Stage;
using States = std::vector<std::string>;

TEST_F(TopicNetworks, AreOpenedByModeratorsOnly)
{
    with([&](Transaction& tx) {
        NetworkForm form;
        form.username = "lungcancer";
        form.title = "Lung cancer";
        form.conditions = {"DOID:1324"};
        EXPECT_EQ(open_network(tx, urls_, keyring_, maya_, form).error(), errc::forbidden);
        form.conditions = {"DOID:0"};
        EXPECT_EQ(open_network(tx, urls_, keyring_, steward_, form).error(), errc::invalid_argument);
        EXPECT_EQ(network_.hashtag, "bcsm");
    });
}

TEST_F(TopicNetworks, RolesAreGivenByStewardsAndOneStewardStays)
{
    with([&](Transaction& tx) {
        EXPECT_EQ(give_role(tx, maya_, network_.id, maya_.id, "host").error(), errc::forbidden);
        EXPECT_EQ(give_role(tx, steward_, network_.id, maya_.id, "king").error(), errc::invalid_argument);
        ASSERT_TRUE(give_role(tx, steward_, network_.id, maya_.id, "host"));
        EXPECT_TRUE(may_host(tx, network_, maya_.id));
        EXPECT_FALSE(may_steward(tx, network_, maya_.id));
        EXPECT_EQ(take_role(tx, steward_, network_.id, steward_.id, "steward").error(), errc::invalid_argument);
        ASSERT_TRUE(take_role(tx, steward_, network_.id, maya_.id, "host"));
        EXPECT_FALSE(may_host(tx, network_, maya_.id));
    });
}

TEST_F(Chats, AreScheduledByHostsWithinBounds)
{
    with([&](Transaction& tx) {
        const auto now = clock_.now();
        EXPECT_EQ(schedule_chat(tx, urls_, maya_, network_.id, evening(), now).error(), errc::forbidden);
        const auto wrong = [&](auto spoil) {
            auto form = evening();
            spoil(form);
            EXPECT_EQ(schedule_chat(tx, urls_, steward_, network_.id, form, now).error(), errc::invalid_argument);
            return std::string(wrong_field(form, now));
        };
        EXPECT_EQ(wrong([](ChatForm& form) { form.title.clear(); }), "title");
        EXPECT_EQ(wrong([&](ChatForm& form) { form.starts_at = now - 1s; }), "starts_at");
        EXPECT_EQ(wrong([](ChatForm& form) { form.ends_at = form.starts_at; }), "ends_at");
        EXPECT_EQ(wrong([](ChatForm& form) { form.timezone = "Nowhere"; }), "timezone");
        EXPECT_EQ(wrong([](ChatForm& form) { form.prompts.clear(); }), "prompts");
        EXPECT_EQ(wrong([](ChatForm& form) { form.prompts[0].offset = 2h; }), "prompts");
        EXPECT_EQ(wrong([](ChatForm& form) { form.hashtag = "not a tag"; }), "hashtag");
        EXPECT_EQ(wrong([](ChatForm& form) { form.people = {{AccountId{1}, "king", ""}}; }), "people");
        EXPECT_EQ(wrong([](ChatForm& form) { form.people = {{AccountId{1}, "host", ""}}; }), "") << "unknown person";
        const auto chat = schedule(tx);
        EXPECT_EQ(chat.state, "scheduled");
        ASSERT_TRUE(chat.status);
        EXPECT_EQ(storage::statuses::find(tx, *chat.status)->object_type, "Event");
    });
}

TEST_F(Chats, OpenPromptAndCloseAtTheirTimes)
{
    with([&](Transaction& tx) {
        const auto chat = schedule(tx);
        EXPECT_EQ(run(tx), 0U);
        EXPECT_EQ(storage::chats::next_due(tx), chat.starts_at);
        clock_.set(chat.starts_at - 1ms);
        EXPECT_EQ(run(tx), 0U);
        clock_.set(chat.starts_at);
        EXPECT_EQ(run(tx), 1U);
        EXPECT_EQ(storage::chats::find(tx, chat.id)->state, "live");
        EXPECT_EQ(storage::chats::next_due(tx), chat.starts_at + 5min);
        clock_.advance(5min);
        run(tx);
        EXPECT_EQ(prompt_states(tx, chat.id), (States{"released", "waiting", "waiting"}));
        clock_.advance(20min);
        run(tx);
        clock_.advance(20min);
        run(tx);
        EXPECT_EQ(prompt_states(tx, chat.id), (States{"released", "released", "released"}));
        clock_.set(chat.ends_at);
        EXPECT_EQ(run(tx), 1U);
        EXPECT_EQ(storage::chats::find(tx, chat.id)->state, "closed");
        EXPECT_EQ(storage::chats::next_due(tx), std::nullopt);
        EXPECT_EQ(run(tx), 0U);
    });
}

TEST_F(Chats, CatchUpInOrderAfterAGap)
{
    with([&](Transaction& tx) {
        const auto chat = schedule(tx);
        clock_.set(chat.ends_at + 10min);
        EXPECT_EQ(run(tx), 5U);
        EXPECT_EQ(storage::chats::find(tx, chat.id)->state, "closed");
        const auto prompts = storage::chats::prompts(tx, chat.id);
        ASSERT_TRUE(prompts[0].status && prompts[1].status && prompts[2].status);
        EXPECT_LT(*prompts[0].status, *prompts[1].status);
        EXPECT_LT(*prompts[1].status, *prompts[2].status);
        EXPECT_NE(
            storage::statuses::find(tx, *prompts[1].status)->content.find("T2: What did not?"), std::string::npos
        );
    });
}

TEST_F(Chats, CancelledOnesNeverOpen)
{
    with([&](Transaction& tx) {
        const auto chat = schedule(tx);
        EXPECT_EQ(cancel_chat(tx, urls_, maya_, chat.id, clock_.now()).error(), errc::forbidden);
        const auto cancelled = cancel_chat(tx, urls_, steward_, chat.id, clock_.now());
        ASSERT_TRUE(cancelled);
        EXPECT_EQ(cancelled->sequence, 1);
        clock_.set(chat.ends_at);
        EXPECT_EQ(run(tx), 0U);
        EXPECT_EQ(cancel_chat(tx, urls_, steward_, chat.id, clock_.now()).error(), errc::invalid_argument);
        const auto event = build_object(tx, urls_, *storage::statuses::find(tx, *chat.status));
        ASSERT_TRUE(event);
        EXPECT_EQ(string_at(*event, "eventStatus"), "EventCancelled");
    });
}

TEST_F(Chats, PromptsAreHeldReleasedSkippedAndExtended)
{
    with([&](Transaction& tx) {
        const auto chat = schedule(tx);
        const auto change = [&](int position, PromptChange what, std::chrono::seconds later = 0s) {
            return change_prompt(tx, steward_, chat.id, position, what, later, clock_.now());
        };
        EXPECT_EQ(change_prompt(tx, maya_, chat.id, 1, PromptChange::skip, 0s, clock_.now()).error(), errc::forbidden);
        EXPECT_EQ(change(9, PromptChange::skip).error(), errc::not_found);
        EXPECT_EQ(change(2, PromptChange::extend).error(), errc::invalid_argument);
        ASSERT_TRUE(change(1, PromptChange::hold));
        ASSERT_TRUE(change(2, PromptChange::extend, 10min));
        ASSERT_TRUE(change(3, PromptChange::skip));
        clock_.set(chat.starts_at + 30min);
        run(tx);
        EXPECT_EQ(prompt_states(tx, chat.id), (States{"held", "waiting", "skipped"}));
        ASSERT_TRUE(change(1, PromptChange::release));
        run(tx);
        EXPECT_EQ(prompt_states(tx, chat.id), (States{"released", "waiting", "skipped"}));
        EXPECT_EQ(change(1, PromptChange::hold).error(), errc::invalid_argument);
        clock_.set(chat.starts_at + 35min);
        run(tx);
        EXPECT_EQ(prompt_states(tx, chat.id), (States{"released", "released", "skipped"}));
    });
}

TEST_F(Chats, AnswersJoinTheTranscriptUnderTheirPrompt)
{
    with([&](Transaction& tx) {
        const auto chat = schedule(tx);
        clock_.set(chat.starts_at + 26min);
        run(tx);
        const auto prompts = storage::chats::prompts(tx, chat.id);
        const auto first = answer(tx, maya_, *prompts[0].status, "Walking");
        answer(tx, ruth_, first.id, "Me too");
        const auto tagged = [&](const std::string& text) {
            social::PostForm form;
            form.text = text;
            record_chat_post(tx, social::post(tx, urls_, ruth_, form, clock_.now()).value(), clock_.now());
        };
        tagged("T2: medicines #bcsm");
        tagged("hello all #BCSM");
        tagged("nothing to do with it");
        const auto posts = storage::chats::posts(tx, chat.id);
        ASSERT_EQ(posts.size(), 4U);
        EXPECT_EQ(posts[0].prompt, prompts[0].id);
        EXPECT_EQ(posts[1].prompt, prompts[0].id);
        EXPECT_EQ(posts[2].prompt, prompts[1].id);
        EXPECT_EQ(posts[3].prompt, std::nullopt);
        record_chat_post(tx, first, clock_.now());
        EXPECT_EQ(storage::chats::posts(tx, chat.id).size(), 4U) << "recorded once";
    });
}

TEST_F(Chats, ConsentCoversThePastAndCanBeTakenBack)
{
    with([&](Transaction& tx) {
        const auto chat = schedule(tx);
        clock_.set(chat.starts_at + 6min);
        run(tx);
        const auto prompt = *storage::chats::prompts(tx, chat.id)[0].status;
        const auto consents = [&] { return storage::chats::posts(tx, chat.id).at(0).quote_consent; };
        answer(tx, maya_, prompt, "Walking");
        EXPECT_FALSE(consents());
        storage::chats::set_quote_consent(tx, network_.id, maya_.id, true, clock_.now());
        EXPECT_TRUE(consents());
        answer(tx, maya_, prompt, "And sleep");
        EXPECT_TRUE(storage::chats::posts(tx, chat.id).at(1).quote_consent);
        storage::chats::set_quote_consent(tx, network_.id, maya_.id, false, clock_.now());
        EXPECT_FALSE(consents());
    });
}

TEST_F(Chats, TwoWorkersDoEachThingOnce)
{
    // The worker reads the same clock from its threads: it stands still while they run.
    Chat chat;
    with([&](Transaction& tx) { chat = schedule(tx); });
    clock_.set(chat.ends_at);
    std::atomic<int> told = 0;
    const workers::ChatWorker::Parts parts{database_.db(), urls_, clock_, [&] { ++told; }};
    {
        workers::ChatWorker one(parts, {.poll = 20ms, .retry = 5ms});
        workers::ChatWorker two(parts, {.poll = 20ms, .retry = 5ms});
        const auto deadline = std::chrono::steady_clock::now() + 20s;
        std::string state;
        while (state != "closed" && std::chrono::steady_clock::now() < deadline) {
            one.wake();
            two.wake();
            with([&](Transaction& tx) { state = storage::chats::find(tx, chat.id)->state; });
        }
        EXPECT_EQ(state, "closed");
    }
    EXPECT_GE(told, 1);
    with([&](Transaction& tx) {
        // The Event, the welcome, three prompts and the closing words.
        EXPECT_EQ(
            test::count(tx, "SELECT count(*) FROM statuses WHERE account_id = " + to_string(network_.account)), 6
        );
    });
}

} // namespace
} // namespace rounds::knowledge
