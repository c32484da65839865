#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the stewards of a network decided about people and posts. A network is named by its Group, which may be one of
/// another server: then it is what that server told us.
namespace rounds::storage::network_acts {

enum class ActId : std::int64_t {};

inline constexpr std::string_view ban = "ban";         ///< somebody is kept out
inline constexpr std::string_view removal = "removal"; ///< a post was taken out
inline constexpr std::string_view lock = "lock";       ///< a thread takes no more answers

struct Act
{
    ActId id{};
    AccountId group{};
    std::string kind{};                 ///< ban, removal, lock
    std::optional<AccountId> account{}; ///< of a ban: whom
    std::optional<StatusId> status{};   ///< of a removal or lock
    std::string reason{};
    std::optional<AccountId> by{};
    std::optional<Time> until{}; ///< of a ban; nothing: until it is lifted
    bool with_posts = false;     ///< of a ban: the posts were taken out too
    bool in_audience = false; ///< of a removal: the post was addressed to the network; of a ban: posts of theirs were
    bool passed_on = false;   ///< of a removal: the network had boosted it
    std::optional<std::string> uri{}; ///< of the activity, when it arrived
    Time created_at{};
    std::optional<Time> undone_at{};
};

/// `id`, `created_at` and `undone_at` are made here. already_exists when the same stands already.
[[nodiscard]] result<Act> add(Transaction& tx, const Act& act);
/// Not_found when it was undone before.
[[nodiscard]] result<void> undo(Transaction& tx, ActId id);
/// Also one that was undone.
[[nodiscard]] result<Act> find(Transaction& tx, ActId id);
/// Those that stand; a ban whose time is over does not.
[[nodiscard]] result<Act> find_ban(Transaction& tx, AccountId group, AccountId account);
[[nodiscard]] result<Act> find_about(Transaction& tx, AccountId group, StatusId status, std::string_view kind);
/// The newest first.
[[nodiscard]] std::vector<Act> list(Transaction& tx, AccountId group, std::string_view kind, int limit);
/// Of all networks of this instance, the newest first.
[[nodiscard]] std::vector<Act> standing(Transaction& tx, int limit);

/// Networks that took the post out.
[[nodiscard]] std::vector<AccountId> removed_by(Transaction& tx, StatusId status);
[[nodiscard]] bool bars_any(Transaction& tx, const std::vector<AccountId>& groups, AccountId account);
/// The post stands in a thread, or below an answer, that takes no more answers of this group.
[[nodiscard]] bool is_locked(Transaction& tx, AccountId group, StatusId status);

/// Ends what somebody was to do in chats of the group that are not over: host, guest, moderator on call.
void leave_chats(Transaction& tx, AccountId group, AccountId account);

/// A post by somebody else that is addressed to the group, boosted by it, or in one of its chats; no summary, which is
/// retracted instead.
[[nodiscard]] bool has_post(Transaction& tx, AccountId group, StatusId status);
/// Addressed to the group, the newest first.
[[nodiscard]] std::vector<StatusId> posts(Transaction& tx, AccountId group, int limit);
[[nodiscard]] std::vector<StatusId> posts_by(Transaction& tx, AccountId group, AccountId author, int limit);
/// The post belongs to the group no more, nor to its chats; the act remembers what there was.
void take_out(Transaction& tx, const Act& act);
void put_back(Transaction& tx, const Act& act);

} // namespace rounds::storage::network_acts
