#pragma once

#include "server/social/verbs.hpp"

#include <vector>

// Where the stewards of a network keep somebody out, or let nobody answer any more.

namespace rounds::social {

/// Why something cannot go to a network, in words for who tried. Answered 403.
enum class shut {
    barred = 1, ///< its stewards keep this person out
    locked,     ///< the thread takes no more answers
};
[[nodiscard]] boost::system::error_code make_error_code(shut code) noexcept;
[[nodiscard]] const boost::system::error_category& shut_category() noexcept;

/// shut::barred when any of these Groups, of whatever server, keeps the account out.
[[nodiscard]] result<void> let_in(Transaction& tx, const std::vector<AccountId>& groups, AccountId account);
/// The same for a post that is to go to `groups`, and to its own network; shut::locked when it answers what stands in a
/// locked thread of that network, and its author is neither the network nor one of its stewards.
[[nodiscard]] result<void> let_post(Transaction& tx, const Status& status, std::vector<AccountId> groups);

} // namespace rounds::social

template <> struct boost::system::is_error_code_enum<rounds::social::shut> : std::true_type
{
};
