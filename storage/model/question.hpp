#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"

#include <optional>
#include <string>

namespace rounds {
enum class QuestionId : std::int64_t {};
} // namespace rounds

namespace rounds::storage {

/// A row of questions: a post put to a network that wants an answer.
struct Question
{
    QuestionId id{};
    AccountId group{}; ///< the network, of this instance or another
    StatusId status{};
    AccountId asker{};
    std::string uri{}; ///< of the post
    std::string state = "open";
    std::optional<StatusId> accepted{}; ///< the answer that helped
    bool endorsed = false;              ///< a verified clinician stands by that answer
    std::optional<Time> solved_at{};
    std::optional<Time> reopened_at{};
    std::optional<Time> proposed_at{}; ///< as a topic of the next chat
    std::optional<Time> told_at{};     ///< when its network told the state, when that is elsewhere
    Time created_at{};
};

struct Endorsement
{
    StatusId answer{};
    AccountId clinician{};
};

/// What a network said about a question in a post of its own.
struct QuestionNotice
{
    StatusId status{};
    QuestionId question{};
    std::string state{};
    std::optional<std::string> accepted_uri{};
    bool endorsed = false;
};

} // namespace rounds::storage
