#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace rounds::privacy {

/// The 18 identifiers of the Safe Harbor rule, 45 CFR 164.514(b)(2)(i), in its order.
enum class Kind : std::uint8_t {
    name,
    geographic,
    date, ///< also ages over 89
    phone,
    fax,
    email,
    ssn,
    mrn,
    health_plan,
    account,
    license,
    vehicle,
    device,
    url,
    ip,
    biometric,
    photo,
    other ///< any other unique number or code
};
inline constexpr std::size_t kind_count = 18;

/// "name", "health_plan": what scans and logs call it.
[[nodiscard]] std::string_view name_of(Kind kind) noexcept;

/// Code points of the text as it was given; `end` is one past the last.
struct Span
{
    std::uint32_t start = 0;
    std::uint32_t end = 0;

    bool operator==(const Span&) const = default;
};

/// One identifier that was found. `rule` names the rule, for logs; it never holds a piece of the text.
struct Finding
{
    Kind kind{};
    Span span{};
    std::string_view rule{};
};

} // namespace rounds::privacy
