#pragma once

#include "server/social/verbs.hpp"

#include <chrono>

/// Accounts that go to another server, or come from one, and their followers with them (Mastodon's Move: the new
/// account names the old one in alsoKnownAs, or anybody could take another's followers).
namespace rounds::social {

/// The kind of the job that lets followers here go along, a part at a time.
inline constexpr std::string_view move_job = "move_followers";
/// Between two moves of an account of another server.
inline constexpr std::chrono::hours usual_rest{24 * 7};
/// Names that a person here may give as their other accounts.
inline constexpr std::size_t most_aliases = 10;

/// A person of this instance who moved away: they post, boost and follow no more.
[[nodiscard]] bool has_left(const Account& account) noexcept;

enum class MoveRefusal {
    itself,     ///< the same account
    unusable,   ///< the new account is gone or suspended, or no person's
    moved_on,   ///< the new account moved itself
    not_linked, ///< the new account does not name the old one
    too_soon    ///< the last move is less than `rest` ago
};

/// Why `from` may not move to `to`, as both are known at this moment; nothing when it may.
[[nodiscard]] std::optional<MoveRefusal>
why_not_move(Transaction& tx, const Account& from, const Account& to, Time now, std::chrono::seconds rest);

/// A person here moves: other servers are told, followers here go along. The account stays readable, and posts no more.
[[nodiscard]] std::optional<MoveRefusal> move_out(
    Transaction& tx, const Urls& urls, const Account& from, const Account& to, Time now, std::chrono::seconds rest
);
/// The account is used here again. Followers that went stay where they are.
void take_back_move(Transaction& tx, const Account& account);

/// `from`, of this instance or another, is at `to` from now on: those here who follow it follow the new one, the first
/// ones at once and the others by a job; who blocks or mutes it does so with the new one as well.
void let_followers_go(Transaction& tx, const Urls& urls, const Account& from, const Account& to, Time now);
/// One part of that. True when it was the last one.
[[nodiscard]] bool move_some(Transaction& tx, const Urls& urls, AccountId from, AccountId to);

/// Another account of the same person: a Move from there is believed from now on. Other servers are told. too_many
/// beyond most_aliases; already_exists; invalid_argument for the account itself.
[[nodiscard]] result<void> add_alias(Transaction& tx, const Account& account, const std::string& uri);
/// not_found when it is none.
[[nodiscard]] result<void> remove_alias(Transaction& tx, const Account& account, const std::string& uri);

} // namespace rounds::social
