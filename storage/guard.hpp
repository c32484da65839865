#pragma once

#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the privacy guard remembers: rule names and keyed hashes, never a piece of a text.
namespace rounds::storage::guard {

struct Decision
{
    std::optional<AccountId> account{}; ///< who wrote
    std::optional<AccountId> by{};      ///< who decided; nothing: the guard
    std::optional<StatusId> status{};
    std::string place{};  ///< post, edit, display_name, note ...
    std::string action{}; ///< warn, block, confirm, watch, hold, release, keep
    std::vector<std::string> rules{};
    std::string text_hash{}; ///< HMAC-SHA-256
    Time created_at{};
};
void add_decision(Transaction& tx, const Decision& decision);
/// The newest first.
[[nodiscard]] std::vector<Decision> list_decisions(Transaction& tx, int limit);

/// Those from before `before`, at most `limit`; returns how many went.
std::size_t forget_decisions(Transaction& tx, Time before, int limit);

/// Remembers that the account was warned of this text, and forgets warnings older than `before`.
void add_warning(Transaction& tx, AccountId account, const std::string& text_hash, Time now, Time before);
/// Whether it was warned since `since`.
[[nodiscard]] bool was_warned(Transaction& tx, AccountId account, const std::string& text_hash, Time since);

struct Hold
{
    StatusId status{};
    AccountId account{};
    std::string uri{};
    std::vector<std::string> rules{};
    std::string state{}; ///< held, released, kept
    Time created_at{};
};
/// Keeps the post off public pages. A post that was looked at and changes is held again.
void hold(Transaction& tx, StatusId status, const std::vector<std::string>& rules);
void unhold(Transaction& tx, StatusId status); ///< it changed, and nothing is in it any more
/// Waiting for somebody, the oldest first.
[[nodiscard]] std::vector<Hold> list_held(Transaction& tx, int limit);
/// `state` is released (it may be shown) or kept (it stays off). not_found when it does not wait.
[[nodiscard]] result<void>
decide_hold(Transaction& tx, StatusId status, std::string_view state, std::optional<AccountId> by);

struct CrisisCase
{
    std::int64_t id = 0;
    std::optional<StatusId> status{};
    std::optional<AccountId> account{};
    std::string danger{}; ///< imminent, concern
    Time due_at{};
    std::optional<AccountId> taken_by{};
    std::optional<Time> taken_at{};
    std::optional<Time> closed_at{};
    std::string outcome{};
    Time created_at{};
};
/// Nothing when the author has an open case at least as grave that began after `recent`: one person, one case.
[[nodiscard]] std::optional<std::int64_t> open_crisis(Transaction& tx, const CrisisCase& fresh, Time recent);
/// Open ones, those due first.
[[nodiscard]] std::vector<CrisisCase> list_crises(Transaction& tx, int limit);
/// not_found when it is closed or another person's, unless that is `from`, who is relieved: the clock that stopped when
/// somebody first took it does not start again.
[[nodiscard]] result<void> take_crisis(
    Transaction& tx, std::int64_t id, std::optional<AccountId> by, Time now, std::optional<AccountId> from = {}
);
[[nodiscard]] result<void> close_crisis(Transaction& tx, std::int64_t id, std::string_view outcome, Time now);

struct CrisisFigures
{
    std::int64_t waiting = 0;
    std::int64_t overdue = 0;
    std::int64_t median_seconds_to_human = 0; ///< of those taken in the last 30 days
};
[[nodiscard]] CrisisFigures crisis_figures(Transaction& tx, Time now);

/// First and last + 1 in code points of the post's text; empty when it is not told.
using Range = std::vector<std::int64_t>;

struct AdverseEvent
{
    std::int64_t id = 0;
    AccountId account{};
    std::optional<StatusId> status{};
    std::string state{}; ///< draft, sent, dismissed
    bool serious = false;
    Time aware_at{};
    Time due_at{};
    Range patient{};
    Range product{};
    Range event{};
    std::optional<std::string> report_sealed{};
    std::optional<Time> sent_at{};
    std::optional<AccountId> taken_by{}; ///< the safety contact who looks after it
    std::optional<Time> taken_at{};      ///< when the first one did
    std::optional<Time> done_at{};       ///< by the safety contact
};
/// already_exists when the post has a card.
[[nodiscard]] result<std::int64_t> add_adverse_event(Transaction& tx, const AdverseEvent& card);
[[nodiscard]] result<AdverseEvent> find_adverse_event(Transaction& tx, std::int64_t id);
[[nodiscard]] std::vector<AdverseEvent> adverse_events_of(Transaction& tx, AccountId author, int limit);
/// Drafts and sent ones that no safety contact is done with, those due first.
[[nodiscard]] std::vector<AdverseEvent> adverse_event_queue(Transaction& tx, int limit);
struct QueueFigures
{
    std::int64_t waiting = 0;
    std::int64_t overdue = 0;
};
/// Of that queue.
[[nodiscard]] QueueFigures adverse_event_figures(Transaction& tx, Time now);
/// `by` looks after it. not_found when it does not wait, or another looks after it, unless that is `from`, who is
/// relieved.
[[nodiscard]] result<void>
take_adverse_event(Transaction& tx, std::int64_t id, AccountId by, Time now, std::optional<AccountId> from = {});
/// The safety contact is done with it; `outcome` says in a few words, without names, what came of it. not_found when it
/// does not wait.
[[nodiscard]] result<void> finish_adverse_event(Transaction& tx, std::int64_t id, std::string_view outcome, Time now);
/// Only a draft of the author becomes sent or dismissed; not_found otherwise. What is sent waits for the safety
/// contact, also when that was done with the draft.
[[nodiscard]] result<void> settle_adverse_event(
    Transaction& tx,
    std::int64_t id,
    AccountId author,
    std::string_view state,
    const std::optional<std::string>& report_sealed,
    Time now
);

/// Accounts with a log-in here by user name; without names all moderators and administrators.
[[nodiscard]] std::vector<AccountId> staff_on_call(Transaction& tx, const std::vector<std::string>& usernames);
/// Whether `account` is one of them.
[[nodiscard]] bool is_on_call(Transaction& tx, const std::vector<std::string>& usernames, AccountId account);

} // namespace rounds::storage::guard
