#include "storage/guard.hpp"

#include "storage/audit.hpp"
#include "storage/base/crypto.hpp"

#include <algorithm>

namespace rounds::storage::guard {
namespace {

const Statement add_decision_sql{"guard.add_decision", R"(
    INSERT INTO guard_decisions (account_id, by_account_id, status_id, place, action, rules, text_hash)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};

const Statement list_decisions_sql{"guard.list_decisions", R"(
    SELECT account_id, by_account_id, status_id, place, action, rules, text_hash, created_at
    FROM guard_decisions ORDER BY id DESC LIMIT $1)"};

const Statement forget_decisions_sql{"guard.forget_decisions", R"(
    DELETE FROM guard_decisions WHERE id IN (
        SELECT id FROM guard_decisions WHERE created_at < $1 ORDER BY id LIMIT $2))"};

const Statement add_warning_sql{"guard.add_warning", R"(
    WITH old AS (DELETE FROM guard_warnings WHERE warned_at < $4 AND (account_id, text_hash) <> ($1, $2))
    INSERT INTO guard_warnings (account_id, text_hash, warned_at) VALUES ($1, $2, $3)
    ON CONFLICT (account_id, text_hash) DO UPDATE SET warned_at = excluded.warned_at)"};

const Statement was_warned_sql{"guard.was_warned", R"(
    SELECT 1 FROM guard_warnings WHERE account_id = $1 AND text_hash = $2 AND warned_at >= $3)"};

const Statement hold_sql{
    "guard.hold", R"(
    INSERT INTO guard_holds (status_id, rules) VALUES ($1, $2)
    ON CONFLICT (status_id) DO UPDATE SET rules = excluded.rules, state = 'held', decided_by = NULL, decided_at = NULL)"
};

const Statement unhold_sql{"guard.unhold", "DELETE FROM guard_holds WHERE status_id = $1 AND state = 'held'"};

const Statement list_held_sql{"guard.list_held", R"(
    SELECT h.status_id, s.account_id, s.uri, h.rules, h.state, h.created_at
    FROM guard_holds h JOIN statuses s ON s.id = h.status_id
    WHERE h.state = 'held' AND s.deleted_at IS NULL
    ORDER BY h.status_id LIMIT $1)"};

const Statement decide_hold_sql{"guard.decide_hold", R"(
    UPDATE guard_holds SET state = $2, decided_by = $3, decided_at = now() WHERE status_id = $1 AND state = 'held')"};

const Statement open_crisis_sql{"guard.open_crisis", R"(
    INSERT INTO crisis_cases (status_id, account_id, danger, due_at, created_at)
    SELECT $1, $2, $3, $4, $5
    WHERE NOT EXISTS (SELECT 1 FROM crisis_cases c
        WHERE c.account_id = $2 AND c.closed_at IS NULL AND c.created_at >= $6
            AND (c.danger = $3 OR c.danger = 'imminent'))
    RETURNING id)"};

const Statement list_crises_sql{"guard.list_crises", R"(
    SELECT id, status_id, account_id, danger, due_at, taken_by, taken_at, closed_at, outcome, created_at
    FROM crisis_cases WHERE closed_at IS NULL ORDER BY due_at, id LIMIT $1)"};

const Statement take_crisis_sql{"guard.take_crisis", R"(
    UPDATE crisis_cases SET taken_by = $2, taken_at = coalesce(taken_at, $3)
    WHERE id = $1 AND closed_at IS NULL
        AND (taken_at IS NULL OR taken_by IS NOT DISTINCT FROM $2::bigint OR taken_by = $4::bigint))"};

const Statement close_crisis_sql{"guard.close_crisis", R"(
    UPDATE crisis_cases SET closed_at = $3, outcome = $2, taken_at = coalesce(taken_at, $3)
    WHERE id = $1 AND closed_at IS NULL)"};

const Statement crisis_figures_sql{"guard.crisis_figures", R"(
    SELECT count(*) FILTER (WHERE closed_at IS NULL AND taken_at IS NULL) AS waiting,
        count(*) FILTER (WHERE closed_at IS NULL AND taken_at IS NULL AND due_at < $1) AS overdue,
        coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM taken_at - created_at)), 0)::bigint AS median
    FROM crisis_cases WHERE closed_at IS NULL OR created_at > $1::timestamptz - interval '30 days')"};

