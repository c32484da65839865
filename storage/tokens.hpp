#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage {

/// A row of oauth_codes: leave given by a person, to be exchanged for a token once.
struct AuthorizationCode
{
    std::string code_hash; ///< SHA-256 of the code, 32 bytes
    AppId app{};
    AccountId account{};
    std::string redirect_uri;
    std::string scopes;
    std::optional<std::string> challenge; ///< PKCE S256, base64url
    Time created_at{};
    std::optional<Time> used_at;
};

/// A row of oauth_tokens.
struct AccessToken
{
    TokenId id{};
    std::string token_hash; ///< SHA-256 of the token, 32 bytes
    AppId app{};
    std::optional<AccountId> account; ///< nothing: a token of the app itself
    std::string scopes;
    std::optional<std::string> code_hash;
    Time created_at{};
};

} // namespace rounds::storage

namespace rounds::storage::tokens {

/// A token that nobody has used for so long no longer works.
inline constexpr std::chrono::days longest_idle{90};

void add_code(Transaction& tx, const AuthorizationCode& code);
/// The code with its row locked, so that of two requests with one code the second one sees the first one's `used_at`.
[[nodiscard]] result<AuthorizationCode> lock_code(Transaction& tx, std::string_view code_hash);
void mark_code_used(Transaction& tx, std::string_view code_hash, Time now);
/// Forgets codes made before `before`, at most `limit`. Returns how many.
std::size_t sweep_codes(Transaction& tx, Time before, int limit);

/// Writes the token; its id is made here and returned.
[[nodiscard]] TokenId add(Transaction& tx, const AccessToken& token);

/// What the holder of a token may do.
struct Grant
{
    TokenId token{};
    AppId app{};
    std::optional<AccountId> account;
    std::string scopes;
    std::string role;           ///< of the person; empty for a token of the app itself
    bool second_factor = false; ///< the person's log-in has one
    bool stale = false;         ///< its last use ought to be noted again
};
/// unauthorized when the token is unknown, revoked, or idle for too long, and when its person is disabled, suspended or
/// deleted. Notes the use, at most once an hour.
[[nodiscard]] result<Grant> use(Transaction& tx, std::string_view token_hash, Time now);
/// Those of `ids` that use() would take, in any order. Notes no use.
[[nodiscard]] std::vector<Grant> valid(Transaction& tx, const std::vector<TokenId>& ids, Time now);
/// The token whatever its state; not_found when it never was.
[[nodiscard]] result<AccessToken> find_by_hash(Transaction& tx, std::string_view token_hash);
void revoke(Transaction& tx, TokenId id, Time now);
/// All tokens that a code was exchanged for.
void revoke_by_code(Transaction& tx, std::string_view code_hash, Time now);
/// All tokens of a person, or only those of one app.
void revoke_of(Transaction& tx, AccountId account, std::optional<AppId> app, Time now);

/// An app that may act for a person, over all its tokens.
struct Authorization
{
    AppId app{};
    std::string name;
    std::optional<std::string> website;
    std::string scopes; ///< of the newest token
    Time first_granted_at{};
    std::optional<Time> last_used_at;
};
/// Last granted first; at most 200.
[[nodiscard]] std::vector<Authorization> list_authorizations(Transaction& tx, AccountId account);

} // namespace rounds::storage::tokens
