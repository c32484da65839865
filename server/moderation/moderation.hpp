#pragma once

#include "server/app/app.hpp"
#include "storage/moderation.hpp"
#include "storage/warning_presets.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What staff does to accounts, whichever door it comes through: the admin API, a page, a command. Each leaves an entry
/// in the audit log in the same transaction. After the commit call `settled`.
namespace rounds::moderation {

using storage::Transaction;
using storage::moderation::Appeal;
using storage::moderation::Strike;

/// Who acts.
struct Staff
{
    std::optional<AccountId> account{}; ///< nothing: whoever runs a command
    std::string role = "admin";         ///< member, moderator, admin
    std::string via = "api";            ///< api, page, command
};

/// May do so to an account whose holder has `target_role`: only to who stands lower; default deny.
[[nodiscard]] bool outranks(std::string_view role, std::string_view target_role) noexcept;

/// The account, when `staff` may act on it. not_found; forbidden: their own, the instance's, or that of who does not
/// stand lower.
[[nodiscard]] result<storage::Account> may_act(Transaction& tx, const Staff& staff, AccountId target);

/// Adds an entry to the audit log in the name of `staff`.
void note(
    Transaction& tx,
    const Staff& staff,
    std::string_view action,
    std::string_view target_kind,
    std::int64_t target,
    std::string_view rule = {},
    const std::optional<std::int64_t>& related = {}
);

struct Order
{
    AccountId target{};
    /// none (a warning), sensitive, disable, silence, suspend, pseudonym
    std::string action = "none";
    std::string text{};                      ///< to its holder
    std::optional<WarningPresetId> preset{}; ///< prepared words, said before the text
    std::optional<ReportId> report{};
    bool mail = true;
};
/// Does it, keeps a strike, tells the holder by a notification and, where mail is sent, a letter, tells other servers
/// what changed, and settles the reports. "pseudonym" is a warning (strikes and apps know it as one) after which the
/// person posts no more until the name that is shown is another one, and no full name. not_found, also for a
/// preset; forbidden: not against oneself, nor who does not stand lower; invalid_argument: no such action, one that
/// takes a log-in which the account has not, or words longer than `longest_words`.
inline constexpr std::size_t longest_words = 5000;
[[nodiscard]] result<Strike> act(Transaction& tx, const app::App& app, const Staff& staff, const Order& order);

/// Takes `action` (sensitive, disable, silence, suspend, pseudonym) back; what is not in force is no error.
[[nodiscard]] result<void> lift(Transaction& tx, const Staff& staff, AccountId target, std::string_view action);

/// Deletes an account: of this instance with all it wrote, and other servers are told; of another, what is known of it
/// here. Mastodon's way: only one that is suspended.
[[nodiscard]] result<void> erase(Transaction& tx, const app::App& app, const Staff& staff, AccountId target);

/// Against a strike, by its holder, within `appeal_days`. forbidden: not theirs, too late, or overruled;
/// already_exists; invalid_argument: no text, or a long one.
inline constexpr int appeal_days = 20;
inline constexpr std::size_t longest_appeal = 2000;
[[nodiscard]] result<Appeal>
appeal(Transaction& tx, AccountId holder, StrikeId strike, std::string_view text, Time now);
/// Granted: the strike is overruled and what it did is taken back. The holder gets a letter.
[[nodiscard]] result<Appeal>
decide_appeal(Transaction& tx, const app::App& app, const Staff& staff, AppealId id, bool approved);

/// Tokens, streams and workers of this process hear of it at once.
void settled(app::App& app, AccountId target);

} // namespace rounds::moderation
