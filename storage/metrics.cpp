#include "storage/metrics.hpp"

#include "storage/sql_text.hpp"

namespace rounds::storage::metrics {
namespace {

// Fragments: `s` is a post, `a` its account, `u` the log-in of that account when it is of this instance.

constexpr SqlText open_post{
    "s.deleted_at IS NULL AND s.reblog_of_id IS NULL AND s.visibility <= 1"
    " AND NOT EXISTS (SELECT 1 FROM guard_holds h WHERE h.status_id = s.id AND h.state <> 'released')"
};
constexpr SqlText no_machine{"a.actor_type IN ('Person', 'Organization') AND NOT a.bot"};
constexpr SqlText organisation{"(a.actor_type = 'Organization' OR coalesce(u.stakeholder, '') LIKE 'org\\_%')"};
constexpr SqlText staff{"(coalesce(u.role, 'member') <> 'member' OR coalesce(u.stakeholder, '') IN ('doctor', 'hcp'))"};
// A credential that was in force when the post was written.
constexpr SqlText vouched_clinician{
    "(EXISTS (SELECT 1 FROM credentials c WHERE c.account_id = s.account_id AND c.role IN ('doctor', 'hcp')"
    " AND c.valid_from <= s.created_at AND s.created_at < c.valid_until"
    " AND (c.revoked_at IS NULL OR s.created_at < c.revoked_at))"
    " OR EXISTS (SELECT 1 FROM affiliations f WHERE f.account_id = s.account_id AND f.role IN ('doctor', 'hcp')"
    " AND f.first_valid_at IS NOT NULL AND f.valid_from <= s.created_at AND s.created_at < f.valid_until"
    " AND (f.lost_at IS NULL OR s.created_at < f.lost_at)))"
};

// $1: Group account; $2, $3: first id of the window and the one after its last.
constexpr auto talk_text = R"(
    WITH threads AS (
        SELECT conversation_id FROM statuses WHERE audience_account_id = $1 AND id >= $2 AND id < $3
        UNION
        SELECT conversation_id FROM statuses
        WHERE account_id = $1 AND id >= $2 AND id < $3 AND reblog_of_id IS NULL AND deleted_at IS NULL),
    said AS MATERIALIZED (
        SELECT s.id, s.account_id, s.in_reply_to_account_id
        FROM threads t
        JOIN statuses s ON s.conversation_id = t.conversation_id
        JOIN accounts a ON a.id = s.account_id
        WHERE s.id >= $2 AND s.id < $3 AND )" +
                           open_post + " AND " + no_machine + R"(),
    people AS MATERIALIZED (
        SELECT a.id, coalesce(lower(a.domain), '') AS server, )" +
                           organisation + " OR " + staff + R"( AS voice,
            coalesce(u.stakeholder, '') IN ('patient', 'caregiver') AND coalesce(u.role, 'member') = 'member'
                AS patient,
            coalesce(u.stakeholder, '') IN ('doctor', 'hcp') OR EXISTS (
                SELECT 1 FROM credentials c WHERE c.account_id = a.id AND c.role IN ('doctor', 'hcp')
                UNION ALL SELECT 1 FROM affiliations f WHERE f.account_id = a.id AND f.role IN ('doctor', 'hcp')
                    AND f.state = 'valid') AS clinician
        FROM (SELECT account_id AS id FROM said UNION SELECT in_reply_to_account_id FROM said) x
        JOIN accounts a ON a.id = x.id
        LEFT JOIN users u ON u.account_id = a.id
        WHERE )" + no_machine +
                           R"(),
    replies AS MATERIALIZED (
        SELECT b.id AS by_id, o.id AS to_id,
            (b.clinician AND o.patient AND NOT o.clinician) OR (o.clinician AND b.patient AND NOT b.clinician)
                AS crosses
        FROM said s
        JOIN people b ON b.id = s.account_id
        JOIN people o ON o.id = s.in_reply_to_account_id
        WHERE b.id <> o.id AND NOT (b.voice AND o.voice AND b.server = o.server)),
    pairs AS (
        SELECT count(DISTINCT by_id) AS ways FROM replies GROUP BY least(by_id, to_id), greatest(by_id, to_id))
    SELECT (SELECT count(*) FROM said) AS posts, (SELECT count(DISTINCT account_id) FROM said) AS people,
        (SELECT count(*) FROM replies) AS replies, (SELECT count(*) FROM replies WHERE crosses) AS crossing,
        (SELECT count(*) FROM pairs) AS pairs, (SELECT count(*) FROM pairs WHERE ways = 2) AS mutual)";
