#include "server/social/second_factor.hpp"

#include "server/social/totp.hpp"
#include "storage/base/text.hpp"
#include "storage/logins.hpp"
#include "storage/seal_contexts.hpp"

#include <algorithm>

namespace rounds::social {
namespace {

using namespace std::chrono_literals;
using storage::Transaction;
namespace logins = storage::logins;

constexpr int free_failures = 5;
constexpr std::size_t code_digits = 6;
constexpr std::size_t recovery_bytes = 10;
constexpr int recovery_codes = 10;

std::optional<Time> locked_until(int failures, Time now)
{
    if (failures < free_failures) return std::nullopt;
    const auto doublings = std::min(failures - free_failures, 7);
    return now + std::min<std::chrono::seconds>(30s * (1 << doublings), 1h);
}

/// As people type it: with blanks or hyphens.
std::string normal(std::string_view code)
{
    std::string out;
    for (const char c : code)
        if (c != ' ' && c != '-') out += c;
    return text::to_lower(out);
}

/// Ids keep two people's codes apart.
std::string hash_of(AccountId account, std::string_view code)
{
    return crypto::sha256("recovery code " + to_string(account) + ' ' + normal(code));
}

enum class Asked { to_confirm, to_log_in };

FactorCheck check_code(
    Transaction& tx, const crypto::SecretBox& secrets, AccountId account, std::string_view given, Time now, Asked asked
)
{
    const auto factor = logins::lock_second_factor(tx, account);
    if (!factor) return FactorCheck::absent;
    if (factor->locked_until && *factor->locked_until > now) return FactorCheck::locked;
    const auto code = normal(given);
    const bool app = !factor->secret_sealed.empty() && (factor->confirmed || asked == Asked::to_confirm);
    result<std::string> secret = errc::not_found;
    if (app) secret = secrets.open(factor->secret_sealed, storage::seal_contexts::second_factor(account));
    if (secret && code.size() == code_digits) {
        if (const auto step = totp::find_step(*secret, code, now, factor->last_step)) {
            logins::take_step(tx, account, *step);
            return FactorCheck::right;
        }
    } else if (asked == Asked::to_log_in && logins::take_recovery_code(tx, account, hash_of(account, code))) {
        logins::take_step(tx, account, factor->last_step);
        return FactorCheck::right;
    }
    logins::note_failure(tx, account, locked_until(factor->failures + 1, now));
    return FactorCheck::wrong;
}

} // namespace

result<std::string> begin_second_factor(Transaction& tx, const crypto::SecretBox& secrets, AccountId account)
{
    auto secret = totp::make_secret();
    const auto begun =
        logins::begin_second_factor(tx, account, secrets.seal(secret, storage::seal_contexts::second_factor(account)));
    if (!begun) return begun.error();
    return secret;
}

FactorCheck confirm_second_factor(
    Transaction& tx, const crypto::SecretBox& secrets, AccountId account, std::string_view code, Time now
)
{
    const auto checked = check_code(tx, secrets, account, code, now, Asked::to_confirm);
    if (checked == FactorCheck::right) logins::enable_second_factor(tx, account, now);
    return checked;
}

FactorCheck check_second_factor(
    Transaction& tx, const crypto::SecretBox& secrets, AccountId account, std::string_view code, Time now
)
{
    return check_code(tx, secrets, account, code, now, Asked::to_log_in);
}

std::vector<std::string> make_recovery_codes(Transaction& tx, AccountId account)
{
    std::vector<std::string> codes;
    std::vector<std::string> hashes;
    for (int i = 0; i < recovery_codes; ++i) {
        const auto letters = text::to_lower(totp::to_base32(crypto::random_bytes(recovery_bytes)));
        auto code = letters.substr(0, 4);
        for (std::size_t at = 4; at < letters.size(); at += 4) code += '-' + letters.substr(at, 4);
        hashes.push_back(hash_of(account, code));
        codes.push_back(std::move(code));
    }
    logins::replace_recovery_codes(tx, account, hashes);
    return codes;
}

} // namespace rounds::social
