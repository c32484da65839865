#pragma once

#include "storage/base/ids.hpp"

#include <optional>
#include <string>

namespace rounds::storage {

/// Who may quote a post (FEP-044f): sets of people whose quotes are approved at once, and sets of those whose quotes
/// the author looks at first. For other servers it is advice; what counts is the author's approval of a quote.
struct QuotePolicy
{
    enum Whom : unsigned {
        everybody = 1,
        followers = 2,
        following = 4, ///< whom the author follows
        others = 8     ///< somebody whom this server does not tell apart
    };
    unsigned automatic = 0;
    unsigned manual = 0;

    bool operator==(const QuotePolicy&) const = default;

    /// As it is kept in statuses.quote_policy.
    [[nodiscard]] int bits() const noexcept { return static_cast<int>(automatic | manual << 4U); }
    [[nodiscard]] static QuotePolicy of(int bits) noexcept
    {
        const auto all = static_cast<unsigned>(bits);
        return {.automatic = all & 15U, .manual = all >> 4U & 15U};
    }
};

/// A row of quotes, beside the post it belongs to.
struct Quote
{
    std::string uri{};                  ///< of the quoted post
    std::optional<StatusId> quoted{};   ///< nothing: not here, or not for the eyes of who quotes it
    std::string state = "pending";      ///< pending, accepted, rejected, revoked
    std::optional<std::string> stamp{}; ///< uri of the QuoteAuthorization; of a pending one: as its author claims
    std::string page{};                 ///< of the quoted post, for people

    [[nodiscard]] bool accepted() const noexcept { return state == "accepted"; }
    /// The author of the quoted post does not want it to be shown there.
    [[nodiscard]] bool refused() const noexcept { return state == "rejected" || state == "revoked"; }
};

} // namespace rounds::storage
