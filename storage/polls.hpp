#pragma once

#include "storage/columns.hpp"
#include "storage/model/poll.hpp"
#include "storage/pg/transaction.hpp"
#include "storage/sealed.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::storage::polls {

/// Of `polls p`.
inline constexpr SqlText columns{
    "p.id, p.status_id, p.options, p.votes, p.voters_count, p.multiple, p.hide_totals, p.expires_at, p.fetched_at"
};
/// Opens what is sealed.
[[nodiscard]] Poll read(ColumnReader& in, Transaction& tx);
/// Sealed options name it beside the post (sealed::status_context).
inline constexpr std::string_view option_column = "poll_options";

/// Writes the poll of `poll.status`; `poll.id` is ignored and given back. Options are sealed when there is an owner.
PollId add(Transaction& tx, const Poll& poll, const std::optional<sealed::Owner>& owner = {});
[[nodiscard]] result<Poll> find(Transaction& tx, PollId id);
[[nodiscard]] result<Poll> find_by_status(Transaction& tx, StatusId status);
/// Holds the row until the transaction ends: votes on one poll are counted one after another.
[[nodiscard]] result<Poll> lock(Transaction& tx, PollId id);
/// New options and bounds. When the choices differ all votes are void: they and the counts go.
void change(Transaction& tx, const Poll& before, const Poll& after, const std::optional<sealed::Owner>& owner = {});
void remove(Transaction& tx, PollId id);

/// Counts as the origin tells them. Adds an event when they differ.
void set_counts(Transaction& tx, const Poll& poll, const Poll& told, Time now);
/// Takes the turn to ask the origin for counts that are older than `before`; false when somebody else has it.
[[nodiscard]] bool begin_refresh(Transaction& tx, PollId id, Time before, Time now);

/// Indices of the options that the account chose.
[[nodiscard]] std::vector<std::int64_t> choices_of(Transaction& tx, PollId id, AccountId account);
/// Adds the votes and counts them; those that are there already count once. Returns the ids of the new ones in the
/// order of `choices`. `uri` is that of a single vote that arrived.
std::vector<PollVoteId> add_votes(
    Transaction& tx,
    const Poll& poll,
    AccountId account,
    const std::vector<std::int64_t>& choices,
    const std::optional<std::string>& uri = {}
);
struct Vote
{
    PollVoteId id{};
    std::string option;
};
/// Those of `ids` that are still there.
[[nodiscard]] std::vector<Vote> votes(Transaction& tx, const std::vector<PollVoteId>& ids);

/// Notes that counts are to be told to other servers; true for the first who asks until began_update().
[[nodiscard]] bool ask_update(Transaction& tx, PollId id, Time due);
void began_update(Transaction& tx, PollId id);

/// Marks the end as told; false when it was, when the poll goes on, or is gone.
[[nodiscard]] bool begin_end(Transaction& tx, PollId id, Time now);
/// Voters with a log-in here.
[[nodiscard]] std::vector<AccountId> local_voters(Transaction& tx, PollId id);
/// Voters of other servers.
[[nodiscard]] std::vector<AccountId> remote_voters(Transaction& tx, PollId id);

} // namespace rounds::storage::polls