const Statement add_adverse_event_sql{"guard.add_adverse_event", R"(
    INSERT INTO adverse_events (account_id, status_id, serious, aware_at, due_at, patient_at, product_at, event_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (status_id) DO NOTHING
    RETURNING id)"};

#define ROUNDS_EVENT_COLUMNS                                                                                           \
    "id, account_id, status_id, state, serious, aware_at, due_at, patient_at, product_at, event_at, report_sealed, "   \
    "sent_at, taken_by, taken_at, done_at"

const Statement find_adverse_event_sql{
    "guard.find_adverse_event", "SELECT " ROUNDS_EVENT_COLUMNS " FROM adverse_events WHERE id = $1"
};
const Statement adverse_events_of_sql{
    "guard.adverse_events_of",
    "SELECT " ROUNDS_EVENT_COLUMNS " FROM adverse_events WHERE account_id = $1 ORDER BY id DESC LIMIT $2"
};
const Statement adverse_event_queue_sql{
    "guard.adverse_event_queue",
    "SELECT " ROUNDS_EVENT_COLUMNS
    " FROM adverse_events WHERE state <> 'dismissed' AND done_at IS NULL ORDER BY due_at, id "
    "LIMIT $1"
};
#undef ROUNDS_EVENT_COLUMNS

const Statement settle_adverse_event_sql{"guard.settle_adverse_event", R"(
    UPDATE adverse_events SET state = $3, report_sealed = $4, sent_at = CASE WHEN $3 = 'sent' THEN $5::timestamptz END,
        done_at = NULL
    WHERE id = $1 AND account_id = $2 AND state = 'draft')"};

const Statement take_adverse_event_sql{"guard.take_adverse_event", R"(
    UPDATE adverse_events SET taken_by = $2, taken_at = coalesce(taken_at, $3)
    WHERE id = $1 AND state <> 'dismissed' AND done_at IS NULL
        AND (taken_by IS NULL OR taken_by = $2 OR taken_by = $4::bigint))"};

const Statement finish_adverse_event_sql{"guard.finish_adverse_event", R"(
    UPDATE adverse_events SET done_at = $3, outcome = $2 WHERE id = $1 AND state <> 'dismissed' AND done_at IS NULL)"};

const Statement adverse_events_waiting_sql{"guard.adverse_events_waiting", R"(
    SELECT count(*) AS waiting, count(*) FILTER (WHERE due_at < $1) AS overdue
    FROM adverse_events WHERE state <> 'dismissed' AND done_at IS NULL)"};

const Statement on_call_sql{"guard.on_call", R"(
    SELECT a.id FROM users u
    CROSS JOIN LATERAL (
        SELECT id, username FROM accounts
        WHERE id = u.account_id AND domain IS NULL AND suspended_at IS NULL AND deleted_at IS NULL OFFSET 0) a
    WHERE u.disabled_at IS NULL
        AND CASE WHEN cardinality($1::text[]) = 0 THEN u.role IN ('moderator', 'admin')
            ELSE lower(a.username) = ANY ($1::text[]) END
    ORDER BY a.id)"};

AdverseEvent read_event(const Row& row)
{
    AdverseEvent card;
    card.id = row.get<std::int64_t>("id");
    card.account = row.get<AccountId>("account_id");
    card.status = row.get<std::optional<StatusId>>("status_id");
    card.state = row.get<std::string>("state");
    card.serious = row.get<bool>("serious");
    card.aware_at = row.get<Time>("aware_at");
    card.due_at = row.get<Time>("due_at");
    card.patient = row.get<Range>("patient_at");
    card.product = row.get<Range>("product_at");
    card.event = row.get<Range>("event_at");
    if (const auto sealed = row.get<std::optional<Bytes>>("report_sealed")) card.report_sealed = sealed->data;
    card.sent_at = row.get<std::optional<Time>>("sent_at");
    card.taken_by = row.get<std::optional<AccountId>>("taken_by");
    card.taken_at = row.get<std::optional<Time>>("taken_at");
    card.done_at = row.get<std::optional<Time>>("done_at");
    return card;
}

std::vector<AdverseEvent> read_events(const Rows& rows)
{
    std::vector<AdverseEvent> cards;
    for (const auto row : rows) cards.push_back(read_event(row));
    return cards;
}

/// What the guard itself did, by names of rules and the beginning of the keyed hash; never by what it found.
audit::Entry entry_of(const Decision& decision)
{
    constexpr std::size_t longest = 120; // of the column
    constexpr std::size_t shown = 16;
    audit::Entry entry;
    entry.actor = decision.account;
    entry.action = "guard." + decision.action;
    entry.target_kind = decision.status ? "status" : "account";
    if (decision.status) entry.target = to_int(*decision.status);
    if (!decision.status && decision.account) entry.target = to_int(*decision.account);
    auto rest = ",hash:" + crypto::to_hex(decision.text_hash).substr(0, shown);
    for (const auto& rule : decision.rules) {
        if (entry.rule.size() + 1 + rule.size() + rest.size() > longest) break;
        entry.rule += (entry.rule.empty() ? "" : ",") + rule;
    }
    entry.rule += entry.rule.empty() ? rest.substr(1) : rest;
    return entry;
}

/// Cases of people in danger or harmed: that there is one, who looked after it, and no word of what was written.
void note_case(
    Transaction& tx,
    std::string_view action,
    std::string_view kind,
    std::int64_t id,
    const std::optional<AccountId>& actor,
    std::string_view rule = {}
)
{
    audit::Entry entry;
    entry.actor = actor;
    entry.via = actor ? "api" : "server";
    entry.action = action;
    entry.target_kind = kind;
    entry.target = id;
    entry.rule = rule;
    audit::add(tx, entry);
}

} // namespace

