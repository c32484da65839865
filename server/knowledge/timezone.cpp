#include "server/knowledge/chats.hpp"
#include "server/knowledge/recurrence.hpp"

#include <fmt/format.h>
#include <memory>
#include <stdexcept>
#include <unicode/gregocal.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

namespace rounds::knowledge {
namespace {

std::unique_ptr<icu::TimeZone> zone(std::string_view name)
{
    const auto id = icu::UnicodeString::fromUTF8(icu::StringPiece(name.data(), static_cast<int32_t>(name.size())));
    std::unique_ptr<icu::TimeZone> found(icu::TimeZone::createTimeZone(id));
    // ICU answers an unknown name with a zone called "Etc/Unknown".
    icu::UnicodeString canonical;
    UErrorCode error = U_ZERO_ERROR;
    icu::TimeZone::getCanonicalID(id, canonical, error);
    return U_SUCCESS(error) != 0 && *found != icu::TimeZone::getUnknown() ? std::move(found) : nullptr;
}

std::string formatted(Time time, const icu::TimeZone& in, const char* pattern, const icu::Locale& locale)
{
    UErrorCode error = U_ZERO_ERROR;
    icu::SimpleDateFormat format(icu::UnicodeString::fromUTF8(pattern), locale, error);
    if (U_FAILURE(error) != 0) throw std::runtime_error("ICU refuses a date pattern");
    format.setTimeZone(in);
    icu::UnicodeString text;
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
    format.format(static_cast<UDate>(millis), text);
    std::string out;
    text.toUTF8String(out);
    return out;
}

std::unique_ptr<icu::TimeZone> known_zone(std::string_view name)
{
    auto found = zone(name);
    if (!found) throw std::logic_error("a chat was kept with an unknown time zone");
    return found;
}

icu::GregorianCalendar calendar_in(std::string_view timezone)
{
    UErrorCode error = U_ZERO_ERROR;
    icu::GregorianCalendar calendar(known_zone(timezone).release(), icu::Locale::getUK(), error);
    if (U_FAILURE(error) != 0) throw std::runtime_error("ICU makes no calendar");
    return calendar;
}

} // namespace

Time moment_of(std::chrono::year_month_day date, std::chrono::minutes of_day, std::string_view timezone)
{
    auto calendar = calendar_in(timezone);
    calendar.clear();
    calendar.set(
        static_cast<int>(date.year()),
        static_cast<int>(static_cast<unsigned>(date.month())) - 1,
        static_cast<int>(static_cast<unsigned>(date.day())),
        static_cast<int>(of_day.count() / 60),
        static_cast<int>(of_day.count() % 60)
    );
    UErrorCode error = U_ZERO_ERROR;
    const auto millis = calendar.getTime(error);
    if (U_FAILURE(error) != 0) throw std::runtime_error("ICU finds no such time");
    return Time{std::chrono::milliseconds(static_cast<std::int64_t>(millis))};
}

std::chrono::year_month_day date_in(Time time, std::string_view timezone)
{
    auto calendar = calendar_in(timezone);
    UErrorCode error = U_ZERO_ERROR;
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
    calendar.setTime(static_cast<UDate>(millis), error);
    const int year = calendar.get(UCAL_YEAR, error);
    const int month = calendar.get(UCAL_MONTH, error) + 1;
    const int day = calendar.get(UCAL_DAY_OF_MONTH, error);
    if (U_FAILURE(error) != 0) throw std::runtime_error("ICU finds no such date");
    return std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(month)} /
           std::chrono::day{static_cast<unsigned>(day)};
}

bool is_timezone(std::string_view name)
{
    return !name.empty() && name.size() < 64 && zone(name) != nullptr;
}

std::string when_text(const Chat& chat, std::string_view language)
{
    const auto local = known_zone(chat.timezone);
    const bool spanish = language == "es";
    const icu::Locale locale = spanish ? icu::Locale("es") : icu::Locale::getUK();
    const auto* date = spanish ? "EEEE d 'de' MMMM 'de' y, HH:mm" : "EEEE d MMMM y, HH:mm";
    return fmt::format(
        "{} {} {} ({})",
        formatted(chat.starts_at, *local, date, locale),
        spanish ? "a" : "to",
        formatted(chat.ends_at, *local, "HH:mm", locale),
        chat.timezone
    );
}

} // namespace rounds::knowledge
