#pragma once

#include "server/webauthn/ceremony.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <string_view>

/// Security keys and passkeys as a second factor: challenges, registration, and what a log-in shows.
namespace rounds::social {

/// What a challenge is good for. An answer given for one is worth nothing for another.
enum class KeyUse {
    add,    ///< to register a key; handed out to who has just proven who they are
    log_in, ///< after the password
    confirm ///< before something that cannot be taken back
};

/// Good for one answer of this person within five minutes. It proves by itself that it is ours, so nothing is kept
/// until it is answered. Raw bytes.
[[nodiscard]] std::string make_challenge(const crypto::SecretBox& secrets, KeyUse use, AccountId account, Time now);

/// What became of a key's answer. No result: the challenge is used up whatever it was, thus committed.
enum class KeyCheck {
    right,
    wrong,  ///< see the log
    unknown ///< no key of this person, or one that is registered already
};

/// Keeps the key; `client_data` and `attestation` as the browser gave them, decoded.
[[nodiscard]] KeyCheck add_security_key(
    storage::Transaction& tx,
    const crypto::SecretBox& secrets,
    const webauthn::Party& party,
    AccountId account,
    std::string_view name,
    std::string_view client_data,
    std::string_view attestation,
    Time now
);

[[nodiscard]] KeyCheck check_security_key(
    storage::Transaction& tx,
    const crypto::SecretBox& secrets,
    const webauthn::Party& party,
    AccountId account,
    KeyUse use,
    const webauthn::Assertion& answer,
    Time now
);

/// Keys of one person.
inline constexpr std::size_t most_security_keys = 20;
inline constexpr std::size_t longest_key_name = 60; ///< bytes

} // namespace rounds::social
