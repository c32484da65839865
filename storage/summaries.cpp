#include "storage/summaries.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::summaries {
namespace {

constexpr SqlText columns{
    "s.id, s.network_id, s.chat_id, s.uri, s.status_id, s.author_id, s.state, s.version, s.published_at,"
    " s.retracted_at, s.next_review_at::text, s.created_at, s.updated_at"
};

Summary read_summary(const Row& row)
{
    ColumnReader in(row);
    Summary summary;
    summary.id = in.next<SummaryId>();
    summary.network = in.next<NetworkId>();
    summary.chat = in.next<std::optional<ChatId>>();
    summary.uri = in.next<std::string>();
    summary.status = in.next<std::optional<StatusId>>();
    summary.author = in.next<AccountId>();
    summary.state = in.next<std::string>();
    summary.version = in.next<int>();
    summary.published_at = in.next<std::optional<Time>>();
    summary.retracted_at = in.next<std::optional<Time>>();
    summary.next_review_at = in.next<std::optional<std::string>>();
    summary.created_at = in.next<Time>();
    summary.updated_at = in.next<Time>();
    return summary;
}

const Statement next_id_sql{"summaries.next_id", "SELECT next_id() AS id"};

const Statement create_sql{"summaries.create", R"(
    INSERT INTO summaries (id, network_id, chat_id, uri, author_id, state, version)
    VALUES ($1, $2, $3, $4, $5, $6, 1))"};

constexpr auto find_text = "SELECT " + columns + " FROM summaries s WHERE s.id = $1";
const Statement find_sql{"summaries.find", find_text.c_str()};

constexpr auto find_by_status_text = "SELECT " + columns + " FROM summaries s WHERE s.status_id = $1";
const Statement find_by_status_sql{"summaries.find_by_status", find_by_status_text.c_str()};

constexpr auto lock_text = "SELECT " + columns + " FROM summaries s WHERE s.id = $1 FOR UPDATE";
const Statement lock_sql{"summaries.lock", lock_text.c_str()};

const Statement update_sql{"summaries.update", R"(
    UPDATE summaries SET status_id = $2, state = $3, version = $4, published_at = $5, retracted_at = $6,
        next_review_at = $7::date, updated_at = $8
    WHERE id = $1)"};

constexpr auto list_text = "SELECT " + columns + R"(
    FROM summaries s WHERE s.network_id = $1 AND s.published_at IS NOT NULL
    ORDER BY s.published_at DESC LIMIT $2)";
const Statement list_sql{"summaries.list", list_text.c_str()};

const Statement lines_sql{"summaries.lines", R"(
    SELECT s.id, s.network_id, v.title, v.key_message, v.language, v.published_at, s.retracted_at,
        s.next_review_at::text AS next_review_at
    FROM summaries s
    CROSS JOIN LATERAL (
        SELECT title, key_message, language, published_at FROM summary_versions
        WHERE summary_id = s.id AND published_at IS NOT NULL ORDER BY version DESC LIMIT 1) v
    WHERE s.network_id = ANY ($1::bigint[]) AND s.published_at IS NOT NULL
    ORDER BY s.published_at DESC LIMIT $2)"};

const Statement set_interest_sql{"summaries.set_interest", R"(
    INSERT INTO summary_interests (summary_id, account_id, statement, declared_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (summary_id, account_id) DO UPDATE SET statement = $3, declared_at = $4)"};

const Statement interests_sql{"summaries.interests", R"(
    SELECT account_id, statement, declared_at FROM summary_interests WHERE summary_id = $1
    ORDER BY declared_at, account_id)"};

const Statement add_source_sql{"summaries.add_source", R"(
    INSERT INTO summary_sources (summary_id, status_id, quoted) VALUES ($1, $2, $3)
    ON CONFLICT (summary_id, status_id) DO UPDATE SET quoted = $3)"};

const Statement sources_sql{"summaries.sources", R"(
    SELECT q.status_id, q.quoted, p.quote_consent IS TRUE AND s.deleted_at IS NULL AS allowed, s.uri,
        coalesce(s.url, s.uri) AS url, s.content
    FROM summary_sources q
    JOIN summaries u ON u.id = q.summary_id
    JOIN statuses s ON s.id = q.status_id
    LEFT JOIN chat_posts p ON p.chat_id = u.chat_id AND p.status_id = q.status_id
    WHERE q.summary_id = $1
    ORDER BY q.status_id)"};

result<Summary> first(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    return read_summary(rows.front());
}

} // namespace

SummaryId next_id(Transaction& tx)
{
    return tx.exec(next_id_sql).front().get<SummaryId>("id");
}

void create(Transaction& tx, const Summary& summary, const SummaryVersion& wording)
{
    tx.exec(create_sql, summary.id, summary.network, summary.chat, summary.uri, summary.author, summary.state);
    save_version(tx, wording);
}

result<Summary> find(Transaction& tx, SummaryId id)
{
    return first(tx.exec(find_sql, id));
}

result<Summary> find_by_status(Transaction& tx, StatusId status)
{
    return first(tx.exec(find_by_status_sql, status));
}

result<Summary> lock(Transaction& tx, SummaryId id)
{
    return first(tx.exec(lock_sql, id));
}

void update(Transaction& tx, const Summary& summary)
{
    tx.exec(
        update_sql,
        summary.id,
        summary.status,
        summary.state,
        summary.version,
        summary.published_at,
        summary.retracted_at,
        summary.next_review_at,
        summary.updated_at
    );
}

std::vector<Summary> list(Transaction& tx, NetworkId network, int limit)
{
    std::vector<Summary> found;
    for (const auto row : tx.exec(list_sql, network, limit)) found.push_back(read_summary(row));
    return found;
}

std::vector<Line> lines(Transaction& tx, const std::vector<NetworkId>& networks, int limit)
{
    std::vector<Line> found;
    for (const auto row : tx.exec(lines_sql, networks, limit))
        found.push_back(
            {row.get<SummaryId>("id"),
             row.get<NetworkId>("network_id"),
             row.get<std::string>("title"),
             row.get<std::string>("key_message"),
             row.get<std::string>("language"),
             row.get<Time>("published_at"),
             row.get<std::optional<Time>>("retracted_at"),
             row.get<std::optional<std::string>>("next_review_at")}
        );
    return found;
}

void set_interest(Transaction& tx, SummaryId id, const SummaryInterest& interest)
{
    tx.exec(set_interest_sql, id, interest.account, interest.statement, interest.declared_at);
}

std::vector<SummaryInterest> interests(Transaction& tx, SummaryId id)
{
    std::vector<SummaryInterest> found;
    for (const auto row : tx.exec(interests_sql, id))
        found.push_back(
            {row.get<AccountId>("account_id"), row.get<std::string>("statement"), row.get<Time>("declared_at")}
        );
    return found;
}

void add_source(Transaction& tx, SummaryId id, StatusId status, bool quoted)
{
    tx.exec(add_source_sql, id, status, quoted);
}

std::vector<Source> sources(Transaction& tx, SummaryId id)
{
    std::vector<Source> found;
    for (const auto row : tx.exec(sources_sql, id))
        found.push_back(
            {row.get<StatusId>("status_id"),
             row.get<bool>("quoted"),
             row.get<bool>("allowed"),
             row.get<std::string>("uri"),
             row.get<std::string>("url"),
             row.get<std::string>("content")}
        );
    return found;
}

} // namespace rounds::storage::summaries
