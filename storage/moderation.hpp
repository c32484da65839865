#pragma once

#include "storage/accounts.hpp"
#include "storage/reports.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds {

enum class StrikeId : std::int64_t {};
enum class AppealId : std::int64_t {};

} // namespace rounds

/// What staff decides about accounts, and what those may say against it.
namespace rounds::storage::moderation {

/// A row of strikes.
struct Strike
{
    StrikeId id{};
    std::optional<AccountId> by{};
    AccountId target{};
    std::string action = "none"; ///< none, sensitive, disable, silence, suspend
    std::string text{};          ///< what its holder is told
    std::optional<ReportId> report{};
    std::vector<StatusId> statuses{};
    std::optional<Time> overruled_at{};
    Time created_at{};
};
/// `id` and `created_at` are made here.
[[nodiscard]] Strike add_strike(Transaction& tx, const Strike& strike);
[[nodiscard]] result<Strike> find_strike(Transaction& tx, StrikeId id);
[[nodiscard]] std::vector<Strike> find_strikes(Transaction& tx, const std::vector<StrikeId>& ids);
/// Newest first.
[[nodiscard]] std::vector<Strike> strikes_of(Transaction& tx, AccountId target, int limit);
void overrule(Transaction& tx, StrikeId id, Time now);

/// A row of appeals.
struct Appeal
{
    AppealId id{};
    StrikeId strike{};
    AccountId account{};
    std::string text{};
    std::optional<Time> approved_at{};
    std::optional<Time> rejected_at{};
    std::optional<AccountId> decided_by{};
    Time created_at{};

    [[nodiscard]] bool open() const noexcept { return !approved_at && !rejected_at; }
    [[nodiscard]] std::string_view state() const noexcept
    {
        return approved_at ? "approved" : rejected_at ? "rejected" : "pending";
    }
};
/// already_exists: a strike is appealed once.
[[nodiscard]] result<Appeal> add_appeal(Transaction& tx, StrikeId strike, AccountId account, std::string_view text);
[[nodiscard]] result<Appeal> find_appeal(Transaction& tx, AppealId id);
[[nodiscard]] std::vector<Appeal> appeals_of(Transaction& tx, const std::vector<StrikeId>& strikes);
/// The oldest first.
[[nodiscard]] std::vector<Appeal> open_appeals(Transaction& tx, int limit);
/// not_found when there is no such appeal, or it was decided.
[[nodiscard]] result<Appeal>
decide(Transaction& tx, AppealId id, bool approved, const std::optional<AccountId>& by, Time now);

/// A notification of kind "moderation_warning" from the instance's actor.
void tell_holder(Transaction& tx, const Strike& strike);

/// A row of moderation_log: for those who moderate, with their words.
struct LogEntry
{
    std::optional<AccountId> by{};
    std::optional<AccountId> target{};
    std::string action{};
    std::optional<ReportId> report{};
    std::optional<StrikeId> strike{};
    std::string note{};
    Time created_at{};
};
void add_log(Transaction& tx, const LogEntry& entry);
[[nodiscard]] std::vector<LogEntry> log_of(Transaction& tx, AccountId target, int limit);

// States of an account. Each is told to caches by an event.
void set_silenced(Transaction& tx, AccountId id, bool silenced);
void set_sensitized(Transaction& tx, AccountId id, bool sensitized);
void set_disabled(Transaction& tx, AccountId id, bool disabled);

/// How a report is handled, beside what storage::reports knows.
struct Handling
{
    std::optional<AccountId> assigned{};
    std::optional<AccountId> handled_by{};
    Time updated_at{};
};
struct ReportQuery
{
    bool resolved = false;
    std::optional<AccountId> account{}; ///< who reports
    std::optional<AccountId> target{};
};
[[nodiscard]] std::vector<ReportId> list_reports(Transaction& tx, const ReportQuery& query, const accounts::Page& page);
[[nodiscard]] Handling handling_of(Transaction& tx, ReportId id);
// not_found when there is no such report.
[[nodiscard]] result<void> assign(Transaction& tx, ReportId id, const std::optional<AccountId>& to, Time now);
[[nodiscard]] result<void> resolve(Transaction& tx, ReportId id, const std::optional<AccountId>& by, Time now);
[[nodiscard]] result<void> reopen(Transaction& tx, ReportId id, Time now);
[[nodiscard]] result<void>
change_report(Transaction& tx, ReportId id, std::string_view category, const std::vector<std::string>& rules, Time now);
/// All open ones about the account. Returns them.
std::vector<ReportId> resolve_all(Transaction& tx, AccountId target, const std::optional<AccountId>& by, Time now);

} // namespace rounds::storage::moderation
