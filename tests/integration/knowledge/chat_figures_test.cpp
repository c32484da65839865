#include "server/knowledge/chat_figures.hpp"

#include "server/knowledge/chat_tools.hpp"
#include "tests/integration/knowledge/stage.hpp"

#include <array>
#include <boost/json/serialize.hpp>

namespace rounds::knowledge {
namespace {

/// Five patients, a doctor and the steward, who hosts. All sums below were worked out by hand from this story.
class ChatFigures : public Stage
{
protected:
    void SetUp() override
    {
        Stage::SetUp();
        with([&](Transaction& tx) {
            for (std::size_t i = 0; i < patients_.size(); ++i)
                patients_.at(i) = test::make_user(tx, {.username = "patient" + std::to_string(i + 1)});
            storage::accounts::change_stats(
                tx, patients_[0].id, {.statuses = 0, .followers = 10, .following = 0, .posted = false}
            );
        });
    }

    Chat opened(Transaction& tx)
    {
        const auto chat = schedule(tx);
        clock_.set(chat.starts_at + 6min);
        run(tx);
        return chat;
    }

    /// The first and the second patient were in an earlier chat.
    void tell_of_before(Transaction& tx)
    {
        const auto chat = opened(tx);
        const auto prompt = *storage::chats::prompts(tx, chat.id)[0].status;
        (void)answer(tx, patients_[0], prompt, "Then");
        (void)answer(tx, patients_[1], prompt, "Then, too");
        clock_.set(chat.ends_at);
        run(tx);
        clock_.advance(48h);
    }

    Chat tell(Transaction& tx)
    {
        const auto chat = opened(tx); // six minutes after its start
        const auto prompt = *storage::chats::prompts(tx, chat.id)[0].status;
        const auto first = answer(tx, patients_[0], prompt, "Walking? https://doi.org/10.2196/jmir.4721");
        const auto second = answer(tx, patients_[1], prompt, "Does it help?");
        const auto third = answer(tx, patients_[2], prompt, "Is it safe?");
        (void)answer(tx, patients_[3], prompt, "How long?");
        (void)answer(tx, patients_[4], prompt, "At night?");
        const auto doctors =
            answer(tx, doctor_, second.id, "Yes: https://doi.org/10.2196/JMIR.4721 https://example.org/a");
        (void)answer(tx, steward_, second.id, "We think so");
        (void)answer(tx, steward_, third.id, "Ask your team");
        (void)answer(tx, steward_, prompt, "Welcome");
        clock_.advance(5min); // eleven minutes after the start
        (void)answer(tx, steward_, prompt, "Half time");
        (void)answer(tx, steward_, prompt, "Thank you");
        (void)answer(tx, patients_[4], first.id, "Me too");
        (void)answer(tx, patients_[0], doctors.id, "Thanks");
        const auto aside = answer(tx, patients_[1], prompt, "Buy my tea?");
        (void)mark_off_topic(tx, steward_, chat.id, aside.id, true, clock_.now());
        clock_.set(chat.ends_at);
        run(tx);
        (void)answer(tx, patients_[0], prompt, "Later");
        return chat;
    }

    std::array<Account, 5> patients_;
};

TEST_F(ChatFigures, AreThoseOfTheStory)
{
    with([&](Transaction& tx) {
        tell_of_before(tx);
        const auto chat = tell(tx);
        const auto figures = storage::chats::figures(tx, chat.id);
        EXPECT_EQ(figures.posts, 14);
        EXPECT_EQ(figures.people, 7);
        EXPECT_EQ(figures.late, 1);
        EXPECT_EQ(figures.off_topic, 1);
        EXPECT_EQ(figures.queued, 0);
        EXPECT_EQ(figures.impressions, 30) << "three posts to ten followers, the others to none";
        EXPECT_EQ(figures.by_minutes, (std::map<std::int64_t, std::int64_t>{{5, 9}, {10, 4}}));
        EXPECT_EQ(figures.replies, 5);
        EXPECT_EQ(figures.replies_known, 5);
        EXPECT_EQ(figures.crossing, 2) << "the doctor to a patient, and a patient to the doctor";
        EXPECT_EQ(figures.host_posts, 5);
        EXPECT_EQ(figures.host_replies, 2);
        EXPECT_EQ(figures.askers, 5);
        EXPECT_EQ(figures.question_replies, (std::vector<std::int64_t>{0, 0, 1, 1, 2}));
        EXPECT_EQ(figures.returners, 2);
        EXPECT_EQ(figures.first_timers, 5);

        const auto shared = shared_links(storage::chats::highlights(tx, chat.id), urls_.base());
        EXPECT_EQ(shared.links, 2U) << "one DOI in two spellings, and one address";
        ASSERT_EQ(shared.references.size(), 1U);
        EXPECT_EQ(shared.references[0].value, "10.2196/jmir.4721");

        const auto shown = statistics_json(figures, shared, "mercy.example");
        EXPECT_DOUBLE_EQ(shown.at("posts_per_person").as_double(), 2.0);
        EXPECT_DOUBLE_EQ(shown.at("two_way_ratio").as_double(), 0.4);
        EXPECT_DOUBLE_EQ(shown.at("cross_group_share").as_double(), 0.4);
        EXPECT_EQ(
            json::serialize(shown.at("posts_by_five_minutes")), R"([{"minute":5,"posts":9},{"minute":10,"posts":null}])"
        );
        EXPECT_EQ(json::serialize(shown.at("questions")), R"({"asked":5,"answered":3,"replies":[0,0,1,1,2]})");
        EXPECT_TRUE(shown.at("returners").is_null());
        EXPECT_TRUE(shown.at("first_timers").is_null()) << "with the seven people it would tell the two";
    });
}

TEST_F(ChatFigures, OfFewPeopleAreHidden)
{
    storage::chats::Figures few;
    few.posts = 9;
    few.people = 4;
    few.impressions = 100;
    few.host_posts = 4;
    few.host_replies = 4;
    few.replies_known = 4;
    few.askers = 4;
    few.question_replies = {0, 1, 2, 3};
    few.first_timers = 4;
    const auto shown = statistics_json(few, {}, "mercy.example");
    for (const auto* key :
         {"people",
          "posts_per_person",
          "impressions_ceiling",
          "two_way_ratio",
          "cross_group_share",
          "first_timers",
          "returners"})
        EXPECT_TRUE(shown.at(key).is_null()) << key;
    EXPECT_TRUE(shown.at("questions").at("replies").is_null());
    EXPECT_TRUE(shown.at("questions").at("answered").is_null());
    few.people = few.first_timers = 6;
    const auto more = statistics_json(few, {}, "mercy.example");
    EXPECT_EQ(more.at("first_timers").as_int64(), 6) << "all of them: nothing is left to be worked out";
    EXPECT_EQ(more.at("returners").as_int64(), 0);
}

} // namespace
} // namespace rounds::knowledge
