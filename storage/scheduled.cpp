#include "storage/scheduled.hpp"

#include "storage/base/json.hpp"
#include "storage/columns.hpp"
#include "storage/paged.hpp"
#include "storage/sealed.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rounds::storage::scheduled {
namespace {

const Statement add_sql{"scheduled.add", R"(
    INSERT INTO scheduled_statuses (account_id, scheduled_at, form, idempotency_key, body_hash)
    VALUES ($1, $2, $3, nullif($4, ''), $5)
    RETURNING id)"};
const Statement find_by_key_sql{"scheduled.find_by_key", R"(
    SELECT id, account_id, scheduled_at, form, body_hash FROM scheduled_statuses
    WHERE account_id = $1 AND idempotency_key = $2)"};
const Statement find_sql{"scheduled.find", R"(
    SELECT id, account_id, scheduled_at, form FROM scheduled_statuses WHERE id = $1 AND account_id = $2)"};
const Statement lock_sql{"scheduled.lock", R"(
    SELECT id, account_id, scheduled_at, form FROM scheduled_statuses WHERE id = $1 FOR UPDATE)"};
const PagedStatement list_sql{"scheduled.list", R"(
    SELECT id, account_id, scheduled_at, form FROM scheduled_statuses
    WHERE account_id = $4 AND id < $1 AND id > $2 ORDER BY id DESC LIMIT $3)"};
const Statement move_sql{"scheduled.move", "UPDATE scheduled_statuses SET scheduled_at = $2 WHERE id = $1"};
const Statement remove_sql{"scheduled.remove", "DELETE FROM scheduled_statuses WHERE id = $1 AND account_id = $2"};

const Statement wait_turn_sql{
    "scheduled.wait_turn", "SELECT pg_advisory_xact_lock(hashtext('scheduled'), $1::integer)"
};
const Statement count_sql{"scheduled.count", R"(
    SELECT count(*), count(*) FILTER (WHERE scheduled_at >= $2 AND scheduled_at < $2::timestamptz + interval '1 day')
    FROM scheduled_statuses WHERE account_id = $1 AND id IS DISTINCT FROM $3::bigint)"};

/// A form is the author's alone until it is posted, so it is kept sealed whatever its visibility: {"sealed": text}.
constexpr std::string_view form_context = "scheduled_statuses/form";

Scheduled one(Transaction& tx, const Row& row)
{
    ColumnReader in(row);
    Scheduled scheduled;
    scheduled.id = in.next<ScheduledId>();
    scheduled.account = in.next<AccountId>();
    scheduled.at = in.next<Time>();
    const auto kept = json::parse(in.next<std::string>()).as_object(); // our own column
    const auto form = sealed::open(tx, std::string(string_at(kept, "sealed")), form_context);
    scheduled.form = form.empty() ? kept : json::parse(form).as_object();
    return scheduled;
}

result<Scheduled> first(Transaction& tx, const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    return one(tx, rows.front());
}

} // namespace

ScheduledId add(Transaction& tx, const Scheduled& scheduled, const Key& key)
{
    const sealed::Sealer seal(tx, {.account = scheduled.account, .conversation = {}});
    const auto form = json::serialize(json::object{{"sealed", seal(json::serialize(scheduled.form), form_context)}});
    return tx.exec(add_sql, scheduled.account, scheduled.at, form, key.text, Bytes{key.body_hash})
        .front()
        .at(0)
        .as<ScheduledId>();
}

result<Scheduled> find_by_key(Transaction& tx, AccountId account, const Key& key)
{
    if (key.text.empty()) return errc::not_found;
    const auto rows = tx.exec(find_by_key_sql, account, key.text);
    if (!rows.empty() && rows.front().get<Bytes>("body_hash").data != key.body_hash) return errc::already_exists;
    return first(tx, rows);
}

result<Scheduled> find(Transaction& tx, ScheduledId id, AccountId account)
{
    return first(tx, tx.exec(find_sql, id, account));
}

result<Scheduled> lock(Transaction& tx, ScheduledId id)
{
    return first(tx, tx.exec(lock_sql, id));
}

std::vector<Scheduled> list(Transaction& tx, AccountId account, const accounts::Page& page)
{
    std::vector<Scheduled> found;
    for (const auto row : list_sql.run(tx, page, account)) found.push_back(one(tx, row));
    if (page.min_id) std::ranges::reverse(found);
    return found;
}

void move(Transaction& tx, ScheduledId id, Time to)
{
    tx.exec(move_sql, id, to);
}

bool remove(Transaction& tx, ScheduledId id, AccountId account)
{
    return tx.exec(remove_sql, id, account).affected() > 0;
}

Figures count(Transaction& tx, AccountId account, Time day, std::optional<ScheduledId> except)
{
    // Two keys of 32 bits: the low ones of an id differ between accounts as good as always, and a clash only waits.
    tx.exec(wait_turn_sql, static_cast<std::int32_t>(to_int(account) & 0x7fffffff));
    const auto rows = tx.exec(count_sql, account, Time{std::chrono::floor<std::chrono::days>(day)}, except);
    return {.all = rows.front().at(0).as<std::int64_t>(), .that_day = rows.front().at(1).as<std::int64_t>()};
}

} // namespace rounds::storage::scheduled
