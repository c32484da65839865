#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace rounds {
enum class SeriesId : std::int64_t {};
} // namespace rounds

namespace rounds::storage {

/// A row of chat_series: chats of a network that come again by a rule.
struct ChatSeries
{
    struct Prompt
    {
        std::string content;
        std::chrono::seconds offset; ///< after the start
    };

    SeriesId id{};
    NetworkId network{};
    std::string title{};
    std::string description{}; ///< Markdown
    std::string hashtag{};
    std::string rule{};            ///< RFC 5545: FREQ=MONTHLY;BYDAY=2WE
    std::chrono::minutes starts{}; ///< of the day, in the zone
    std::chrono::minutes length{};
    std::string timezone{};             ///< IANA
    std::chrono::year_month_day from{}; ///< from where weeks and months are counted
    std::optional<std::chrono::year_month_day> until{};
    std::vector<Prompt> prompts{};
    std::optional<std::vector<std::string>> reminders{}; ///< before each chat; nothing: as its network has it
    int ahead = 3;                                       ///< how many chats are kept planned
    AccountId created_by{};
    std::optional<Time> fill_at{}; ///< when the next ones are to be planned; nothing: never again
    std::optional<Time> ended_at{};
    Time created_at{};
};

} // namespace rounds::storage
