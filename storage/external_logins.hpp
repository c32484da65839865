#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace rounds {

enum class ExternalLoginId : std::int64_t {};

} // namespace rounds

/// Accounts that are reached by an OpenID provider, named by (issuer, subject) only.
namespace rounds::storage::external_logins {

struct ExternalLogin
{
    ExternalLoginId id{};
    AccountId account{};
    std::string issuer{};
    Time created_at{};
    std::optional<Time> last_used_at{};
};

/// already_exists when the provider's person has an account here, this one or another.
[[nodiscard]] result<void>
add(Transaction& tx, AccountId account, std::string_view issuer, std::string_view subject, Time now);
/// not_found.
[[nodiscard]] result<ExternalLogin> find(Transaction& tx, std::string_view issuer, std::string_view subject);
[[nodiscard]] std::vector<ExternalLogin> list(Transaction& tx, AccountId account);
void note_use(Transaction& tx, ExternalLoginId login, Time now);
/// not_found when the person has no such link.
[[nodiscard]] result<void> remove(Transaction& tx, AccountId account, ExternalLoginId login);

/// The session was made by a provider.
void mark_session(Transaction& tx, std::string_view secret_hash);
[[nodiscard]] bool is_external(Transaction& tx, std::string_view secret_hash);
/// Ends the sessions of the person that were made so. Makes an event, so that other processes forget them.
void end_sessions(Transaction& tx, AccountId account);

} // namespace rounds::storage::external_logins
