#include "server/knowledge/chats.hpp"

#include <fmt/format.h>
#include <memory>
#include <stdexcept>
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

std::string formatted(Time time, const icu::TimeZone& in, const char* pattern)
{
    UErrorCode error = U_ZERO_ERROR;
    icu::SimpleDateFormat format(icu::UnicodeString::fromUTF8(pattern), icu::Locale::getUK(), error);
    if (U_FAILURE(error) != 0) throw std::runtime_error("ICU refuses a date pattern");
    format.setTimeZone(in);
    icu::UnicodeString text;
    const auto millis = std::chrono::floor<std::chrono::milliseconds>(time).time_since_epoch().count();
    format.format(static_cast<UDate>(millis), text);
    std::string out;
    text.toUTF8String(out);
    return out;
}

} // namespace

bool is_timezone(std::string_view name)
{
    return !name.empty() && name.size() < 64 && zone(name) != nullptr;
}

std::string when_text(const Chat& chat)
{
    const auto local = zone(chat.timezone);
    if (!local) throw std::logic_error("a chat was kept with an unknown time zone");
    return fmt::format(
        "{} to {} ({})",
        formatted(chat.starts_at, *local, "EEEE d MMMM y, HH:mm"),
        formatted(chat.ends_at, *local, "HH:mm"),
        chat.timezone
    );
}

} // namespace rounds::knowledge
