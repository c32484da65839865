#pragma once

#include "server/social/verbs.hpp"
#include "storage/polls.hpp"

#include <chrono>
#include <vector>

namespace rounds::social {

using storage::Poll;

/// Jobs of this kind end a poll at its time: {"poll": id}.
inline constexpr std::string_view poll_end_job = "poll_end";

/// New counts are told to other servers this long after the first vote since they were told last.
inline constexpr std::chrono::seconds poll_update_pause{60};

/// Hangs a poll on a new post and plans its end. Of a poll of another server the end is planned once somebody here
/// votes.
void ask(Transaction& tx, const Status& status, Poll poll);

/// What an edit does to a poll.
class PollChange
{
public:
    static PollChange of(Transaction& tx, StatusId status, const std::optional<Poll>& wanted);
    /// Poll added, removed, or with other choices: votes are void, and the post counts as edited.
    [[nodiscard]] bool new_choices() const;
    [[nodiscard]] bool any() const;
    void carry_out(Transaction& tx, const Status& status) const;

private:
    std::optional<Poll> before_;
    std::optional<Poll> after_;
};

/// Votes of a local person. not_found: no such poll, or not visible; forbidden: one's own; gone: it ended;
/// invalid_argument: no such option, none, or several where one may be chosen; already_exists: voted already (with
/// several choices: for one of these).
[[nodiscard]] result<Poll>
vote(Transaction& tx, const Account& by, PollId id, const std::vector<std::int64_t>& choices, Time now);

/// A vote that arrived: the option by its text. Errors as vote(); not_found also when the post asks nothing.
[[nodiscard]] result<void> receive_vote(
    Transaction& tx, const Account& by, StatusId status, std::string_view option, const std::string& uri, Time now
);

/// Counts of a poll of another server, as its origin tells them. not_found: the post asks nothing; invalid_argument:
/// other choices than are known.
[[nodiscard]] result<void> count_poll(Transaction& tx, StatusId status, const Poll& told, Time now);

/// Tells author and voters here that it ended, and other servers the last counts; once. Nothing when the end was moved.
void end_poll(Transaction& tx, PollId id, Time now);

} // namespace rounds::social
