#include "storage/reference_notices.hpp"

namespace rounds::storage::reference_notices {
namespace {

const Statement set_sql{"reference_notices.set", R"(
    INSERT INTO reference_notices (kind, value, state, note, noted_by, noted_at) VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (kind, value) DO UPDATE SET state = $3, note = $4, noted_by = $5, noted_at = $6)"};

const Statement clear_sql{"reference_notices.clear", R"(
    DELETE FROM reference_notices WHERE kind = $1 AND value = $2 RETURNING kind)"};

const Statement list_sql{"reference_notices.list", R"(
    SELECT kind, value, state, note, noted_at FROM reference_notices ORDER BY noted_at DESC, kind, value LIMIT $1)"};

// One work may be cited by its DOI here and by its PubMed number there.
const Statement of_version_sql{"reference_notices.of_version", R"(
    SELECT DISTINCT ON (r.position) r.position, n.kind, n.value, n.state, n.note, n.noted_at
    FROM summary_references r
    JOIN reference_notices n ON (n.kind, n.value) IN ((r.kind, r.value), ('doi', lower(r.csl->>'DOI')),
        ('pmid', r.csl->>'PMID'), ('pmcid', r.csl->>'PMCID'))
    WHERE r.summary_id = $1 AND r.version = $2
    ORDER BY r.position, n.state DESC)"};

const Statement citing_sql{"reference_notices.citing", R"(
    SELECT s.id FROM summaries s
    JOIN LATERAL (
        SELECT n.version FROM summary_versions n WHERE n.summary_id = s.id AND n.published_at IS NOT NULL
        ORDER BY n.version DESC LIMIT 1) v ON true
    WHERE s.published_at IS NOT NULL AND s.retracted_at IS NULL AND EXISTS (
        SELECT 1 FROM summary_references r WHERE r.summary_id = s.id AND r.version = v.version
            AND ($1::text, $2::text) IN ((r.kind, r.value), ('doi', lower(r.csl->>'DOI')), ('pmid', r.csl->>'PMID'),
                ('pmcid', r.csl->>'PMCID')))
    ORDER BY s.id)"};

Notice read_notice(const Row& row)
{
    Notice notice;
    notice.kind = row.get<std::string>("kind");
    notice.value = row.get<std::string>("value");
    notice.state = row.get<std::string>("state");
    notice.note = row.get<std::string>("note");
    notice.noted_at = row.get<Time>("noted_at");
    return notice;
}

} // namespace

void set(Transaction& tx, const Notice& notice, AccountId by)
{
    tx.exec(set_sql, notice.kind, notice.value, notice.state, notice.note, by, notice.noted_at);
}

result<void> clear(Transaction& tx, std::string_view kind, std::string_view value)
{
    if (tx.exec(clear_sql, kind, value).empty()) return errc::not_found;
    return {};
}

std::vector<Notice> list(Transaction& tx, int limit)
{
    std::vector<Notice> found;
    for (const auto row : tx.exec(list_sql, limit)) found.push_back(read_notice(row));
    return found;
}

std::vector<Flag> of_version(Transaction& tx, SummaryId summary, int version)
{
    std::vector<Flag> found;
    for (const auto row : tx.exec(of_version_sql, summary, version))
        found.push_back({row.get<int>("position"), read_notice(row)});
    return found;
}

std::vector<SummaryId> summaries_citing(Transaction& tx, std::string_view kind, std::string_view value)
{
    std::vector<SummaryId> found;
    for (const auto row : tx.exec(citing_sql, kind, value)) found.push_back(row.get<SummaryId>("id"));
    return found;
}

} // namespace rounds::storage::reference_notices
