#include "federation/peers/look_alike.hpp"

#include "storage/base/text.hpp"

#include <memory>
#include <unicode/uidna.h>
#include <unicode/uspoof.h>

namespace rounds::peers {
namespace {

constexpr std::size_t longest_domain = 260; // RFC 1035, with a port

const UIDNA* idna()
{
    static const auto* const opened = [] {
        UErrorCode error = U_ZERO_ERROR;
        return uidna_openUTS46(
            UIDNA_USE_STD3_RULES | UIDNA_CHECK_BIDI | UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_NONTRANSITIONAL_TO_UNICODE,
            &error
        );
    }();
    return opened;
}

/// Opened once and only read after that, which is safe in all threads.
const USpoofChecker* checker()
{
    static const auto* const opened = [] {
        UErrorCode error = U_ZERO_ERROR;
        auto* spoof = uspoof_open(&error);
        uspoof_setChecks(spoof, USPOOF_RESTRICTION_LEVEL | USPOOF_INVISIBLE | USPOOF_MIXED_NUMBERS, &error);
        uspoof_setRestrictionLevel(spoof, USPOOF_HIGHLY_RESTRICTIVE);
        return spoof;
    }();
    return opened;
}

struct Authority
{
    std::string host;
    std::string port; ///< with its colon; empty: none
};

std::optional<Authority> split(std::string_view text)
{
    if (text.empty() || text.size() > longest_domain) return std::nullopt;
    const auto colon = text.find(':');
    Authority parts{std::string(text.substr(0, colon)), {}};
    if (colon == std::string_view::npos) return parts;
    parts.port = text.substr(colon);
    const auto digits = text.substr(colon + 1);
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    if (digits.empty() || digits.size() > 5 || !std::ranges::all_of(digits, digit)) return std::nullopt;
    return parts;
}

using Convert = int32_t (*)(const UIDNA*, const char*, int32_t, char*, int32_t, UIDNAInfo*, UErrorCode*);

std::optional<std::string> convert(std::string_view host, Convert by)
{
    std::string out(4 * longest_domain, '\0');
    UErrorCode error = U_ZERO_ERROR;
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    const auto size =
        by(idna(),
           host.data(),
           static_cast<int32_t>(host.size()),
           out.data(),
           static_cast<int32_t>(out.size()),
           &info,
           &error);
    if (U_FAILURE(error) || info.errors != 0 || size <= 0 || size > static_cast<int32_t>(out.size()))
        return std::nullopt;
    out.resize(static_cast<std::size_t>(size));
    return out;
}

/// What UTS 39 reduces a text to: equal for texts that look the same.
std::string skeleton(std::string_view text)
{
    std::string out(8 * longest_domain, '\0');
    UErrorCode error = U_ZERO_ERROR;
    const auto size = uspoof_getSkeletonUTF8(
        checker(),
        0,
        text.data(),
        static_cast<int32_t>(text.size()),
        out.data(),
        static_cast<int32_t>(out.size()),
        &error
    );
    if (U_FAILURE(error) || size > static_cast<int32_t>(out.size())) return std::string(text);
    out.resize(static_cast<std::size_t>(size));
    return out;
}

bool mixed(std::string_view text)
{
    UErrorCode error = U_ZERO_ERROR;
    const auto failed = uspoof_check2UTF8(checker(), text.data(), static_cast<int32_t>(text.size()), nullptr, &error);
    return U_FAILURE(error) || failed != 0;
}

} // namespace

std::optional<std::string> to_ascii_domain(std::string_view domain)
{
    const auto parts = split(domain);
    if (!parts) return std::nullopt;
    auto ascii = convert(parts->host, uidna_nameToASCII_UTF8);
    if (!ascii) return std::nullopt;
    return text::to_lower(*ascii) + parts->port;
}

std::string to_display_domain(std::string_view domain)
{
    const auto parts = split(domain);
    if (!parts) return std::string(domain);
    return convert(parts->host, uidna_nameToUnicodeUTF8).value_or(parts->host) + parts->port;
}

void LookAlikes::add(std::string_view domain)
{
    by_skeleton_.emplace(skeleton(to_display_domain(domain)), domain);
}

std::optional<std::string> LookAlikes::find(std::string_view domain) const
{
    const auto shown = to_display_domain(domain);
    const auto ascii = to_ascii_domain(domain);
    const auto [first, last] = by_skeleton_.equal_range(skeleton(shown));
    for (auto it = first; it != last; ++it)
        if (!ascii || to_ascii_domain(it->second) != ascii) return it->second;
    if (mixed(shown)) return shown;
    return std::nullopt;
}

std::optional<std::string> looks_like(std::string_view domain, const std::vector<std::string>& known)
{
    LookAlikes all;
    for (const auto& other : known) all.add(other);
    return all.find(domain);
}

} // namespace rounds::peers
