#pragma once

#include "server/knowledge/summaries.hpp"

namespace rounds::knowledge {

/// Sums of people smaller than this are not shown (k-anonymity): they would tell who it was.
inline constexpr std::int64_t fewest_shown = 5;
/// The sum, or nothing when it is too small to be shown.
[[nodiscard]] constexpr std::optional<std::int64_t> shown_count(std::int64_t people) noexcept
{
    return people < fewest_shown ? std::nullopt : std::optional{people};
}

/// helpful, unclear, ask ("I will ask my clinician") on a published summary; an empty one takes it back. not_found when
/// it is not published or the reader may not see it; invalid_argument for any other word.
[[nodiscard]] result<void> mark_summary(Transaction& tx, const Account& by, SummaryId id, std::string_view mark);

/// What readers said, as far as it may be shown.
struct Marks
{
    std::optional<std::int64_t> helpful{};
    std::optional<std::int64_t> unclear{};
    std::optional<std::int64_t> ask{};
    std::string own{}; ///< of the viewer; empty: none
};
[[nodiscard]] Marks marks_of(Transaction& tx, SummaryId id, std::optional<AccountId> viewer);

/// Takes a published summary back: it stays readable with a banner that says why, and so it does everywhere. By its
/// author or a steward.
[[nodiscard]] result<Summary> retract_summary(
    Transaction& tx, const social::Urls& urls, const Account& by, SummaryId id, std::string_view reason, Time now
);

/// The day of its next review has gone by.
[[nodiscard]] bool review_overdue(const Summary& summary, Time now);

} // namespace rounds::knowledge