const Statement talk_sql{"metrics.talk", talk_text.c_str()};

// $4: the end of the window.
constexpr auto questions_text = R"(
    WITH asked AS MATERIALIZED (
        SELECT q.state, q.reopened_at, s.id, s.account_id, s.conversation_id, s.created_at
        FROM questions q JOIN statuses s ON s.id = q.status_id
        WHERE q.group_id = $1 AND s.id >= $2 AND s.id < $3 AND )" +
                                open_post + R"(),
    answers AS (
        SELECT q.id, min(s.created_at) AS first_at, min(s.created_at) FILTER (WHERE )" +
                                vouched_clinician + R"() AS clinician_at
        FROM asked q
        JOIN statuses s ON s.conversation_id = q.conversation_id AND s.id <> q.id AND s.account_id <> q.account_id
        JOIN accounts a ON a.id = s.account_id
        WHERE s.in_reply_to_id IS NOT NULL AND s.id < $3 AND )" +
                                open_post + " AND " + no_machine + R"( GROUP BY q.id)
    SELECT count(*) AS asked, count(w.first_at) AS answered, count(w.clinician_at) AS answered_by_clinician,
        count(*) FILTER (WHERE q.state = 'solved') AS solved, count(q.reopened_at) AS reopened,
        count(*) FILTER (WHERE q.state = 'open' AND w.first_at IS NULL
            AND q.created_at < $4::timestamptz - interval '72 hours') AS waiting,
        percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM w.clinician_at - q.created_at)::float8)
            AS median_seconds,
        percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM w.clinician_at - q.created_at)::float8)
            AS p90_seconds
    FROM asked q LEFT JOIN answers w ON w.id = q.id)";
const Statement questions_sql{"metrics.questions", questions_text.c_str()};

constexpr SqlText newest_wordings{R"(
    SELECT s.id, s.next_review_at, v.version, v.language, v.key_message, v.what_you_can_do, v.uncertain
    FROM summaries s
    JOIN LATERAL (
        SELECT * FROM summary_versions n WHERE n.summary_id = s.id AND n.published_at IS NOT NULL
        ORDER BY n.version DESC LIMIT 1) v ON true
    WHERE s.network_id = $1 AND s.published_at IS NOT NULL AND s.retracted_at IS NULL)"};

// One work may be cited by its DOI here and by its PubMed number there.
constexpr auto summaries_text = "WITH shown AS MATERIALIZED (" + newest_wordings + R"(),
    said AS (
        SELECT EXISTS (SELECT 1 FROM summary_references r WHERE r.summary_id = t.summary_id AND r.version = t.version
            AND t.position = ANY (r.supports)) AS referenced
        FROM shown w JOIN summary_statements t ON t.summary_id = w.id AND t.version = w.version),
    cited AS (
        SELECT r.kind = 'pmcid' OR coalesce(r.csl->>'PMCID', '') <> '' AS free,
            (SELECT max(n.state) FROM reference_notices n WHERE (n.kind, n.value) IN ((r.kind, r.value),
                ('doi', lower(r.csl->>'DOI')), ('pmid', r.csl->>'PMID'), ('pmcid', r.csl->>'PMCID'))) AS state
        FROM shown w JOIN summary_references r ON r.summary_id = w.id AND r.version = w.version)
    SELECT (SELECT count(*) FROM shown) AS summaries,
        (SELECT count(*) FROM shown WHERE next_review_at < ($2::timestamptz AT TIME ZONE 'UTC')::date) AS overdue,
        (SELECT count(*) FROM said) AS statements, (SELECT count(*) FROM said WHERE referenced) AS referenced,
        (SELECT count(*) FROM cited) AS "references", (SELECT count(*) FROM cited WHERE free) AS free,
        (SELECT count(*) FROM cited WHERE state = 'dead') AS dead,
        (SELECT count(*) FROM cited WHERE state = 'retracted') AS retracted)";
