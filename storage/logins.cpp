#include "storage/logins.hpp"

namespace rounds::storage::logins {
namespace {

// The check comes first: a unique violation would end the transaction.
const Statement set_email_sql{"login.set_email", R"(
    UPDATE users SET email = $2, confirmed_at = $3, new_email = ''
    WHERE account_id = $1
      AND NOT EXISTS (SELECT FROM users AS other WHERE lower(other.email) = lower($2) AND other.account_id <> $1)
    RETURNING account_id)"};
const Statement set_new_email_sql{"login.set_new_email", "UPDATE users SET new_email = $2 WHERE account_id = $1"};
const Statement set_confirmed_sql{"login.set_confirmed", "UPDATE users SET confirmed_at = $2 WHERE account_id = $1"};

const Statement add_token_sql{"email_token.add", R"(
    INSERT INTO email_tokens (token_hash, purpose, sign_up_id, account_id, email, created_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};
const Statement find_token_sql{"email_token.find", R"(
    SELECT purpose, sign_up_id, account_id, email FROM email_tokens
    WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3)"};
const Statement take_token_sql{"email_token.take", R"(
    DELETE FROM email_tokens WHERE token_hash = $1 AND purpose = $2 AND expires_at > $3
    RETURNING purpose, sign_up_id, account_id, email)"};
const Statement remove_tokens_sql{"email_token.remove_of", "DELETE FROM email_tokens WHERE account_id = $1"};
const Statement sweep_tokens_sql{"email_token.sweep", R"(
    DELETE FROM email_tokens WHERE token_hash = ANY (ARRAY(
        SELECT token_hash FROM email_tokens WHERE expires_at < $1 LIMIT $2)))"};

const Statement begin_sql{"second_factor.begin", R"(
    INSERT INTO second_factors (account_id, secret_sealed)
    SELECT account_id, $2 FROM users WHERE account_id = $1
    ON CONFLICT (account_id) DO UPDATE
        SET secret_sealed = EXCLUDED.secret_sealed, last_step = 0, failures = 0, locked_until = NULL
        WHERE second_factors.confirmed_at IS NULL
    RETURNING account_id)"};
const Statement has_app_sql{"second_factor.has_app", R"(
    SELECT EXISTS (SELECT FROM second_factors WHERE account_id = $1 AND confirmed_at IS NOT NULL))"};
const Statement lock_sql{"second_factor.lock", R"(
    SELECT secret_sealed, confirmed_at IS NOT NULL AS confirmed, last_step, failures, locked_until
    FROM second_factors WHERE account_id = $1 FOR UPDATE)"};
const Statement take_step_sql{"second_factor.take_step", R"(
    UPDATE second_factors SET last_step = $2, failures = 0, locked_until = NULL WHERE account_id = $1)"};
const Statement note_failure_sql{"second_factor.note_failure", R"(
    UPDATE second_factors SET failures = failures + 1, locked_until = $2 WHERE account_id = $1)"};
const Statement enable_sql{"second_factor.enable", "UPDATE second_factors SET confirmed_at = $2 WHERE account_id = $1"};
const Statement remove_app_sql{"second_factor.remove_app", R"(
    UPDATE second_factors SET secret_sealed = NULL, confirmed_at = NULL, last_step = 0 WHERE account_id = $1)"};
const Statement lock_factors_sql{"second_factor.lock_all", R"(
    INSERT INTO second_factors (account_id) VALUES ($1)
    ON CONFLICT (account_id) DO UPDATE SET failures = second_factors.failures)"};
const Statement settle_sql{"second_factor.settle", R"(
    WITH found AS (
        SELECT EXISTS (SELECT FROM second_factors WHERE account_id = $1 AND confirmed_at IS NOT NULL)
            OR EXISTS (SELECT FROM security_keys WHERE account_id = $1) AS factor),
    gone AS (DELETE FROM second_factors WHERE account_id = $1 AND NOT (SELECT factor FROM found)),
    codes AS (DELETE FROM recovery_codes WHERE account_id = $1 AND NOT (SELECT factor FROM found)),
    changed AS (
        UPDATE users
        SET second_factor_at = CASE WHEN (SELECT factor FROM found) THEN coalesce(second_factor_at, $2) END
        WHERE account_id = $1 RETURNING account_id)
    INSERT INTO events (kind, account_id) SELECT 'access', account_id FROM changed)"};
const Statement remove_sql{"second_factor.remove", R"(
    WITH gone AS (DELETE FROM second_factors WHERE account_id = $1),
    codes AS (DELETE FROM recovery_codes WHERE account_id = $1),
    keys AS (DELETE FROM security_keys WHERE account_id = $1),
    changed AS (UPDATE users SET second_factor_at = NULL WHERE account_id = $1 RETURNING account_id)
    INSERT INTO events (kind, account_id) SELECT 'access', account_id FROM changed)"};

const Statement clear_codes_sql{"recovery_code.clear", "DELETE FROM recovery_codes WHERE account_id = $1"};
const Statement add_code_sql{"recovery_code.add", "INSERT INTO recovery_codes (account_id, code_hash) VALUES ($1, $2)"};
const Statement take_code_sql{
    "recovery_code.take", "DELETE FROM recovery_codes WHERE account_id = $1 AND code_hash = $2"
};
const Statement count_codes_sql{"recovery_code.count", "SELECT count(*) FROM recovery_codes WHERE account_id = $1"};

result<EmailToken> first_token(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    const auto row = rows.front();
    EmailToken token;
    token.purpose = row.get<std::string>("purpose");
    token.sign_up = row.get<std::optional<SignUpId>>("sign_up_id");
    token.account = row.get<std::optional<AccountId>>("account_id");
    token.email = row.get<std::string>("email");
    return token;
}

} // namespace

result<void> set_email(Transaction& tx, AccountId account, std::string_view email, std::optional<Time> confirmed_at)
{
    if (tx.exec(set_email_sql, account, email, confirmed_at).empty()) return errc::already_exists;
    return {};
}

void set_new_email(Transaction& tx, AccountId account, std::string_view email)
{
    tx.exec(set_new_email_sql, account, email);
}

void set_confirmed(Transaction& tx, AccountId account, Time now)
{
    tx.exec(set_confirmed_sql, account, now);
}

void add_token(Transaction& tx, std::string_view token_hash, const EmailToken& token, Time now, Time expires_at)
{
    tx.exec(
        add_token_sql,
        Bytes{std::string(token_hash)},
        token.purpose,
        token.sign_up,
        token.account,
        token.email,
        now,
        expires_at
    );
}

result<EmailToken> find_token(Transaction& tx, std::string_view token_hash, std::string_view purpose, Time now)
{
    return first_token(tx.exec(find_token_sql, Bytes{std::string(token_hash)}, purpose, now));
}

result<EmailToken> take_token(Transaction& tx, std::string_view token_hash, std::string_view purpose, Time now)
{
    return first_token(tx.exec(take_token_sql, Bytes{std::string(token_hash)}, purpose, now));
}

void remove_tokens(Transaction& tx, AccountId account)
{
    tx.exec(remove_tokens_sql, account);
}

std::size_t sweep_tokens(Transaction& tx, Time now, int limit)
{
    return tx.exec(sweep_tokens_sql, now, limit).affected();
}

result<void> begin_second_factor(Transaction& tx, AccountId account, std::string_view secret_sealed)
{
    if (tx.exec(begin_sql, account, Bytes{std::string(secret_sealed)}).empty()) return errc::already_exists;
    return {};
}

bool has_authenticator(Transaction& tx, AccountId account)
{
    return tx.exec(has_app_sql, account).front().at(0).as<bool>();
}

result<SecondFactor> lock_second_factor(Transaction& tx, AccountId account)
{
    const auto rows = tx.exec(lock_sql, account);
    if (rows.empty()) return errc::not_found;
    const auto row = rows.front();
    SecondFactor factor;
    if (auto secret = row.get<std::optional<Bytes>>("secret_sealed")) factor.secret_sealed = std::move(secret->data);
    factor.confirmed = row.get<bool>("confirmed");
    factor.last_step = row.get<std::int64_t>("last_step");
    factor.failures = row.get<int>("failures");
    factor.locked_until = row.get<std::optional<Time>>("locked_until");
    return factor;
}

void take_step(Transaction& tx, AccountId account, std::int64_t step)
{
    tx.exec(take_step_sql, account, step);
}

void note_failure(Transaction& tx, AccountId account, std::optional<Time> locked_until)
{
    tx.exec(note_failure_sql, account, locked_until);
}

void enable_second_factor(Transaction& tx, AccountId account, Time now)
{
    tx.exec(enable_sql, account, now);
    settle_second_factor(tx, account, now);
}

void remove_authenticator(Transaction& tx, AccountId account)
{
    tx.exec(remove_app_sql, account);
}

void lock_factors(Transaction& tx, AccountId account)
{
    tx.exec(lock_factors_sql, account);
}

void settle_second_factor(Transaction& tx, AccountId account, Time now)
{
    tx.exec(settle_sql, account, now);
}

void remove_second_factor(Transaction& tx, AccountId account)
{
    tx.exec(remove_sql, account);
}

void replace_recovery_codes(Transaction& tx, AccountId account, const std::vector<std::string>& hashes)
{
    tx.exec(clear_codes_sql, account);
    for (const auto& hash : hashes) tx.exec(add_code_sql, account, Bytes{hash});
}

bool take_recovery_code(Transaction& tx, AccountId account, std::string_view hash)
{
    return tx.exec(take_code_sql, account, Bytes{std::string(hash)}).affected() > 0;
}

int count_recovery_codes(Transaction& tx, AccountId account)
{
    return tx.exec(count_codes_sql, account).front().at(0).as<int>();
}

} // namespace rounds::storage::logins
