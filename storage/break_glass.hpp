#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds {

enum class BreakGlassId : std::int64_t {};

} // namespace rounds

/// Who may read a private conversation in an emergency, and each time somebody did. The rules are in
/// server/moderation/break_glass.
namespace rounds::storage::break_glass {

/// False when it was so already.
[[nodiscard]] bool grant(Transaction& tx, AccountId account);
[[nodiscard]] bool withdraw(Transaction& tx, AccountId account);
[[nodiscard]] bool has_right(Transaction& tx, AccountId account);
[[nodiscard]] std::vector<AccountId> holders(Transaction& tx);

struct Access
{
    BreakGlassId id{};
    ConversationId conversation{};
    AccountId opened_by{};
    std::string reason{};
    std::string explanation{}; ///< in the clear here; empty in lists
    Time opened_at{};
    Time expires_at{};
    std::optional<Time> closed_at{};
    int times_read = 0;
    std::optional<AccountId> reviewed_by{};
    std::optional<Time> reviewed_at{};
    std::string verdict{};         ///< confirmed, objected; empty: nobody has looked yet
    std::optional<Time> tell_at{}; ///< when its people are to be told; nothing: they were at once
    std::optional<Time> told_at{}; ///< of those who are told later

    [[nodiscard]] bool told() const noexcept { return !tell_at || told_at; }

    [[nodiscard]] bool open_at(Time now) const noexcept { return !closed_at && now < expires_at; }
};

/// Its id is made here; the explanation is sealed.
[[nodiscard]] BreakGlassId add(Transaction& tx, const Access& access);
/// With its explanation, and its row locked; not_found.
[[nodiscard]] result<Access> lock(Transaction& tx, BreakGlassId id);
void note_reading(Transaction& tx, BreakGlassId id);
void close(Transaction& tx, BreakGlassId id, Time now);
void review(Transaction& tx, BreakGlassId id, AccountId by, std::string_view verdict, Time now);
/// The newest first.
[[nodiscard]] std::vector<Access> list(Transaction& tx, int limit);
/// Whether `by` opened one before `since` that nobody has confirmed or objected to.
[[nodiscard]] bool has_unreviewed(Transaction& tx, AccountId by, Time since);

/// Serialises openings of one person, until the end of the transaction.
void lock_opener(Transaction& tx, AccountId by);

/// A direct post, for its conversation; not_found for others, so nothing public is opened.
[[nodiscard]] result<ConversationId> conversation_of(Transaction& tx, StatusId status);
/// Direct posts of the conversation, the oldest first, at most `limit`. Whoever calls has checked who asks.
[[nodiscard]] std::vector<StatusId> posts(Transaction& tx, ConversationId conversation, int limit);
/// Who wrote them or was written to.
[[nodiscard]] std::vector<AccountId> people(Transaction& tx, ConversationId conversation);

void add_people(Transaction& tx, BreakGlassId id, const std::vector<AccountId>& people);
/// The people of one, and that they have been told now.
[[nodiscard]] std::vector<AccountId> people_of(Transaction& tx, BreakGlassId id);
void note_told(Transaction& tx, BreakGlassId id, Time now);
/// Those whose people are to be told by now, each locked until the end of the transaction; what another process holds
/// is left to it.
[[nodiscard]] std::vector<Access> due_to_tell(Transaction& tx, Time now, int limit);
/// What somebody's conversations were opened for, the newest first; not those that they are not told of yet.
[[nodiscard]] std::vector<Access> about(Transaction& tx, AccountId person, int limit);

} // namespace rounds::storage::break_glass
