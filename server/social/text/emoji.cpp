#include "server/social/text/emoji.hpp"

#include "server/social/text/scan.hpp"
#include "storage/base/text.hpp"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace rounds::text {
namespace {

constexpr UChar32 variation_selector = 0xFE0F;
constexpr UChar32 joiner = 0x200D;
constexpr UChar32 keycap = 0x20E3;
constexpr UChar32 first_tag = 0xE0020;
constexpr UChar32 last_tag = 0xE007F;

/// What may follow the first character of an emoji besides further emoji.
bool continues(UChar32 c) noexcept
{
    return c == variation_selector || c == joiner || c == keycap || (c >= first_tag && c <= last_tag);
}

} // namespace

bool is_emoji(std::string_view text) noexcept
{
    constexpr std::size_t longest = 64;
    if (text.empty() || text.size() > longest || !is_utf8(text) || count_characters(text) != 1) return false;
    const auto size = static_cast<int32_t>(text.size());
    bool shown = false; // a digit alone is an emoji character, but none that is shown as one
    for (int32_t i = 0; i < size;) {
        UChar32 c = 0;
        U8_NEXT(text.data(), i, size, c);
        if (c < 0 || (!continues(c) && !u_hasBinaryProperty(c, UCHAR_EMOJI))) return false;
        const bool plain = c < 0x80 || c == 0xA9 || c == 0xAE;
        shown = shown || c == keycap || c == variation_selector || (!plain && !continues(c));
    }
    return shown;
}

} // namespace rounds::text
