#pragma once

#include "server/knowledge/networks.hpp"
#include "storage/network_acts.hpp"

#include <chrono>
#include <string_view>

// What stewards decide about people and posts of their network. Each decision is told to whom it concerns, to other
// servers, and to the audit log, in the caller's transaction.

namespace rounds::knowledge {

using storage::network_acts::Act;

/// Who decides, and how it came.
struct Decider
{
    const Account& account;
    std::string_view via;        ///< api, page, command, server
    std::string_view activity{}; ///< uri of what a steward of another server sent
};

inline constexpr std::size_t longest_reason = 1000;   ///< bytes
inline constexpr std::chrono::days longest_ban{3653}; ///< longer: for good
inline constexpr int most_posts_with_ban = 1000;      ///< the newest are taken out

struct BanForm
{
    AccountId account{};
    std::string reason{};
    std::optional<Time> until{}; ///< nothing: until it is lifted
    bool with_posts = false;     ///< their posts are taken out of the network too
};
/// The field that is out of its bounds; empty when all are within.
[[nodiscard]] std::string_view wrong_field(const BanForm& form, Time now);
[[nodiscard]] bool is_reason(std::string_view reason) noexcept;

/// Keeps somebody out: membership, requests, roles and parts in chats end, nothing of theirs comes in. By stewards;
/// invalid_argument about themselves and other stewards; already_exists.
[[nodiscard]] result<Act>
bar(Transaction& tx, const social::Urls& urls, const Decider& by, NetworkId network, const BanForm& form, Time now);
/// By stewards, and by moderators of this instance, who decide on appeals. Posts that went stay out. not_found.
[[nodiscard]] result<Act>
unbar(Transaction& tx, const social::Urls& urls, const Decider& by, NetworkId network, AccountId account, Time now);

/// Takes a post out: the network passes nothing of it on any more and takes its boost back; it leaves chats and
/// questions. The post itself stays its author's. By stewards; not_found for what is not in the
/// network, and for summaries, which are retracted.
[[nodiscard]] result<Act> take_post_out(
    Transaction& tx,
    const social::Urls& urls,
    const Decider& by,
    NetworkId network,
    StatusId status,
    std::string_view reason,
    Time now
);
/// Puts it back where it was. By stewards and moderators of this instance.
[[nodiscard]] result<Act> put_post_back(
    Transaction& tx, const social::Urls& urls, const Decider& by, NetworkId network, StatusId status, Time now
);

/// A thread of the network, from this post on, takes no more answers but of stewards.
[[nodiscard]] result<Act> lock_thread(
    Transaction& tx,
    const social::Urls& urls,
    const Decider& by,
    NetworkId network,
    StatusId status,
    std::string_view reason,
    Time now
);
[[nodiscard]] result<Act> unlock_thread(
    Transaction& tx, const social::Urls& urls, const Decider& by, NetworkId network, StatusId status, Time now
);

/// What stands of a kind (storage::network_acts), the newest first. For stewards and moderators of this instance.
[[nodiscard]] result<std::vector<Act>>
decisions(Transaction& tx, const Account& by, NetworkId network, std::string_view kind, int limit);
/// Posts of the network, the newest first; for stewards.
[[nodiscard]] result<std::vector<StatusId>>
network_posts(Transaction& tx, const Account& by, NetworkId network, int limit);

/// What a Group of another server says it decided about its own: kept here, so that people here are told the same.
/// `act.group` names it. already_exists; not_found for a post that is not in that group here.
[[nodiscard]] result<void> hear_decision(Transaction& tx, const Account& group, const Act& act);
[[nodiscard]] result<void> hear_undone(Transaction& tx, const Account& group, const Act& act);

} // namespace rounds::knowledge
