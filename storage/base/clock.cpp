#include "storage/base/clock.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>

namespace rounds {
namespace {

using namespace std::chrono;

constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

/// Exactly `width` digits at `at`, which moves on.
std::optional<int> digits(std::string_view text, std::size_t& at, std::size_t width)
{
    if (at + width > text.size()) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < width; ++i) {
        const char c = text[at + i];
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    at += width;
    return value;
}

bool literal(std::string_view text, std::size_t& at, char c)
{
    if (at >= text.size() || text[at] != c) return false;
    ++at;
    return true;
}

std::optional<Time> make_time(int year, int month, int day, int hour, int minute, int second)
{
    const year_month_day date{
        std::chrono::year{year},
        std::chrono::month{static_cast<unsigned>(month)},
        std::chrono::day{static_cast<unsigned>(day)}
    };
    if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    return Time{sys_days{date}} + hours{hour} + minutes{minute} + seconds{second};
}

struct Broken
{
    year_month_day date;
    hh_mm_ss<microseconds> clock;
    weekday day_of_week;
};

Broken broken_down(Time time)
{
    const auto day = floor<days>(time);
    return {year_month_day{day}, hh_mm_ss{time - day}, weekday{day}};
}

} // namespace

Time SystemClock::now() const
{
    return floor<microseconds>(system_clock::now());
}

std::string to_iso8601(Time time)
{
    const auto b = broken_down(floor<milliseconds>(time));
    return fmt::format(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        int{b.date.year()},
        unsigned{b.date.month()},
        unsigned{b.date.day()},
        b.clock.hours().count(),
        b.clock.minutes().count(),
        b.clock.seconds().count(),
        duration_cast<milliseconds>(b.clock.subseconds()).count()
    );
}

std::string to_iso_date(Time time)
{
    return to_iso8601(time).substr(0, 10);
}

std::optional<Time> parse_iso8601(std::string_view text)
{
    std::size_t at = 0;
    const auto year = digits(text, at, 4);
    if (!year || !literal(text, at, '-')) return std::nullopt;
    const auto month = digits(text, at, 2);
    if (!month || !literal(text, at, '-')) return std::nullopt;
    const auto day = digits(text, at, 2);
    if (!day || at >= text.size() || (text[at] != 'T' && text[at] != 't' && text[at] != ' ')) return std::nullopt;
    ++at;
    const auto hour = digits(text, at, 2);
    if (!hour || !literal(text, at, ':')) return std::nullopt;
    const auto minute = digits(text, at, 2);
    if (!minute) return std::nullopt;
    std::optional<int> second = 0;
    if (literal(text, at, ':')) second = digits(text, at, 2);
    if (!second) return std::nullopt;
    std::int64_t micros = 0;
    if (literal(text, at, '.')) {
        std::int64_t unit = 100000;
        const auto first = at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
            micros += (text[at] - '0') * unit;
        if (at == first) return std::nullopt;
    }
    minutes offset{0};
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
        const int sign = text[at] == '+' ? 1 : -1;
        ++at;
        const auto offset_hours = digits(text, at, 2);
        if (!offset_hours) return std::nullopt;
        // PostgreSQL writes "+00", RFC 3339 "+00:00".
        static_cast<void>(literal(text, at, ':'));
        const auto offset_minutes = at == text.size() ? std::optional{0} : digits(text, at, 2);
        if (!offset_minutes || *offset_hours > 23 || *offset_minutes > 59) return std::nullopt;
        offset = minutes{sign * (*offset_hours * 60 + *offset_minutes)};
    } else if (!literal(text, at, 'Z') && !literal(text, at, 'z')) {
        return std::nullopt;
    }
    if (at != text.size()) return std::nullopt;
    const auto time = make_time(*year, *month, *day, *hour, *minute, *second);
    if (!time) return std::nullopt;
    return *time + microseconds{micros} - offset;
}

std::string to_http_date(Time time)
{
    const auto b = broken_down(floor<seconds>(time));
    return fmt::format(
        "{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
        weekdays.at(b.day_of_week.c_encoding()),
        unsigned{b.date.day()},
        months.at(unsigned{b.date.month()} - 1),
        int{b.date.year()},
        b.clock.hours().count(),
        b.clock.minutes().count(),
        b.clock.seconds().count()
    );
}

std::optional<Time> parse_http_date(std::string_view text)
{
    if (text.size() != 29 || text.substr(3, 2) != ", " || text.substr(25) != " GMT") return std::nullopt;
    std::size_t at = 5;
    const auto day = digits(text, at, 2);
    if (!day || !literal(text, at, ' ')) return std::nullopt;
    int month = 0;
    for (std::size_t i = 0; i < months.size(); ++i)
        if (text.substr(at, 3) == months.at(i)) month = static_cast<int>(i) + 1;
    at += 3;
    if (month == 0 || !literal(text, at, ' ')) return std::nullopt;
    const auto year = digits(text, at, 4);
    if (!year || !literal(text, at, ' ')) return std::nullopt;
    const auto hour = digits(text, at, 2);
    if (!hour || !literal(text, at, ':')) return std::nullopt;
    const auto minute = digits(text, at, 2);
    if (!minute || !literal(text, at, ':')) return std::nullopt;
    const auto second = digits(text, at, 2);
    if (!second) return std::nullopt;
    return make_time(*year, month, *day, *hour, *minute, *second);
}

} // namespace rounds
