#include "storage/moderation.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::moderation {
namespace {

constexpr SqlText strike_columns{
    "id, account_id, target_account_id, action, text, report_id, status_ids, overruled_at, created_at"
};
constexpr auto add_strike_text = R"(
    INSERT INTO strikes (account_id, target_account_id, action, text, report_id, status_ids)
    VALUES ($1, $2, $3, $4, $5, $6) RETURNING )" +
                                 strike_columns;
const Statement add_strike_sql{"moderation.add_strike", add_strike_text.c_str()};
constexpr auto find_strikes_text =
    "SELECT " + strike_columns + " FROM strikes WHERE id = ANY ($1::bigint[]) ORDER BY id DESC";
const Statement find_strikes_sql{"moderation.find_strikes", find_strikes_text.c_str()};
constexpr auto strikes_of_text =
    "SELECT " + strike_columns + " FROM strikes WHERE target_account_id = $1 ORDER BY id DESC LIMIT $2";
const Statement strikes_of_sql{"moderation.strikes_of", strikes_of_text.c_str()};
const Statement overrule_sql{
    "moderation.overrule", "UPDATE strikes SET overruled_at = coalesce(overruled_at, $2) WHERE id = $1"
};

constexpr SqlText appeal_columns{"id, strike_id, account_id, text, approved_at, rejected_at, decided_by, created_at"};
constexpr auto add_appeal_text = R"(
    INSERT INTO appeals (strike_id, account_id, text) VALUES ($1, $2, $3) ON CONFLICT (strike_id) DO NOTHING
    RETURNING )" + appeal_columns;
const Statement add_appeal_sql{"moderation.add_appeal", add_appeal_text.c_str()};
constexpr auto find_appeal_text = "SELECT " + appeal_columns + " FROM appeals WHERE id = $1";
const Statement find_appeal_sql{"moderation.find_appeal", find_appeal_text.c_str()};
constexpr auto appeals_of_text = "SELECT " + appeal_columns + " FROM appeals WHERE strike_id = ANY ($1::bigint[])";
const Statement appeals_of_sql{"moderation.appeals_of", appeals_of_text.c_str()};
constexpr auto open_appeals_text =
    "SELECT " + appeal_columns + " FROM appeals WHERE approved_at IS NULL AND rejected_at IS NULL ORDER BY id LIMIT $1";
const Statement open_appeals_sql{"moderation.open_appeals", open_appeals_text.c_str()};
constexpr auto decide_text = R"(
    UPDATE appeals SET approved_at = CASE WHEN $2 THEN $4::timestamptz END,
        rejected_at = CASE WHEN NOT $2 THEN $4::timestamptz END, decided_by = $3
    WHERE id = $1 AND approved_at IS NULL AND rejected_at IS NULL RETURNING )" +
                             appeal_columns;
const Statement decide_sql{"moderation.decide", decide_text.c_str()};

// In the name of the instance: whoever decided is not shown to whom it was decided about.
const Statement tell_sql{"moderation.tell_holder", R"(
    INSERT INTO notifications (account_id, from_account_id, kind, strike_id)
    SELECT u.account_id, a.id, 'moderation_warning', $2
    FROM users u JOIN accounts a ON a.domain IS NULL AND a.actor_type = 'Application' AND a.deleted_at IS NULL
    WHERE u.account_id = $1 ORDER BY a.id LIMIT 1)"};

const Statement add_log_sql{"moderation.add_log", R"(
    INSERT INTO moderation_log (by_account_id, target_account_id, action, report_id, strike_id, note)
    VALUES ($1, $2, $3, $4, $5, $6))"};
const Statement log_of_sql{"moderation.log_of", R"(
    SELECT by_account_id, target_account_id, action, report_id, strike_id, note, created_at
    FROM moderation_log WHERE target_account_id = $1 ORDER BY id DESC LIMIT $2)"};

const Statement silence_sql{"moderation.set_silenced", R"(
    WITH changed AS (
        UPDATE accounts SET silenced_at = CASE WHEN $2 THEN coalesce(silenced_at, now()) END, updated_at = now()
        WHERE id = $1 RETURNING id)
    INSERT INTO events (kind, account_id) SELECT 'account.update', id FROM changed)"};
const Statement sensitize_sql{"moderation.set_sensitized", R"(
    WITH changed AS (
        UPDATE accounts SET sensitized_at = CASE WHEN $2 THEN coalesce(sensitized_at, now()) END, updated_at = now()
        WHERE id = $1 RETURNING id)
    INSERT INTO events (kind, account_id) SELECT 'account.update', id FROM changed)"};
const Statement disable_sql{"moderation.set_disabled", R"(
    UPDATE users SET disabled_at = CASE WHEN $2 THEN coalesce(disabled_at, now()) END WHERE account_id = $1)"};