void add_decision(Transaction& tx, const Decision& decision)
{
    tx.exec(
        add_decision_sql,
        decision.account,
        decision.by,
        decision.status,
        decision.place,
        decision.action,
        decision.rules,
        Bytes{decision.text_hash}
    );
    if (!decision.by) audit::add(tx, entry_of(decision)); // what staff decides is noted where it comes in
}

std::vector<Decision> list_decisions(Transaction& tx, int limit)
{
    std::vector<Decision> all;
    for (const auto row : tx.exec(list_decisions_sql, limit))
        all.push_back({
            row.get<std::optional<AccountId>>("account_id"),
            row.get<std::optional<AccountId>>("by_account_id"),
            row.get<std::optional<StatusId>>("status_id"),
            row.get<std::string>("place"),
            row.get<std::string>("action"),
            row.get<std::vector<std::string>>("rules"),
            row.get<Bytes>("text_hash").data,
            row.get<Time>("created_at"),
        });
    return all;
}

std::size_t forget_decisions(Transaction& tx, Time before, int limit)
{
    return tx.exec(forget_decisions_sql, before, limit).affected();
}

void add_warning(Transaction& tx, AccountId account, const std::string& text_hash, Time now, Time before)
{
    tx.exec(add_warning_sql, account, Bytes{text_hash}, now, before);
}

bool was_warned(Transaction& tx, AccountId account, const std::string& text_hash, Time since)
{
    return !tx.exec(was_warned_sql, account, Bytes{text_hash}, since).empty();
}

void hold(Transaction& tx, StatusId status, const std::vector<std::string>& rules)
{
    tx.exec(hold_sql, status, rules);
}

void unhold(Transaction& tx, StatusId status)
{
    tx.exec(unhold_sql, status);
}

std::vector<Hold> list_held(Transaction& tx, int limit)
{
    std::vector<Hold> held;
    for (const auto row : tx.exec(list_held_sql, limit))
        held.push_back({
            row.get<StatusId>("status_id"),
            row.get<AccountId>("account_id"),
            row.get<std::string>("uri"),
            row.get<std::vector<std::string>>("rules"),
            row.get<std::string>("state"),
            row.get<Time>("created_at"),
        });
    return held;
}

result<void> decide_hold(Transaction& tx, StatusId status, std::string_view state, std::optional<AccountId> by)
{
    if (tx.exec(decide_hold_sql, status, state, by).affected() == 0) return errc::not_found;
    return {};
}

std::optional<std::int64_t> open_crisis(Transaction& tx, const CrisisCase& fresh, Time recent)
{
    const auto rows =
        tx.exec(open_crisis_sql, fresh.status, fresh.account, fresh.danger, fresh.due_at, fresh.created_at, recent);
    if (rows.empty()) return std::nullopt;
    const auto id = rows.front().get<std::int64_t>("id");
    note_case(tx, "crisis.open", "crisis", id, std::nullopt, fresh.danger);
    return id;
}

