#include "server/knowledge/series.hpp"

#include "storage/chat_series.hpp"
#include "tests/integration/knowledge/stage.hpp"

namespace rounds::knowledge {
namespace {

/// Every 2nd Wednesday at 21:00 in New York, told in October 2026: summer time ends between the first two.
class Series : public Stage
{
protected:
    void SetUp() override
    {
        Stage::SetUp();
        clock_.set(parse_iso8601("2026-10-05T12:00:00Z").value());
    }
    static ChatSeries second_wednesdays()
    {
        ChatSeries series;
        series.title = "Breast cancer chat";
        series.rule = "FREQ=MONTHLY;BYDAY=2WE";
        series.starts = 21h;
        series.length = 1h;
        series.timezone = "America/New_York";
        series.from = std::chrono::year{2026} / 10 / 1;
        series.prompts = {{"Who are you?", 0s}, {"What do you want to know?", 10min}};
        series.ahead = 2;
        series.reminders.emplace(); // what they add is tested apart
        return series;
    }
    std::vector<std::string> starts(Transaction& tx)
    {
        std::vector<std::string> found;
        for (const auto& chat : storage::chats::of_network_since(tx, network_.id, Time{}, 50))
            found.push_back(to_iso8601(chat.starts_at).substr(0, 16));
        return found;
    }
};

using Starts = std::vector<std::string>;

TEST_F(Series, PlansTheNextChatsAcrossTheChangeOfClocks)
{
    with([&](Transaction& tx) {
        const auto series = start_series(tx, urls_, steward_, network_.id, second_wednesdays(), clock_.now()).value();
        EXPECT_EQ(starts(tx), (Starts{"2026-10-15T01:00", "2026-11-12T02:00"}));
        EXPECT_EQ(series.hashtag, "bcsm");
        EXPECT_EQ(series_text(series), "every 2nd Wednesday of the month, 21:00 (America/New_York)");
        const auto chat = storage::chats::of_network_since(tx, network_.id, Time{}, 1).at(0);
        EXPECT_EQ(when_text(chat), "Wednesday 14 October 2026, 21:00 to 22:00 (America/New_York)");
        EXPECT_EQ(storage::chats::prompts(tx, chat.id).size(), 2U);
        EXPECT_TRUE(chat.status) << "each is announced";
    });
}

TEST_F(Series, PlansAnotherChatWhenOneBegins)
{
    with([&](Transaction& tx) {
        (void)start_series(tx, urls_, steward_, network_.id, second_wednesdays(), clock_.now()).value();
        EXPECT_EQ(storage::chats::next_due(tx), parse_iso8601("2026-10-15T01:00:00Z"));
        clock_.set(parse_iso8601("2026-10-15T00:59:59Z").value());
        EXPECT_EQ(run(tx), 0U);
        clock_.advance(1s);
        EXPECT_GT(run(tx), 0U);
        EXPECT_EQ(starts(tx), (Starts{"2026-10-15T01:00", "2026-11-12T02:00", "2026-12-10T02:00"}));
        // Nothing ran for months: what was missed is not made up for.
        clock_.set(parse_iso8601("2027-03-01T00:00:00Z").value());
        (void)run(tx);
        const auto all = starts(tx);
        ASSERT_EQ(all.size(), 5U);
        EXPECT_EQ(all[3], "2027-03-11T02:00");
        EXPECT_EQ(all[4], "2027-04-15T01:00");
    });
}

TEST_F(Series, EndsByDateAndByHand)
{
    with([&](Transaction& tx) {
        auto form = second_wednesdays();
        form.until = std::chrono::year{2026} / 10 / 31;
        (void)start_series(tx, urls_, steward_, network_.id, form, clock_.now()).value();
        EXPECT_EQ(starts(tx).size(), 1U);
        const auto series = start_series(tx, urls_, steward_, network_.id, second_wednesdays(), clock_.now()).value();
        EXPECT_EQ(end_series(tx, maya_, series.id, clock_.now()).error(), errc::forbidden);
        EXPECT_TRUE(end_series(tx, steward_, series.id, clock_.now()));
        EXPECT_EQ(end_series(tx, steward_, series.id, clock_.now()).error(), errc::invalid_argument);
        const auto planned = starts(tx).size();
        clock_.set(parse_iso8601("2026-12-31T00:00:00Z").value());
        (void)run(tx);
        EXPECT_EQ(starts(tx).size(), planned);
    });
}

TEST_F(Series, IsForHostsAndNamesWhatIsWrong)
{
    with([&](Transaction& tx) {
        EXPECT_EQ(
            start_series(tx, urls_, maya_, network_.id, second_wednesdays(), clock_.now()).error(), errc::forbidden
        );
        const auto wrong = [](auto change) {
            auto series = second_wednesdays();
            change(series);
            return wrong_field(series);
        };
        EXPECT_EQ(wrong([](auto&) {}), "");
        EXPECT_EQ(wrong([](auto& series) { series.rule = "FREQ=DAILY"; }), "rule");
        EXPECT_EQ(wrong([](auto& series) { series.starts = 24h; }), "starts");
        EXPECT_EQ(wrong([](auto& series) { series.length = 0min; }), "minutes");
        EXPECT_EQ(wrong([](auto& series) { series.timezone = "Mars/Olympus"; }), "timezone");
        EXPECT_EQ(wrong([](auto& series) { series.until = std::chrono::year{2020} / 1 / 1; }), "until");
        EXPECT_EQ(wrong([](auto& series) { series.ahead = 13; }), "ahead");
        EXPECT_EQ(wrong([](auto& series) { series.title.clear(); }), "title");
        EXPECT_EQ(wrong([](auto& series) { series.prompts.clear(); }), "prompts");
        EXPECT_EQ(wrong([](auto& series) { series.prompts[0].offset = 2h; }), "prompts");
        auto past = second_wednesdays();
        past.until = past.from;
        EXPECT_EQ(start_series(tx, urls_, steward_, network_.id, past, clock_.now()).error(), errc::invalid_argument);
    });
}

} // namespace
} // namespace rounds::knowledge