Strike read_strike(const Row& row)
{
    ColumnReader in(row);
    Strike one;
    one.id = in.next<StrikeId>();
    one.by = in.next<std::optional<AccountId>>();
    one.target = in.next<AccountId>();
    one.action = in.next<std::string>();
    one.text = in.next<std::string>();
    one.report = in.next<std::optional<ReportId>>();
    one.statuses = in.next<std::vector<StatusId>>();
    one.overruled_at = in.next<std::optional<Time>>();
    one.created_at = in.next<Time>();
    return one;
}

std::vector<Strike> read_strikes(const Rows& rows)
{
    std::vector<Strike> all;
    for (const auto row : rows) all.push_back(read_strike(row));
    return all;
}

Appeal read_appeal(const Row& row)
{
    ColumnReader in(row);
    Appeal one;
    one.id = in.next<AppealId>();
    one.strike = in.next<StrikeId>();
    one.account = in.next<AccountId>();
    one.text = in.next<std::string>();
    one.approved_at = in.next<std::optional<Time>>();
    one.rejected_at = in.next<std::optional<Time>>();
    one.decided_by = in.next<std::optional<AccountId>>();
    one.created_at = in.next<Time>();
    return one;
}

std::vector<Appeal> read_appeals(const Rows& rows)
{
    std::vector<Appeal> all;
    for (const auto row : rows) all.push_back(read_appeal(row));
    return all;
}

} // namespace

Strike add_strike(Transaction& tx, const Strike& strike)
{
    return read_strike(
        tx.exec(add_strike_sql, strike.by, strike.target, strike.action, strike.text, strike.report, strike.statuses)
            .front()
    );
}

result<Strike> find_strike(Transaction& tx, StrikeId id)
{
    auto found = find_strikes(tx, {id});
    if (found.empty()) return errc::not_found;
    return std::move(found.front());
}

std::vector<Strike> find_strikes(Transaction& tx, const std::vector<StrikeId>& ids)
{
    if (ids.empty()) return {};
    return read_strikes(tx.exec(find_strikes_sql, ids));
}

std::vector<Strike> strikes_of(Transaction& tx, AccountId target, int limit)
{
    return read_strikes(tx.exec(strikes_of_sql, target, limit));
}

void overrule(Transaction& tx, StrikeId id, Time now)
{
    tx.exec(overrule_sql, id, now);
}

result<Appeal> add_appeal(Transaction& tx, StrikeId strike, AccountId account, std::string_view text)
{
    const auto rows = tx.exec(add_appeal_sql, strike, account, text);
    if (rows.empty()) return errc::already_exists;
    return read_appeal(rows.front());
}

result<Appeal> find_appeal(Transaction& tx, AppealId id)
{
    const auto rows = tx.exec(find_appeal_sql, id);
    if (rows.empty()) return errc::not_found;
    return read_appeal(rows.front());
}

std::vector<Appeal> appeals_of(Transaction& tx, const std::vector<StrikeId>& strikes)
{
    if (strikes.empty()) return {};
    return read_appeals(tx.exec(appeals_of_sql, strikes));
}

std::vector<Appeal> open_appeals(Transaction& tx, int limit)
{
    return read_appeals(tx.exec(open_appeals_sql, limit));
}

result<Appeal> decide(Transaction& tx, AppealId id, bool approved, const std::optional<AccountId>& by, Time now)
{
    const auto rows = tx.exec(decide_sql, id, approved, by, now);
    if (rows.empty()) return errc::not_found;
    return read_appeal(rows.front());
}

void tell_holder(Transaction& tx, const Strike& strike)
{
    tx.exec(tell_sql, strike.target, strike.id);
}

void add_log(Transaction& tx, const LogEntry& entry)
{
    tx.exec(add_log_sql, entry.by, entry.target, entry.action, entry.report, entry.strike, entry.note);
}

std::vector<LogEntry> log_of(Transaction& tx, AccountId target, int limit)
{
    std::vector<LogEntry> all;
    for (const auto row : tx.exec(log_of_sql, target, limit)) {
        ColumnReader in(row);
        LogEntry one;
        one.by = in.next<std::optional<AccountId>>();
        one.target = in.next<std::optional<AccountId>>();
        one.action = in.next<std::string>();
        one.report = in.next<std::optional<ReportId>>();
        one.strike = in.next<std::optional<StrikeId>>();
        one.note = in.next<std::string>();
        one.created_at = in.next<Time>();
        all.push_back(std::move(one));
    }
    return all;
}

void set_silenced(Transaction& tx, AccountId id, bool silenced)
{
    tx.exec(silence_sql, id, silenced);
}

void set_sensitized(Transaction& tx, AccountId id, bool sensitized)
{
    tx.exec(sensitize_sql, id, sensitized);
}

void set_disabled(Transaction& tx, AccountId id, bool disabled)
{
    tx.exec(disable_sql, id, disabled);
}

} // namespace rounds::storage::moderation