std::vector<CrisisCase> list_crises(Transaction& tx, int limit)
{
    std::vector<CrisisCase> open;
    for (const auto row : tx.exec(list_crises_sql, limit))
        open.push_back({
            row.get<std::int64_t>("id"),
            row.get<std::optional<StatusId>>("status_id"),
            row.get<std::optional<AccountId>>("account_id"),
            row.get<std::string>("danger"),
            row.get<Time>("due_at"),
            row.get<std::optional<AccountId>>("taken_by"),
            row.get<std::optional<Time>>("taken_at"),
            row.get<std::optional<Time>>("closed_at"),
            row.get<std::string>("outcome"),
            row.get<Time>("created_at"),
        });
    return open;
}

result<void>
take_crisis(Transaction& tx, std::int64_t id, std::optional<AccountId> by, Time now, std::optional<AccountId> from)
{
    if (tx.exec(take_crisis_sql, id, by, now, from).affected() == 0) return errc::not_found;
    return {};
}

result<void> close_crisis(Transaction& tx, std::int64_t id, std::string_view outcome, Time now)
{
    if (tx.exec(close_crisis_sql, id, outcome, now).affected() == 0) return errc::not_found;
    return {};
}

CrisisFigures crisis_figures(Transaction& tx, Time now)
{
    const auto rows = tx.exec(crisis_figures_sql, now);
    const auto row = rows.front();
    return {row.get<std::int64_t>("waiting"), row.get<std::int64_t>("overdue"), row.get<std::int64_t>("median")};
}

result<std::int64_t> add_adverse_event(Transaction& tx, const AdverseEvent& card)
{
    const auto rows = tx.exec(
        add_adverse_event_sql,
        card.account,
        card.status,
        card.serious,
        card.aware_at,
        card.due_at,
        card.patient,
        card.product,
        card.event
    );
    if (rows.empty()) return errc::already_exists;
    const auto id = rows.front().get<std::int64_t>("id");
    note_case(tx, "adverse_event.offer", "adverse_event", id, std::nullopt, card.serious ? "serious" : "");
    return id;
}

result<AdverseEvent> find_adverse_event(Transaction& tx, std::int64_t id)
{
    const auto rows = tx.exec(find_adverse_event_sql, id);
    if (rows.empty()) return errc::not_found;
    return read_event(rows.front());
}

std::vector<AdverseEvent> adverse_events_of(Transaction& tx, AccountId author, int limit)
{
    return read_events(tx.exec(adverse_events_of_sql, author, limit));
}

std::vector<AdverseEvent> adverse_event_queue(Transaction& tx, int limit)
{
    return read_events(tx.exec(adverse_event_queue_sql, limit));
}

result<void> settle_adverse_event(
    Transaction& tx,
    std::int64_t id,
    AccountId author,
    std::string_view state,
    const std::optional<std::string>& report_sealed,
    Time now
)
{
    std::optional<Bytes> sealed;
    if (report_sealed) sealed = Bytes{*report_sealed};
    if (tx.exec(settle_adverse_event_sql, id, author, state, sealed, now).affected() == 0) return errc::not_found;
    note_case(tx, state == "sent" ? "adverse_event.send" : "adverse_event.dismiss", "adverse_event", id, author);
    return {};
}

result<void> take_adverse_event(Transaction& tx, std::int64_t id, AccountId by, Time now, std::optional<AccountId> from)
{
    if (tx.exec(take_adverse_event_sql, id, by, now, from).affected() == 0) return errc::not_found;
    return {};
}

result<void> finish_adverse_event(Transaction& tx, std::int64_t id, std::string_view outcome, Time now)
{
    if (tx.exec(finish_adverse_event_sql, id, outcome, now).affected() == 0) return errc::not_found;
    return {};
}

QueueFigures adverse_event_figures(Transaction& tx, Time now)
{
    const auto rows = tx.exec(adverse_events_waiting_sql, now);
    const auto row = rows.front();
    return {row.get<std::int64_t>("waiting"), row.get<std::int64_t>("overdue")};
}

std::vector<AccountId> staff_on_call(Transaction& tx, const std::vector<std::string>& usernames)
{
    std::vector<AccountId> staff;
    for (const auto row : tx.exec(on_call_sql, usernames)) staff.push_back(row.at(0).as<AccountId>());
    return staff;
}

bool is_on_call(Transaction& tx, const std::vector<std::string>& usernames, AccountId account)
{
    const auto staff = staff_on_call(tx, usernames);
    return std::ranges::find(staff, account) != staff.end();
}

} // namespace rounds::storage::guard
