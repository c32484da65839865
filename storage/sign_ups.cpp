#include "storage/sign_ups.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::sign_ups {
namespace {

constexpr SqlText columns{
    "id, username, email, password_hash, display_name, locale, reason, invitation_id, must_confirm, confirmed_at,"
    " must_approve, approved_at, token_hash, app_id, scopes, created_at"
};

SignUp read(const Row& row)
{
    ColumnReader in(row);
    SignUp one;
    one.id = in.next<SignUpId>();
    one.username = in.next<std::string>();
    one.email = in.next<std::string>();
    one.password_hash = in.next<std::string>();
    one.display_name = in.next<std::string>();
    one.locale = in.next<std::string>();
    one.reason = in.next<std::string>();
    one.invitation = in.next<std::optional<InvitationId>>();
    one.must_confirm = in.next<bool>();
    one.confirmed_at = in.next<std::optional<Time>>();
    one.must_approve = in.next<bool>();
    one.approved_at = in.next<std::optional<Time>>();
    if (auto hash = in.next<std::optional<Bytes>>()) one.token_hash = std::move(hash->data);
    one.app = in.next<std::optional<AppId>>();
    one.scopes = in.next<std::string>();
    one.created_at = in.next<Time>();
    return one;
}

result<SignUp> first(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    return read(rows.front());
}

constexpr auto add_text = R"(
    INSERT INTO sign_ups (username, email, password_hash, display_name, locale, reason, invitation_id, must_confirm,
        confirmed_at, must_approve, approved_at, token_hash, app_id, scopes, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    ON CONFLICT DO NOTHING
    RETURNING )" + columns;
const Statement add_sql{"sign_up.add", add_text.c_str()};

constexpr auto find_text = "SELECT " + columns + " FROM sign_ups WHERE id = $1";
const Statement find_sql{"sign_up.find", find_text.c_str()};

constexpr auto lock_text = find_text + " FOR UPDATE";
const Statement lock_sql{"sign_up.lock", lock_text.c_str()};

constexpr auto by_username_text = "SELECT " + columns + " FROM sign_ups WHERE lower(username) = lower($1)";
const Statement by_username_sql{"sign_up.find_by_username", by_username_text.c_str()};

constexpr auto by_email_text =
    "SELECT " + columns + " FROM sign_ups WHERE lower(email) = lower($1) ORDER BY id DESC LIMIT 1";
const Statement by_email_sql{"sign_up.find_by_email", by_email_text.c_str()};

const Statement by_token_sql{"sign_up.find_by_token", R"(
    SELECT id, NOT must_confirm OR confirmed_at IS NOT NULL AS confirmed, app_id, scopes
    FROM sign_ups WHERE token_hash = $1)"};

const Statement set_email_sql{"sign_up.set_email", "UPDATE sign_ups SET email = $2 WHERE id = $1"};
const Statement set_confirmed_sql{
    "sign_up.set_confirmed", "UPDATE sign_ups SET confirmed_at = coalesce(confirmed_at, $2) WHERE id = $1"
};
const Statement set_approved_sql{
    "sign_up.set_approved", "UPDATE sign_ups SET approved_at = coalesce(approved_at, $2) WHERE id = $1"
};
const Statement remove_sql{"sign_up.remove", "DELETE FROM sign_ups WHERE id = $1"};

constexpr auto to_approve_text = "SELECT " + columns + R"( FROM sign_ups
    WHERE must_approve AND approved_at IS NULL AND (NOT must_confirm OR confirmed_at IS NOT NULL)
    ORDER BY id LIMIT $1)";
const Statement to_approve_sql{"sign_up.to_approve", to_approve_text.c_str()};

const Statement sweep_sql{"sign_up.sweep", R"(
    DELETE FROM sign_ups WHERE id = ANY (ARRAY(
        SELECT id FROM sign_ups WHERE must_confirm AND confirmed_at IS NULL AND created_at < $1 LIMIT $2)))"};

const Statement looks_taken_sql{"sign_up.looks_taken", R"(
    SELECT EXISTS (SELECT FROM accounts WHERE domain IS NULL AND name_skeleton(username) = name_skeleton($1))
        OR EXISTS (SELECT FROM sign_ups WHERE name_skeleton(username) = name_skeleton($1)))"};

const Statement looks_like_sql{"sign_up.looks_like", R"(
    SELECT EXISTS (SELECT FROM unnest($2::text[]) AS name WHERE name_skeleton(name) = name_skeleton($1)))"};

} // namespace

result<SignUp> add(Transaction& tx, const SignUp& one)
{
    std::optional<Bytes> token_hash;
    if (one.token_hash) token_hash = Bytes{*one.token_hash};
    const auto rows = tx.exec(
        add_sql,
        one.username,
        one.email,
        one.password_hash,
        one.display_name,
        one.locale,
        one.reason,
        one.invitation,
        one.must_confirm,
        one.confirmed_at,
        one.must_approve,
        one.approved_at,
        token_hash,
        one.app,
        one.scopes,
        one.created_at
    );
    if (rows.empty()) return errc::already_exists;
    return read(rows.front());
}

result<SignUp> find(Transaction& tx, SignUpId id)
{
    return first(tx.exec(find_sql, id));
}

result<SignUp> lock(Transaction& tx, SignUpId id)
{
    return first(tx.exec(lock_sql, id));
}

result<SignUp> find_by_username(Transaction& tx, std::string_view username)
{
    return first(tx.exec(by_username_sql, username));
}

result<SignUp> find_by_email(Transaction& tx, std::string_view email)
{
    return first(tx.exec(by_email_sql, email));
}

result<Waiting> find_by_token(Transaction& tx, std::string_view token_hash)
{
    const auto rows = tx.exec(by_token_sql, Bytes{std::string(token_hash)});
    if (rows.empty()) return errc::not_found;
    const auto row = rows.front();
    Waiting waiting;
    waiting.standing = {.id = row.get<SignUpId>("id"), .confirmed = row.get<bool>("confirmed")};
    waiting.app = row.get<std::optional<AppId>>("app_id");
    waiting.scopes = row.get<std::string>("scopes");
    return waiting;
}

void set_email(Transaction& tx, SignUpId id, std::string_view email)
{
    tx.exec(set_email_sql, id, email);
}

void set_confirmed(Transaction& tx, SignUpId id, Time now)
{
    tx.exec(set_confirmed_sql, id, now);
}

void set_approved(Transaction& tx, SignUpId id, Time now)
{
    tx.exec(set_approved_sql, id, now);
}

void remove(Transaction& tx, SignUpId id)
{
    tx.exec(remove_sql, id);
}

std::vector<SignUp> to_approve(Transaction& tx, int limit)
{
    std::vector<SignUp> all;
    for (const auto row : tx.exec(to_approve_sql, limit)) all.push_back(read(row));
    return all;
}

std::size_t sweep_unconfirmed(Transaction& tx, Time before, int limit)
{
    return tx.exec(sweep_sql, before, limit).affected();
}

bool looks_taken(Transaction& tx, std::string_view username)
{
    return tx.exec(looks_taken_sql, username).front().at(0).as<bool>();
}

bool looks_like(Transaction& tx, std::string_view username, const std::vector<std::string>& names)
{
    return tx.exec(looks_like_sql, username, names).front().at(0).as<bool>();
}

} // namespace rounds::storage::sign_ups
