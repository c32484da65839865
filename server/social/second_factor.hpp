#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <string_view>
#include <vector>

/// The second factor of a log-in: codes of an authenticator app, and recovery codes for who has lost it. Security keys
/// are in server/social/security_keys.hpp.
namespace rounds::social {

/// A new secret that protects nothing until confirm_second_factor(). already_exists when a factor is on.
[[nodiscard]] result<std::string>
begin_second_factor(storage::Transaction& tx, const crypto::SecretBox& secrets, AccountId account);

/// What became of a code. No result: a failure must be counted, thus committed.
enum class FactorCheck {
    right,
    wrong,
    locked, ///< too many wrong ones; it was not looked at
    absent  ///< there is no factor
};
/// The first code of the app: from now on the log-in asks for one.
[[nodiscard]] FactorCheck confirm_second_factor(
    storage::Transaction& tx, const crypto::SecretBox& secrets, AccountId account, std::string_view code, Time now
);
/// A code of the app or a recovery code; each works once. After five wrong ones each further one locks the factor for
/// twice as long, up to an hour.
[[nodiscard]] FactorCheck check_second_factor(
    storage::Transaction& tx, const crypto::SecretBox& secrets, AccountId account, std::string_view code, Time now
);

/// Ten new ones, of 80 bits each ("abcd-efgh-ijkl-mnop"); only their hashes are kept.
[[nodiscard]] std::vector<std::string> make_recovery_codes(storage::Transaction& tx, AccountId account);

} // namespace rounds::social
