#include "storage/tokens.hpp"

#include "storage/sql_text.hpp"

namespace rounds::storage::tokens {
namespace {

const Statement add_code_sql{"code.add", R"(
    INSERT INTO oauth_codes (code_hash, app_id, account_id, redirect_uri, scopes, challenge, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};

const Statement lock_code_sql{"code.lock", R"(
    SELECT code_hash, app_id, account_id, redirect_uri, scopes, challenge, created_at, used_at
    FROM oauth_codes
    WHERE code_hash = $1
    FOR UPDATE)"};

const Statement mark_code_used_sql{"code.mark_used", R"(
    UPDATE oauth_codes SET used_at = $2 WHERE code_hash = $1)"};

const Statement sweep_codes_sql{"code.sweep", R"(
    DELETE FROM oauth_codes
    WHERE code_hash = ANY (ARRAY(SELECT code_hash FROM oauth_codes WHERE created_at < $1 LIMIT $2)))"};

const Statement add_sql{"token.add", R"(
    INSERT INTO oauth_tokens (token_hash, app_id, account_id, scopes, code_hash, created_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id)"};

constexpr SqlText grant_text{R"(
    SELECT token.id, token.app_id, token.account_id, token.scopes, coalesce(person.role, '') AS role,
           person.second_factor_at IS NOT NULL AS second_factor,
           coalesce(token.last_used_at, token.created_at) < $2::timestamptz - interval '1 hour'
               OR token.last_used_at IS NULL AS stale
    FROM oauth_tokens AS token
    LEFT JOIN accounts AS account ON account.id = token.account_id
    LEFT JOIN users AS person ON person.account_id = token.account_id
    WHERE token.revoked_at IS NULL
      AND coalesce(token.last_used_at, token.created_at) > $3
      AND (token.account_id IS NULL
           OR (person.disabled_at IS NULL AND account.suspended_at IS NULL AND account.deleted_at IS NULL))
      AND )"};
constexpr auto find_grant_text = grant_text + "token.token_hash = $1";
const Statement find_grant_sql{"token.find_grant", find_grant_text.c_str()};
constexpr auto valid_text = grant_text + "token.id = ANY ($1)";
const Statement valid_sql{"token.valid", valid_text.c_str()};

const Statement touch_sql{"token.touch", R"(
    UPDATE oauth_tokens SET last_used_at = $2 WHERE id = $1)"};

const Statement find_by_hash_sql{"token.find_by_hash", R"(
    SELECT id, token_hash, app_id, account_id, scopes, code_hash, created_at
    FROM oauth_tokens
    WHERE token_hash = $1)"};

// Where an app wanted to hear of notifications is forgotten with its token.
const Statement revoke_sql{"token.revoke", R"(
    WITH revoked AS (
        UPDATE oauth_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING id)
    DELETE FROM push_subscriptions WHERE token_id IN (SELECT id FROM revoked))"};

const Statement revoke_by_code_sql{"token.revoke_by_code", R"(
    WITH revoked AS (
        UPDATE oauth_tokens SET revoked_at = $2 WHERE code_hash = $1 AND revoked_at IS NULL RETURNING id)
    DELETE FROM push_subscriptions WHERE token_id IN (SELECT id FROM revoked))"};

const Statement revoke_of_sql{"token.revoke_of", R"(
    WITH revoked AS (
        UPDATE oauth_tokens SET revoked_at = $3
        WHERE account_id = $1 AND ($2::bigint IS NULL OR app_id = $2) AND revoked_at IS NULL
        RETURNING id)
    DELETE FROM push_subscriptions WHERE token_id IN (SELECT id FROM revoked))"};

const Statement list_authorizations_sql{"token.list_authorizations", R"(
    SELECT app.id, app.name, app.website, granted.scopes, granted.first_granted_at, granted.last_used_at
    FROM (
        SELECT app_id, (array_agg(scopes ORDER BY id DESC))[1] AS scopes, min(created_at) AS first_granted_at,
               max(last_used_at) AS last_used_at, max(id) AS newest
        FROM oauth_tokens
        WHERE account_id = $1 AND revoked_at IS NULL
        GROUP BY app_id
    ) AS granted
    JOIN oauth_apps AS app ON app.id = granted.app_id
    ORDER BY granted.newest DESC
    LIMIT 200)"};

} // namespace

void add_code(Transaction& tx, const AuthorizationCode& code)
{
    tx.exec(
        add_code_sql,
        Bytes{code.code_hash},
        code.app,
        code.account,
        code.redirect_uri,
        code.scopes,
        code.challenge,
        code.created_at
    );
}

result<AuthorizationCode> lock_code(Transaction& tx, std::string_view code_hash)
{
    const auto rows = tx.exec(lock_code_sql, Bytes{std::string(code_hash)});
    if (rows.empty()) return errc::not_found;
    const auto row = rows.front();
    AuthorizationCode code;
    code.code_hash = row.get<Bytes>("code_hash").data;
    code.app = row.get<AppId>("app_id");
    code.account = row.get<AccountId>("account_id");
    code.redirect_uri = row.get<std::string>("redirect_uri");
    code.scopes = row.get<std::string>("scopes");
    code.challenge = row.get<std::optional<std::string>>("challenge");
    code.created_at = row.get<Time>("created_at");
    code.used_at = row.get<std::optional<Time>>("used_at");
    return code;
}

void mark_code_used(Transaction& tx, std::string_view code_hash, Time now)
{
    tx.exec(mark_code_used_sql, Bytes{std::string(code_hash)}, now);
}

std::size_t sweep_codes(Transaction& tx, Time before, int limit)
{
    return tx.exec(sweep_codes_sql, before, limit).affected();
}

TokenId add(Transaction& tx, const AccessToken& token)
{
    std::optional<Bytes> code_hash;
    if (token.code_hash) code_hash = Bytes{*token.code_hash};
    return tx
        .exec(add_sql, Bytes{token.token_hash}, token.app, token.account, token.scopes, code_hash, token.created_at)
        .front()
        .get<TokenId>("id");
}

namespace {

Grant grant_of(const Row& row)
{
    Grant grant;
    grant.token = row.get<TokenId>("id");
    grant.app = row.get<AppId>("app_id");
    grant.account = row.get<std::optional<AccountId>>("account_id");
    grant.scopes = row.get<std::string>("scopes");
    grant.role = row.get<std::string>("role");
    grant.second_factor = row.get<bool>("second_factor");
    grant.stale = row.get<bool>("stale");
    return grant;
}

} // namespace

result<Grant> use(Transaction& tx, std::string_view token_hash, Time now)
{
    const auto rows = tx.exec(find_grant_sql, Bytes{std::string(token_hash)}, now, Time{now - longest_idle});
    if (rows.empty()) return errc::unauthorized;
    auto grant = grant_of(rows.front());
    if (grant.stale) tx.exec(touch_sql, grant.token, now);
    return grant;
}

std::vector<Grant> valid(Transaction& tx, const std::vector<TokenId>& ids, Time now)
{
    std::vector<Grant> grants;
    for (const auto row : tx.exec(valid_sql, ids, now, Time{now - longest_idle})) grants.push_back(grant_of(row));
    return grants;
}

result<AccessToken> find_by_hash(Transaction& tx, std::string_view token_hash)
{
    const auto rows = tx.exec(find_by_hash_sql, Bytes{std::string(token_hash)});
    if (rows.empty()) return errc::not_found;
    const auto row = rows.front();
    AccessToken token;
    token.id = row.get<TokenId>("id");
    token.token_hash = row.get<Bytes>("token_hash").data;
    token.app = row.get<AppId>("app_id");
    token.account = row.get<std::optional<AccountId>>("account_id");
    token.scopes = row.get<std::string>("scopes");
    if (const auto code = row.get<std::optional<Bytes>>("code_hash")) token.code_hash = code->data;
    token.created_at = row.get<Time>("created_at");
    return token;
}

void revoke(Transaction& tx, TokenId id, Time now)
{
    tx.exec(revoke_sql, id, now);
}

void revoke_by_code(Transaction& tx, std::string_view code_hash, Time now)
{
    tx.exec(revoke_by_code_sql, Bytes{std::string(code_hash)}, now);
}

void revoke_of(Transaction& tx, AccountId account, std::optional<AppId> app, Time now)
{
    tx.exec(revoke_of_sql, account, app, now);
}

std::vector<Authorization> list_authorizations(Transaction& tx, AccountId account)
{
    const auto rows = tx.exec(list_authorizations_sql, account);
    std::vector<Authorization> authorizations;
    authorizations.reserve(rows.size());
    for (const auto row : rows) {
        Authorization one;
        one.app = row.get<AppId>("id");
        one.name = row.get<std::string>("name");
        one.website = row.get<std::optional<std::string>>("website");
        one.scopes = row.get<std::string>("scopes");
        one.first_granted_at = row.get<Time>("first_granted_at");
        one.last_used_at = row.get<std::optional<Time>>("last_used_at");
        authorizations.push_back(std::move(one));
    }
    return authorizations;
}

} // namespace rounds::storage::tokens
