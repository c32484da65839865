#include "storage/accounts.hpp"
#include "storage/columns.hpp"

namespace rounds::storage::accounts {

namespace {

constexpr SqlText user_columns{
    "account_id, email, password_hash, role, stakeholder, locale, default_visibility, default_sensitive,"
    " default_language, expand_media, expand_spoilers, confirmed_at, disabled_at, failed_logins, locked_until,"
    " default_quote_policy, new_email, second_factor_at, created_at"
};

result<User> first_user(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    ColumnReader in(rows.front());
    return User{
        .account = in.next<AccountId>(),
        .email = in.next<std::string>(),
        .password_hash = in.next<std::string>(),
        .role = in.next<std::string>(),
        .stakeholder = in.next<std::string>(),
        .locale = in.next<std::string>(),
        .default_visibility = in.next<int>(),
        .default_sensitive = in.next<bool>(),
        .default_language = in.next<std::optional<std::string>>(),
        .expand_media = in.next<std::string>(),
        .expand_spoilers = in.next<bool>(),
        .confirmed_at = in.next<std::optional<Time>>(),
        .disabled_at = in.next<std::optional<Time>>(),
        .failed_logins = in.next<int>(),
        .locked_until = in.next<std::optional<Time>>(),
        .default_quote_policy = in.next<std::string>(),
        .new_email = in.next<std::string>(),
        .second_factor_at = in.next<std::optional<Time>>(),
        .created_at = in.next<Time>(),
    };
}

constexpr auto find_user_text = "SELECT " + user_columns + " FROM users WHERE account_id = $1";
const Statement find_user_sql{"users.find", find_user_text.c_str()};

constexpr auto find_by_email_text = "SELECT " + user_columns + " FROM users WHERE lower(email) = lower($1)";
const Statement find_by_email_sql{"users.find_by_email", find_by_email_text.c_str()};

const Statement create_user_sql{"users.create", R"(
    INSERT INTO users (account_id, email, password_hash, role, stakeholder, locale, default_visibility,
        default_sensitive, default_language, expand_media, expand_spoilers, confirmed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))"};

const Statement update_preferences_sql{"users.update_preferences", R"(
    UPDATE users SET locale = $2, default_visibility = $3, default_sensitive = $4, default_language = $5,
        expand_media = $6, expand_spoilers = $7, default_quote_policy = $8
    WHERE account_id = $1)"};

const Statement set_password_sql{"users.set_password", R"(
    UPDATE users SET password_hash = $2, failed_logins = 0, locked_until = NULL WHERE account_id = $1)"};

const Statement set_role_sql{"users.set_role", "UPDATE users SET role = $2, stakeholder = $3 WHERE account_id = $1"};

const Statement record_login_sql{"users.record_login", R"(
    UPDATE users SET failed_logins = CASE WHEN $2 THEN 0 ELSE failed_logins + 1 END, locked_until = $3,
        last_login_at = CASE WHEN $2 THEN now() ELSE last_login_at END
    WHERE account_id = $1)"};

std::string or_default(const std::string& value, const char* fallback)
{
    return value.empty() ? fallback : value;
}

} // namespace

result<User> find_user(Transaction& tx, AccountId account)
{
    return first_user(tx.exec(find_user_sql, account));
}

result<User> find_user_by_email(Transaction& tx, std::string_view email)
{
    return first_user(tx.exec(find_by_email_sql, email));
}

void create_user(Transaction& tx, const User& user)
{
    tx.exec(
        create_user_sql,
        user.account,
        user.email,
        user.password_hash,
        or_default(user.role, "member"),
        or_default(user.stakeholder, "patient"),
        or_default(user.locale, "en"),
        user.default_visibility,
        user.default_sensitive,
        user.default_language,
        or_default(user.expand_media, "default"),
        user.expand_spoilers,
        user.confirmed_at
    );
}

void update_user_preferences(Transaction& tx, const User& user)
{
    tx.exec(
        update_preferences_sql,
        user.account,
        user.locale,
        user.default_visibility,
        user.default_sensitive,
        user.default_language,
        user.expand_media,
        user.expand_spoilers,
        user.default_quote_policy
    );
}

void set_password(Transaction& tx, AccountId account, std::string_view password_hash)
{
    tx.exec(set_password_sql, account, password_hash);
}

void set_role(Transaction& tx, AccountId account, std::string_view role, std::string_view stakeholder)
{
    tx.exec(set_role_sql, account, role, stakeholder);
}

void record_login(Transaction& tx, AccountId account, bool succeeded, std::optional<Time> locked_until)
{
    tx.exec(record_login_sql, account, succeeded, locked_until);
}

} // namespace rounds::storage::accounts