const Statement summaries_sql{"metrics.summaries", summaries_text.c_str()};

// A favourite of the summary's post counts as helpful, from whoever gave no mark (as on the page of a summary).
const Statement marks_sql{"metrics.marks", R"(
    SELECT count(*) FILTER (WHERE mark = 'helpful') AS helpful, count(*) FILTER (WHERE mark = 'unclear') AS unclear,
        count(*) FILTER (WHERE mark = 'ask') AS ask
    FROM (
        SELECT m.mark FROM summaries s JOIN summary_marks m ON m.summary_id = s.id
        WHERE s.network_id = $1 AND s.retracted_at IS NULL
        UNION ALL
        SELECT 'helpful' FROM summaries s JOIN favourites f ON f.status_id = s.status_id
        WHERE s.network_id = $1 AND s.retracted_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM summary_marks o WHERE o.summary_id = s.id AND o.account_id = f.account_id)
    ) given)"};

const Statement corrections_sql{"metrics.corrections", R"(
    SELECT count(*) AS corrections, percentile_cont(0.5) WITHIN GROUP (
        ORDER BY extract(epoch FROM v.published_at - v.created_at)::float8) AS median_seconds
    FROM summaries s JOIN summary_versions v ON v.summary_id = s.id
    WHERE s.network_id = $1 AND v.version > 1 AND v.published_at >= $2 AND v.published_at < $3)"};

constexpr auto wordings_text = "WITH shown AS (" + newest_wordings + R"( AND v.language LIKE 'en%'
        ORDER BY s.id DESC LIMIT $2)
    SELECT concat_ws(E'\n', w.key_message,
        (SELECT string_agg(t.content, E'\n' ORDER BY t.position) FROM summary_statements t
            WHERE t.summary_id = w.id AND t.version = w.version), w.what_you_can_do, w.uncertain) AS text
    FROM shown w)";
const Statement wordings_sql{"metrics.wordings", wordings_text.c_str()};

// $1: domain, empty for this instance; $2, $3: ids of the window; $4: pattern of links to its own address.
constexpr auto voices_text = R"(
    WITH voices AS MATERIALIZED (
        SELECT a.id FROM users u JOIN accounts a ON a.id = u.account_id
        WHERE $1 = '' AND a.deleted_at IS NULL AND )" +
                             no_machine + " AND (" + organisation + " OR " + staff + R"()
        UNION ALL
        SELECT a.id FROM accounts a LEFT JOIN users u ON false
        WHERE $1 <> '' AND lower(a.domain) = $1 AND a.deleted_at IS NULL AND )" +
                             no_machine + " AND " + organisation + R"(),
    said AS MATERIALIZED (
        SELECT s.id, s.account_id, s.in_reply_to_id, s.in_reply_to_account_id,
            regexp_replace(s.content, '<a [^>]*class="[^"]*(mention|hashtag)[^"]*"[^>]*>', '', 'g') AS content
        FROM voices v JOIN statuses s ON s.account_id = v.id
        WHERE s.id >= $2 AND s.id < $3 AND )" +
                             open_post + R"(
            AND (s.in_reply_to_account_id IS NULL OR s.in_reply_to_account_id NOT IN (SELECT id FROM voices)))
    SELECT (SELECT count(*) FROM said) AS posts, (SELECT count(DISTINCT account_id) FROM said) AS people,
        (SELECT count(*) FROM said p JOIN accounts a ON a.id = p.in_reply_to_account_id
            LEFT JOIN users u ON u.account_id = a.id
            WHERE )" + no_machine +
                             " AND NOT " + organisation + R"() AS dialogue,
        (SELECT count(*) FROM said p WHERE p.in_reply_to_id IS NULL AND p.content ~* $4
            AND NOT EXISTS (SELECT 1 FROM statuses s JOIN accounts a ON a.id = s.account_id
                WHERE s.in_reply_to_id = p.id AND s.account_id NOT IN (SELECT id FROM voices) AND )" +
                             open_post + " AND " + no_machine + R"()) AS promotion)";
const Statement voices_sql{"metrics.voices", voices_text.c_str()};

const Statement knows_sql{"metrics.knows", R"(
    SELECT EXISTS (SELECT 1 FROM accounts WHERE lower(domain) = $1 AND deleted_at IS NULL))"};

/// The first id that can be made at that time (migrations: next_id()).
std::int64_t first_id(Time time)
{
    constexpr int sequence_bits = 16;
    return std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch()).count() << sequence_bits;
}

} // namespace

