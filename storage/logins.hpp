#pragma once

#include "storage/model/account.hpp"
#include "storage/model/sign_up.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a log-in here stands on besides the password: the e-mail address and the second factor.
namespace rounds::storage::logins {

/// The address that counts. already_exists when it is another person's.
[[nodiscard]] result<void>
set_email(Transaction& tx, AccountId account, std::string_view email, std::optional<Time> confirmed_at);
/// One that is asked for; empty: none any more.
void set_new_email(Transaction& tx, AccountId account, std::string_view email);
void set_confirmed(Transaction& tx, AccountId account, Time now);

/// A link that was sent by e-mail; one of `sign_up` and `account` is set.
struct EmailToken
{
    std::string purpose; ///< sign_up, address, password
    std::optional<SignUpId> sign_up{};
    std::optional<AccountId> account{};
    std::string email{}; ///< where it was sent
};
void add_token(Transaction& tx, std::string_view token_hash, const EmailToken& token, Time now, Time expires_at);
/// not_found when it is unknown, of another purpose, or expired.
[[nodiscard]] result<EmailToken>
find_token(Transaction& tx, std::string_view token_hash, std::string_view purpose, Time now);
/// The same, and it works no more.
[[nodiscard]] result<EmailToken>
take_token(Transaction& tx, std::string_view token_hash, std::string_view purpose, Time now);
/// None of the person's links works any more.
void remove_tokens(Transaction& tx, AccountId account);
std::size_t sweep_tokens(Transaction& tx, Time now, int limit);

struct SecondFactor
{
    std::string secret_sealed; ///< empty: no authenticator app
    bool confirmed = false;    ///< its first code was shown
    std::int64_t last_step = 0;
    int failures = 0;
    std::optional<Time> locked_until{};
};
/// An authenticator app. Replaces one that protects nothing yet; already_exists when it does.
[[nodiscard]] result<void> begin_second_factor(Transaction& tx, AccountId account, std::string_view secret_sealed);
/// One that is confirmed.
[[nodiscard]] bool has_authenticator(Transaction& tx, AccountId account);
/// With its row locked, so that of two log-ins with one code the second one sees the first.
[[nodiscard]] result<SecondFactor> lock_second_factor(Transaction& tx, AccountId account);
/// The code of `step` was right: it and all before it work no more.
void take_step(Transaction& tx, AccountId account, std::int64_t step);
void note_failure(Transaction& tx, AccountId account, std::optional<Time> locked_until);
/// The app's first code was right: from now on the log-in asks for a second factor.
void enable_second_factor(Transaction& tx, AccountId account, Time now);
/// The app only; settle_second_factor() is to follow.
void remove_authenticator(Transaction& tx, AccountId account);
/// Whoever changes the factors of a person holds this until the end of the transaction, so that two who each leave the
/// other's do not leave none.
void lock_factors(Transaction& tx, AccountId account);
/// Writes down whether the person has any factor, app or key; without one the recovery codes go too. Makes an event, so
/// that what other processes remember is read again.
void settle_second_factor(Transaction& tx, AccountId account, Time now);
/// All factors, with all recovery codes.
void remove_second_factor(Transaction& tx, AccountId account);

void replace_recovery_codes(Transaction& tx, AccountId account, const std::vector<std::string>& hashes);
/// False when it is none, or was used.
[[nodiscard]] bool take_recovery_code(Transaction& tx, AccountId account, std::string_view hash);
[[nodiscard]] int count_recovery_codes(Transaction& tx, AccountId account);

} // namespace rounds::storage::logins
