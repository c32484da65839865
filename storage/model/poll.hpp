#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"

#include <numeric>
#include <optional>
#include <string>
#include <vector>

namespace rounds {

enum class PollId : std::int64_t {};
enum class PollVoteId : std::int64_t {};

namespace storage {

/// A row of polls.
struct Poll
{
    PollId id{};
    StatusId status{};
    std::vector<std::string> options{};
    std::vector<std::int64_t> votes{};    ///< as many as options
    std::optional<std::int64_t> voters{}; ///< nothing: the origin did not tell
    bool multiple = false;
    bool hide_totals = false;
    std::optional<Time> expires_at{};
    std::optional<Time> fetched_at{}; ///< of a remote poll

    [[nodiscard]] bool ended(Time now) const noexcept { return expires_at && *expires_at <= now; }
    /// Counts are for everybody's eyes.
    [[nodiscard]] bool counts_shown(Time now) const noexcept { return !hide_totals || ended(now); }
    [[nodiscard]] std::int64_t all_votes() const noexcept
    {
        return std::accumulate(votes.begin(), votes.end(), std::int64_t{0});
    }
    [[nodiscard]] bool same_choices(const Poll& other) const
    {
        return options == other.options && multiple == other.multiple;
    }
};

} // namespace storage
} // namespace rounds