Talk talk(Transaction& tx, AccountId group, const Window& window)
{
    const auto row = tx.exec(talk_sql, group, first_id(window.from), first_id(window.to)).front();
    Talk found;
    found.posts = row.get<std::int64_t>("posts");
    found.people = row.get<std::int64_t>("people");
    found.replies = row.get<std::int64_t>("replies");
    found.crossing = row.get<std::int64_t>("crossing");
    found.pairs = row.get<std::int64_t>("pairs");
    found.mutual = row.get<std::int64_t>("mutual");
    return found;
}

Questions questions(Transaction& tx, AccountId group, const Window& window)
{
    const auto row = tx.exec(questions_sql, group, first_id(window.from), first_id(window.to), window.to).front();
    Questions found;
    found.asked = row.get<std::int64_t>("asked");
    found.answered = row.get<std::int64_t>("answered");
    found.answered_by_clinician = row.get<std::int64_t>("answered_by_clinician");
    found.solved = row.get<std::int64_t>("solved");
    found.reopened = row.get<std::int64_t>("reopened");
    found.waiting = row.get<std::int64_t>("waiting");
    found.median_seconds = row.get<std::optional<double>>("median_seconds");
    found.p90_seconds = row.get<std::optional<double>>("p90_seconds");
    return found;
}

Summaries summaries(Transaction& tx, NetworkId network, const Window& window)
{
    const auto row = tx.exec(summaries_sql, network, window.to).front();
    Summaries found;
    found.summaries = row.get<std::int64_t>("summaries");
    found.overdue = row.get<std::int64_t>("overdue");
    found.statements = row.get<std::int64_t>("statements");
    found.referenced = row.get<std::int64_t>("referenced");
    found.references = row.get<std::int64_t>("references");
    found.dead = row.get<std::int64_t>("dead");
    found.retracted = row.get<std::int64_t>("retracted");
    found.free = row.get<std::int64_t>("free");
    return found;
}

Marks marks(Transaction& tx, NetworkId network)
{
    const auto row = tx.exec(marks_sql, network).front();
    return {row.get<std::int64_t>("helpful"), row.get<std::int64_t>("unclear"), row.get<std::int64_t>("ask")};
}

Corrections corrections(Transaction& tx, NetworkId network, const Window& window)
{
    const auto row = tx.exec(corrections_sql, network, window.from, window.to).front();
    return {row.get<std::int64_t>("corrections"), row.get<std::optional<double>>("median_seconds")};
}

std::vector<std::string> wordings(Transaction& tx, NetworkId network, int limit)
{
    std::vector<std::string> found;
    for (const auto row : tx.exec(wordings_sql, network, limit)) found.push_back(row.get<std::string>("text"));
    return found;
}

Voices voices(Transaction& tx, std::string_view domain, std::string_view own_links, const Window& window)
{
    const auto row = tx.exec(voices_sql, domain, first_id(window.from), first_id(window.to), own_links).front();
    Voices found;
    found.posts = row.get<std::int64_t>("posts");
    found.people = row.get<std::int64_t>("people");
    found.dialogue = row.get<std::int64_t>("dialogue");
    found.promotion = row.get<std::int64_t>("promotion");
    return found;
}

bool knows(Transaction& tx, std::string_view domain)
{
    return tx.exec(knows_sql, domain).front().at(0).as<bool>();
}

} // namespace rounds::storage::metrics
