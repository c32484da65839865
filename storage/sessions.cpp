#include "storage/sessions.hpp"

#include "storage/base/text.hpp"

#include <chrono>

namespace rounds::storage::sessions {
namespace {

using namespace std::chrono_literals;

constexpr auto staff_lifetime = 12h;
constexpr auto member_lifetime = std::chrono::days{90};
constexpr std::size_t longest_user_agent = 300;

const Statement create_sql{"session.create", R"(
    INSERT INTO sessions (secret_hash, account_id, user_agent, created_at, last_used_at, expires_at)
    VALUES ($1, $2, $3, $4, $4, $5))"};

const Statement find_sql{"session.find", R"(
    SELECT session.id, session.account_id, person.role, person.second_factor_at IS NOT NULL AS second_factor,
           session.last_used_at < $2::timestamptz - interval '1 minute' AS stale
    FROM sessions AS session
    JOIN accounts AS account ON account.id = session.account_id
    JOIN users AS person ON person.account_id = session.account_id
    WHERE session.secret_hash = $1
      AND session.expires_at > $2
      AND session.last_used_at > $2::timestamptz
          - CASE WHEN person.role = 'member' THEN interval '14 days' ELSE interval '15 minutes' END
      AND person.disabled_at IS NULL AND account.suspended_at IS NULL AND account.deleted_at IS NULL)"};

const Statement touch_sql{"session.touch", R"(
    UPDATE sessions SET last_used_at = $2 WHERE id = $1)"};

const Statement remove_sql{"session.remove", R"(
    DELETE FROM sessions WHERE secret_hash = $1)"};

const Statement remove_of_sql{"session.remove_of", R"(
    DELETE FROM sessions WHERE account_id = $1)"};

const Statement list_sql{"session.list", R"(
    SELECT session.id, session.user_agent, session.created_at, session.last_used_at, session.secret_hash = $2 AS present
    FROM sessions AS session
    JOIN users AS person ON person.account_id = session.account_id
    WHERE session.account_id = $1 AND session.expires_at > $3
      AND session.last_used_at > $3::timestamptz
          - CASE WHEN person.role = 'member' THEN interval '14 days' ELSE interval '15 minutes' END
    ORDER BY session.last_used_at DESC, session.id DESC
    LIMIT 200)"};

const Statement remove_one_sql{"session.remove_one", R"(
    DELETE FROM sessions WHERE account_id = $1 AND id = $2)"};

const Statement remove_others_sql{"session.remove_others", R"(
    DELETE FROM sessions WHERE account_id = $1 AND secret_hash <> $2)"};

const Statement sweep_sql{"session.sweep", R"(
    DELETE FROM sessions WHERE id = ANY (ARRAY(
        SELECT id FROM sessions WHERE expires_at < $1 OR last_used_at < $1::timestamptz - interval '14 days'
        LIMIT $2)))"};

} // namespace

void create(
    Transaction& tx, AccountId account, std::string_view secret_hash, std::string_view user_agent, bool staff, Time now
)
{
    if (!text::is_utf8(user_agent)) user_agent = {}; // a header may hold any byte, a text column may not
    const Time end = staff ? Time{now + staff_lifetime} : Time{now + member_lifetime};
    tx.exec(
        create_sql, Bytes{std::string(secret_hash)}, account, text::truncate(user_agent, longest_user_agent), now, end
    );
}

result<Session> use(Transaction& tx, std::string_view secret_hash, Time now)
{
    const auto rows = tx.exec(find_sql, Bytes{std::string(secret_hash)}, now);
    if (rows.empty()) return errc::unauthorized;
    const auto row = rows.front();
    if (row.get<bool>("stale")) tx.exec(touch_sql, row.get<std::int64_t>("id"), now);
    return Session{
        .account = row.get<AccountId>("account_id"),
        .role = row.get<std::string>("role"),
        .second_factor = row.get<bool>("second_factor")
    };
}

void remove(Transaction& tx, std::string_view secret_hash)
{
    tx.exec(remove_sql, Bytes{std::string(secret_hash)});
}

void remove_of(Transaction& tx, AccountId account)
{
    tx.exec(remove_of_sql, account);
}

std::vector<Entry> list(Transaction& tx, AccountId account, std::string_view secret_hash, Time now)
{
    std::vector<Entry> all;
    for (const auto row : tx.exec(list_sql, account, Bytes{std::string(secret_hash)}, now))
        all.push_back(
            {.id = row.get<SessionId>("id"),
             .user_agent = row.get<std::string>("user_agent"),
             .created_at = row.get<Time>("created_at"),
             .last_used_at = row.get<Time>("last_used_at"),
             .present = row.get<bool>("present")}
        );
    return all;
}

result<void> remove(Transaction& tx, AccountId account, SessionId id)
{
    if (tx.exec(remove_one_sql, account, id).affected() == 0) return errc::not_found;
    return {};
}

void remove_others(Transaction& tx, AccountId account, std::string_view secret_hash)
{
    tx.exec(remove_others_sql, account, Bytes{std::string(secret_hash)});
}

std::size_t sweep(Transaction& tx, Time now, int limit)
{
    return tx.exec(sweep_sql, now, limit).affected();
}

} // namespace rounds::storage::sessions
