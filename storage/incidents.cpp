#include "storage/incidents.hpp"

#include "storage/sql_text.hpp"

namespace rounds::storage::incidents {
namespace {

constexpr SqlText columns{
    R"(SELECT i.id, i.title, i.happened_on::timestamptz AS happened_on, i.discovered_on::timestamptz AS discovered_on,
        i.what, i.information, i.steps, i.measures, i.assessment, i.people, i.breach, i.opened_by, i.created_at,
        i.closed_at,
        coalesce((SELECT array_agg(state ORDER BY state) FROM incident_states WHERE incident_id = i.id), '{}') AS states,
        coalesce((SELECT array_agg(people ORDER BY state) FROM incident_states WHERE incident_id = i.id), '{}') AS counts,
        coalesce((SELECT array_agg(whom ORDER BY whom) FROM incident_notices WHERE incident_id = i.id), '{}') AS told,
        coalesce((SELECT array_agg(extract(epoch FROM told_on)::bigint ORDER BY whom)
                  FROM incident_notices WHERE incident_id = i.id), '{}') AS told_on,
        coalesce((SELECT array_agg(object_uri ORDER BY object_uri) FROM incident_posts WHERE incident_id = i.id), '{}')
            AS posts
    FROM incidents i )"
};

const Statement add_sql{"incident.add", R"(
    INSERT INTO incidents (title, happened_on, discovered_on, what, information, steps, measures, assessment, people,
        breach, opened_by)
    VALUES ($1, ($2::timestamptz)::date, ($3::timestamptz)::date, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id)"};
constexpr auto find_text = columns + "WHERE i.id = $1";
const Statement find_sql{"incident.find", find_text.c_str()};
constexpr auto list_text = columns + R"(
    WHERE CASE WHEN $1::integer IS NULL THEN i.closed_at IS NULL
        ELSE i.discovered_on >= make_date($1::integer, 1, 1) AND i.discovered_on <= make_date($1::integer, 12, 31) END
    ORDER BY i.discovered_on DESC, i.id DESC LIMIT $2)";
const Statement list_sql{"incident.list", list_text.c_str()};
const Statement change_sql{"incident.change", R"(
    UPDATE incidents SET title = $2, happened_on = ($3::timestamptz)::date, discovered_on = ($4::timestamptz)::date,
        what = $5, information = $6, steps = $7, measures = $8, assessment = $9, people = $10, breach = $11
    WHERE id = $1)"};
const Statement clear_states_sql{"incident.clear_states", "DELETE FROM incident_states WHERE incident_id = $1"};
const Statement add_states_sql{"incident.add_states", R"(
    INSERT INTO incident_states (incident_id, state, people)
    SELECT $1, state, people FROM unnest($2::text[], $3::bigint[]) AS s (state, people))"};
const Statement add_post_sql{"incident.add_post", R"(
    INSERT INTO incident_posts (incident_id, object_uri) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
const Statement note_recall_sql{"incident.note_recall", R"(
    INSERT INTO incident_posts (incident_id, object_uri, recalled_at) VALUES ($1, $2, $3)
    ON CONFLICT (incident_id, object_uri) DO UPDATE SET recalled_at = excluded.recalled_at)"};
const Statement note_told_sql{"incident.note_told", R"(
    INSERT INTO incident_notices (incident_id, whom, told_on) VALUES ($1, $2, ($3::timestamptz)::date)
    ON CONFLICT (incident_id, whom) DO UPDATE SET told_on = excluded.told_on)"};
const Statement close_sql{"incident.close", "UPDATE incidents SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL"};

Incident read(const Row& row)
{
    Incident one;
    one.id = row.get<IncidentId>("id");
    one.title = row.get<std::string>("title");
    one.happened_on = row.get<std::optional<Time>>("happened_on");
    one.discovered_on = row.get<Time>("discovered_on");
    one.what = row.get<std::string>("what");
    one.information = row.get<std::string>("information");
    one.steps = row.get<std::string>("steps");
    one.measures = row.get<std::string>("measures");
    one.assessment = row.get<std::string>("assessment");
    one.people = row.get<int>("people");
    one.breach = row.get<bool>("breach");
    one.opened_by = row.get<std::optional<AccountId>>("opened_by");
    one.created_at = row.get<Time>("created_at");
    one.closed_at = row.get<std::optional<Time>>("closed_at");
    const auto states = row.get<std::vector<std::string>>("states");
    const auto counts = row.get<std::vector<std::int64_t>>("counts");
    for (std::size_t i = 0; i < states.size(); ++i) one.states[states[i]] = static_cast<int>(counts[i]);
    const auto told = row.get<std::vector<std::string>>("told");
    const auto days = row.get<std::vector<std::int64_t>>("told_on");
    for (std::size_t i = 0; i < told.size(); ++i) one.notices[told[i]] = Time{std::chrono::seconds{days[i]}};
    one.posts = row.get<std::vector<std::string>>("posts");
    return one;
}

} // namespace

IncidentId add(Transaction& tx, const Incident& fresh)
{
    const auto rows = tx.exec(
        add_sql,
        fresh.title,
        fresh.happened_on,
        fresh.discovered_on,
        fresh.what,
        fresh.information,
        fresh.steps,
        fresh.measures,
        fresh.assessment,
        fresh.people,
        fresh.breach,
        fresh.opened_by
    );
    return rows.front().get<IncidentId>("id");
}

result<Incident> find(Transaction& tx, IncidentId id)
{
    const auto rows = tx.exec(find_sql, id);
    if (rows.empty()) return errc::not_found;
    return read(rows.front());
}

std::vector<Incident> list(Transaction& tx, const std::optional<int>& year, int limit)
{
    std::vector<Incident> found;
    for (const auto row : tx.exec(list_sql, year, limit)) found.push_back(read(row));
    return found;
}

result<void> change(Transaction& tx, const Incident& incident)
{
    const auto rows = tx.exec(
        change_sql,
        incident.id,
        incident.title,
        incident.happened_on,
        incident.discovered_on,
        incident.what,
        incident.information,
        incident.steps,
        incident.measures,
        incident.assessment,
        incident.people,
        incident.breach
    );
    if (rows.affected() == 0) return errc::not_found;
    return {};
}

void set_states(Transaction& tx, IncidentId id, const std::map<std::string, int>& states)
{
    std::vector<std::string> names;
    std::vector<std::int64_t> counts;
    for (const auto& [state, people] : states) {
        names.push_back(state);
        counts.push_back(people);
    }
    tx.exec(clear_states_sql, id);
    tx.exec(add_states_sql, id, names, counts);
}

void add_post(Transaction& tx, IncidentId id, std::string_view object_uri)
{
    tx.exec(add_post_sql, id, object_uri);
}

void note_recall(Transaction& tx, IncidentId id, std::string_view object_uri, Time now)
{
    tx.exec(note_recall_sql, id, object_uri, now);
}

void note_told(Transaction& tx, IncidentId id, std::string_view whom, Time day)
{
    tx.exec(note_told_sql, id, whom, day);
}

result<void> close(Transaction& tx, IncidentId id, Time now)
{
    if (tx.exec(close_sql, id, now).affected() == 0) return errc::not_found;
    return {};
}

} // namespace rounds::storage::incidents
