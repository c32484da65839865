#pragma once

#include "server/social/verbs.hpp"

namespace rounds::social {

/// The kind of the job that erases what a person who left has left behind.
inline constexpr std::string_view erase_job = "erase_account";

/// The person leaves for good: nobody can log in as them or see them from now on, other servers are told, and a job
/// erases their posts and all that was theirs. invalid_argument for an account of another server or none of a person.
[[nodiscard]] result<void> delete_account(Transaction& tx, const Urls& urls, const Account& account, Time now);

/// Erases the next part. True: nothing is left.
[[nodiscard]] bool erase_some(Transaction& tx, AccountId account);

} // namespace rounds::social
