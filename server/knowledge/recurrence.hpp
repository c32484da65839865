#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/error.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::knowledge {

/// When something comes again: the part of RFC 5545 section 3.3.10 that people use for meetings.
struct Recurrence
{
    struct Day
    {
        std::chrono::weekday weekday;
        int nth = 0; ///< of the month; -1: the last one; 0: each week

        friend bool operator==(const Day&, const Day&) = default;
    };
    bool monthly = false;
    int interval = 1;        ///< every so many weeks or months
    std::vector<Day> days{}; ///< at least one
};

/// "FREQ=MONTHLY;BYDAY=2WE", "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH", "FREQ=MONTHLY;BYDAY=-1FR"; invalid_argument for
/// anything else.
[[nodiscard]] result<Recurrence> parse_recurrence(std::string_view rule);

/// "every 2nd Wednesday of the month", "every 2 weeks on Monday and Thursday"; in English, or in Spanish ("es").
[[nodiscard]] std::string to_text(const Recurrence& recurrence, std::string_view language = "en");

/// The first date after `after`, or from `from` on; weeks and months are counted from `from`. Nothing when there is
/// none within ten years.
[[nodiscard]] std::optional<std::chrono::year_month_day> next_date(
    const Recurrence& recurrence, std::chrono::year_month_day from, std::optional<std::chrono::year_month_day> after
);

/// The moment of a wall-clock time in a zone, by ICU. A time that does not exist (the clock was put forward) is moved
/// on by the hour that is missing; of one that comes twice, the later one counts.
[[nodiscard]] Time moment_of(std::chrono::year_month_day date, std::chrono::minutes of_day, std::string_view timezone);
/// The date in a zone.
[[nodiscard]] std::chrono::year_month_day date_in(Time time, std::string_view timezone);

/// YYYY-MM-DD.
[[nodiscard]] std::optional<std::chrono::year_month_day> parse_date(std::string_view text);
[[nodiscard]] std::string to_text(std::chrono::year_month_day date);

} // namespace rounds::knowledge
