#include "server/knowledge/recurrence.hpp"

#include <gtest/gtest.h>

namespace rounds::knowledge {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> dates(std::string_view rule, std::string_view from, std::size_t count)
{
    const auto recurrence = parse_recurrence(rule).value();
    std::vector<std::string> found;
    std::optional<std::chrono::year_month_day> last;
    while (found.size() < count) {
        last = next_date(recurrence, parse_date(from).value(), last);
        if (!last) break;
        found.push_back(to_text(*last));
    }
    return found;
}

TEST(Recurrence, FindsTheDatesOfARule)
{
    using Dates = std::vector<std::string>;
    EXPECT_EQ(dates("FREQ=MONTHLY;BYDAY=2WE", "2026-10-15", 3), (Dates{"2026-11-11", "2026-12-09", "2027-01-13"}));
    EXPECT_EQ(dates("FREQ=MONTHLY;BYDAY=-1FR", "2027-01-01", 3), (Dates{"2027-01-29", "2027-02-26", "2027-03-26"}));
    EXPECT_EQ(dates("FREQ=MONTHLY;BYDAY=5MO", "2027-01-01", 3), (Dates{"2027-03-29", "2027-05-31", "2027-08-30"}));
    EXPECT_EQ(
        dates("FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", "2026-12-01", 3), (Dates{"2026-12-01", "2027-02-02", "2027-04-06"})
    );
    EXPECT_EQ(
        dates("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "2026-12-02", 4),
        (Dates{"2026-12-03", "2026-12-14", "2026-12-17", "2026-12-28"})
    );
}

TEST(Recurrence, RefusesWhatItDoesNotKeep)
{
    for (const char* rule :
         {"",
          "FREQ=DAILY;BYDAY=MO",
          "FREQ=MONTHLY",
          "FREQ=MONTHLY;BYDAY=WE",
          "FREQ=WEEKLY;BYDAY=2WE",
          "FREQ=MONTHLY;BYDAY=6WE",
          "FREQ=MONTHLY;BYDAY=2XX",
          "FREQ=WEEKLY;BYDAY=MO;COUNT=3",
          "FREQ=WEEKLY;INTERVAL=0;BYDAY=MO",
          "FREQ=WEEKLY;BYDAY=MO,MO",
          "BYDAY=MO"})
        EXPECT_FALSE(parse_recurrence(rule)) << rule;
}

TEST(Recurrence, IsSaidInWords)
{
    EXPECT_EQ(to_text(parse_recurrence("FREQ=MONTHLY;BYDAY=2WE").value()), "every 2nd Wednesday of the month");
    EXPECT_EQ(
        to_text(parse_recurrence("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH").value()), "every 2 weeks on Monday and Thursday"
    );
    EXPECT_EQ(to_text(parse_recurrence("FREQ=MONTHLY;BYDAY=-1FR").value()), "every last Friday of the month");
    EXPECT_EQ(to_text(parse_recurrence("FREQ=MONTHLY;BYDAY=2WE").value(), "es"), "el segundo miércoles de cada mes");
    EXPECT_EQ(
        to_text(parse_recurrence("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH").value(), "es"), "cada 2 semanas: lunes y jueves"
    );
}

TEST(Recurrence, KeepsTheWallClockWhenClocksChange)
{
    const auto at = [](const char* date, std::chrono::minutes of_day, const char* zone) {
        return to_iso8601(moment_of(parse_date(date).value(), of_day, zone));
    };
    EXPECT_EQ(at("2026-10-14", 21h, "America/New_York"), "2026-10-15T01:00:00.000Z"); // summer time
    EXPECT_EQ(at("2026-11-11", 21h, "America/New_York"), "2026-11-12T02:00:00.000Z"); // winter time
    EXPECT_EQ(at("2027-03-10", 21h, "America/New_York"), "2027-03-11T02:00:00.000Z");
    EXPECT_EQ(at("2027-03-17", 21h, "America/New_York"), "2027-03-18T01:00:00.000Z");
    EXPECT_EQ(at("2027-03-14", 2h + 30min, "America/New_York"), "2027-03-14T07:30:00.000Z"); // does not exist
    EXPECT_EQ(at("2026-11-01", 1h + 30min, "America/New_York"), "2026-11-01T06:30:00.000Z"); // comes twice
    EXPECT_EQ(at("2026-07-01", 20h, "Australia/Lord_Howe"), "2026-07-01T09:30:00.000Z");
    EXPECT_EQ(to_text(date_in(parse_iso8601("2026-11-12T02:00:00Z").value(), "America/New_York")), "2026-11-11");
}

} // namespace
} // namespace rounds::knowledge
