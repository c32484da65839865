#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds {

enum class SecurityKeyId : std::int64_t {};

} // namespace rounds

/// Security keys and passkeys (WebAuthn) as second factors.
namespace rounds::storage::security_keys {

struct SecurityKey
{
    SecurityKeyId id{};
    std::string credential_id{}; ///< what the key calls it
    int algorithm = 0;           ///< COSE
    std::string public_key{};
    std::int64_t sign_count = 0;
    std::string name{};
    Time created_at{};
    std::optional<Time> last_used_at{};
};

/// already_exists when the credential is known, also as another person's.
[[nodiscard]] result<void> add(Transaction& tx, AccountId account, const SecurityKey& key);
/// The oldest first.
[[nodiscard]] std::vector<SecurityKey> list(Transaction& tx, AccountId account);
/// With its row locked, so that of two answers the second sees the first one's counter; not_found.
[[nodiscard]] result<SecurityKey> lock(Transaction& tx, AccountId account, std::string_view credential_id);
void note_use(Transaction& tx, SecurityKeyId key, std::int64_t sign_count, Time now);
/// not_found when the person has no such key.
[[nodiscard]] result<void> remove(Transaction& tx, AccountId account, SecurityKeyId key);

/// False when the challenge was answered before.
[[nodiscard]] bool use_challenge(Transaction& tx, std::string_view challenge_hash, Time expires_at);
std::size_t sweep_challenges(Transaction& tx, Time now, int limit);

} // namespace rounds::storage::security_keys
