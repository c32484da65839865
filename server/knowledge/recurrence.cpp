#include "server/knowledge/recurrence.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::weekday;
using std::chrono::year_month_day;

constexpr std::array<std::string_view, 7> codes{"SU", "MO", "TU", "WE", "TH", "FR", "SA"};
constexpr std::array<std::string_view, 7> names{
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
};
constexpr long long longest_interval = 12;
constexpr std::size_t most_days = 7;

/// "WE", "2WE", "-1FR".
std::optional<Recurrence::Day> parse_day(std::string_view text)
{
    if (text.size() < 2) return std::nullopt;
    const auto code = std::ranges::find(codes, text.substr(text.size() - 2));
    if (code == codes.end()) return std::nullopt;
    const weekday day{static_cast<unsigned>(code - codes.begin())};
    text.remove_suffix(2);
    if (text.empty()) return Recurrence::Day{day, 0};
    if (text == "-1") return Recurrence::Day{day, -1};
    const auto nth = text::parse_int(text);
    if (!nth || *nth < 1 || *nth > 5) return std::nullopt;
    return Recurrence::Day{day, static_cast<int>(*nth)};
}

bool parse_part(std::string_view part, Recurrence& into, bool& has_frequency)
{
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return false;
    const auto name = part.substr(0, equals);
    const auto value = part.substr(equals + 1);
    if (name == "FREQ") {
        has_frequency = true;
        into.monthly = value == "MONTHLY";
        return into.monthly || value == "WEEKLY";
    }
    if (name == "INTERVAL") {
        const auto interval = text::parse_int(value);
        if (!interval || *interval < 1 || *interval > longest_interval) return false;
        into.interval = static_cast<int>(*interval);
        return true;
    }
    if (name != "BYDAY") return false;
    for (const auto word : text::split(value, ',')) {
        const auto day = parse_day(word);
        if (!day || std::ranges::find(into.days, *day) != into.days.end()) return false;
        into.days.push_back(*day);
    }
    return true;
}

bool is_nth(year_month_day date, int nth)
{
    const auto day = static_cast<unsigned>(date.day());
    if (nth > 0) return (day - 1) / 7 + 1 == static_cast<unsigned>(nth);
    const year_month_day last{date.year() / date.month() / std::chrono::last};
    return static_cast<unsigned>(last.day()) - day < 7;
}

sys_days monday_of(sys_days day)
{
    return day - (weekday{day} - std::chrono::Monday);
}

bool falls_on(const Recurrence& recurrence, year_month_day from, sys_days day)
{
    const year_month_day date{day};
    if (recurrence.monthly) {
        const auto months = (date.year() / date.month() - from.year() / from.month()).count();
        if (months % recurrence.interval != 0) return false;
    } else {
        const auto weeks = (monday_of(day) - monday_of(sys_days{from})).count() / 7;
        if (weeks % recurrence.interval != 0) return false;
    }
    return std::ranges::any_of(recurrence.days, [&](const Recurrence::Day& wanted) {
        return wanted.weekday == weekday{day} && (!recurrence.monthly || is_nth(date, wanted.nth));
    });
}

struct Wording
{
    std::array<std::string_view, 7> days;     ///< Sunday first
    std::array<std::string_view, 6> ordinals; ///< the last one first
    std::string_view together;
    std::string_view monthly;
    std::string_view months;
    std::string_view weekly;
    std::string_view weeks;
};
constexpr Wording english{
    names,
    {"last", "1st", "2nd", "3rd", "4th", "5th"},
    " and ",
    "every {} of the month",
    "every {1} months on the {0}",
    "every {}",
    "every {1} weeks on {0}"
};
constexpr Wording spanish{
    {"domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"},
    {"último", "primer", "segundo", "tercer", "cuarto", "quinto"},
    " y ",
    "el {} de cada mes",
    "cada {1} meses, el {0}",
    "cada {}",
    "cada {1} semanas: {0}"
};

std::string day_text(const Recurrence::Day& day, const Wording& wording)
{
    const auto name = wording.days[day.weekday.c_encoding()];
    if (day.nth == 0) return std::string(name);
    return fmt::format("{} {}", wording.ordinals[static_cast<std::size_t>(std::max(day.nth, 0))], name);
}

std::string joined(const std::vector<Recurrence::Day>& all, const Wording& wording)
{
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i > 0) text += i + 1 == all.size() ? wording.together : ", ";
        text += day_text(all[i], wording);
    }
    return text;
}

} // namespace

result<Recurrence> parse_recurrence(std::string_view rule)
{
    Recurrence recurrence;
    bool has_frequency = false;
    for (const auto part : text::split(rule, ';'))
        if (!parse_part(part, recurrence, has_frequency)) return errc::invalid_argument;
    if (!has_frequency || recurrence.days.empty() || recurrence.days.size() > most_days) return errc::invalid_argument;
    const auto fits = [&](const Recurrence::Day& day) { return (day.nth != 0) == recurrence.monthly; };
    if (!std::ranges::all_of(recurrence.days, fits)) return errc::invalid_argument;
    return recurrence;
}

std::string to_text(const Recurrence& recurrence, std::string_view language)
{
    const auto& wording = language == "es" ? spanish : english;
    const auto on = joined(recurrence.days, wording);
    const auto each = recurrence.monthly ? wording.monthly : wording.weekly;
    const auto several = recurrence.monthly ? wording.months : wording.weeks;
    return fmt::format(fmt::runtime(recurrence.interval == 1 ? each : several), on, recurrence.interval);
}

std::optional<year_month_day>
next_date(const Recurrence& recurrence, year_month_day from, std::optional<year_month_day> after)
{
    auto day = sys_days{from};
    if (after) day = std::max(day, sys_days{*after} + days{1});
    const auto end = day + std::chrono::years{10};
    for (; day < end; day += days{1})
        if (falls_on(recurrence, from, day)) return year_month_day{day};
    return std::nullopt;
}

std::optional<year_month_day> parse_date(std::string_view text)
{
    if (text.size() != 10) return std::nullopt;
    const auto time = parse_iso8601(std::string(text) + "T00:00:00Z");
    if (!time) return std::nullopt;
    return year_month_day{std::chrono::floor<days>(*time)};
}

std::string to_text(year_month_day date)
{
    return to_iso_date(sys_days{date});
}

} // namespace rounds::knowledge
