#include "storage/columns.hpp"
#include "storage/summaries.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rounds::storage::summaries {
namespace {

constexpr SqlText columns{
    "v.summary_id, v.version, v.title, v.key_message, v.what_you_can_do, v.uncertain, v.body, v.for_clinicians,"
    " v.funding, v.language, v.reason, v.editor_id, v.reviewer_id, v.reviewer_credential_id, v.reviewed_at, "
    "v.published_at, v.created_at"
};

SummaryVersion read_version(const Row& row)
{
    ColumnReader in(row);
    SummaryVersion wording;
    wording.summary = in.next<SummaryId>();
    wording.version = in.next<int>();
    wording.title = in.next<std::string>();
    wording.key_message = in.next<std::string>();
    wording.what_you_can_do = in.next<std::string>();
    wording.uncertain = in.next<std::string>();
    wording.body = in.next<std::string>();
    wording.for_clinicians = in.next<std::string>();
    wording.funding = in.next<std::string>();
    wording.language = in.next<std::string>();
    wording.reason = in.next<std::string>();
    wording.editor = in.next<AccountId>();
    wording.reviewer = in.next<std::optional<AccountId>>();
    wording.reviewer_credential = in.next<std::optional<CredentialId>>();
    wording.reviewed_at = in.next<std::optional<Time>>();
    wording.published_at = in.next<std::optional<Time>>();
    wording.created_at = in.next<Time>();
    return wording;
}

constexpr auto versions_text = "SELECT " + columns + R"(
    FROM summary_versions v WHERE v.summary_id = $1 AND ($2::integer IS NULL OR v.version = $2) ORDER BY v.version)";
const Statement versions_sql{"summaries.versions", versions_text.c_str()};

const Statement last_published_sql{"summaries.last_published", R"(
    SELECT max(version) AS version FROM summary_versions WHERE summary_id = $1 AND published_at IS NOT NULL)"};

const Statement statements_sql{"summaries.statements", R"(
    SELECT version, position, content, coalesce(prompt_label, '') AS prompt_label,
        coalesce(evidence_scheme, '') AS evidence_scheme, coalesce(evidence_level, '') AS evidence_level
    FROM summary_statements WHERE summary_id = $1 AND ($2::integer IS NULL OR version = $2)
    ORDER BY version, position)"};

const Statement references_sql{"summaries.references", R"(
    SELECT version, position, kind, value, csl, supports
    FROM summary_references WHERE summary_id = $1 AND ($2::integer IS NULL OR version = $2)
    ORDER BY version, position)"};

// A wording that was published is never changed.
const Statement save_sql{"summaries.save_version", R"(
    INSERT INTO summary_versions (summary_id, version, title, key_message, what_you_can_do, uncertain, body, language,
        reason, editor_id, reviewer_id, reviewer_credential_id, reviewed_at, published_at, for_clinicians, funding)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
    ON CONFLICT (summary_id, version) DO UPDATE SET title = $3, key_message = $4, what_you_can_do = $5, uncertain = $6,
        body = $7, language = $8, reason = $9, editor_id = $10, reviewer_id = $11, reviewer_credential_id = $12,
        reviewed_at = $13, published_at = $14, for_clinicians = $15, funding = $16
    WHERE summary_versions.published_at IS NULL)"};

const Statement clear_statements_sql{"summaries.clear_statements", R"(
    DELETE FROM summary_statements WHERE summary_id = $1 AND version = $2)"};

const Statement clear_references_sql{"summaries.clear_references", R"(
    DELETE FROM summary_references WHERE summary_id = $1 AND version = $2)"};

const Statement add_statement_sql{"summaries.add_statement", R"(
    INSERT INTO summary_statements (summary_id, version, position, content, prompt_label, evidence_scheme,
        evidence_level)
    VALUES ($1, $2, $3, $4, nullif($5, ''), nullif($6, ''), nullif($7, '')))"};

const Statement add_reference_sql{"summaries.add_reference", R"(
    INSERT INTO summary_references (summary_id, version, position, kind, value, csl, supports)
    VALUES ($1, $2, $3, $4, $5, $6, $7::smallint[]))"};

std::vector<SummaryVersion> load(Transaction& tx, SummaryId id, std::optional<int> version)
{
    std::vector<SummaryVersion> found;
    for (const auto row : tx.exec(versions_sql, id, version)) found.push_back(read_version(row));
    const auto of = [&](int number) { return std::ranges::find(found, number, &SummaryVersion::version); };
    for (const auto row : tx.exec(statements_sql, id, version))
        of(row.get<int>("version"))
            ->statements.push_back(
                {row.get<int>("position"),
                 row.get<std::string>("content"),
                 row.get<std::string>("prompt_label"),
                 row.get<std::string>("evidence_scheme"),
                 row.get<std::string>("evidence_level")}
            );
    for (const auto row : tx.exec(references_sql, id, version))
        of(row.get<int>("version"))
            ->references.push_back(
                {row.get<int>("position"),
                 row.get<std::string>("kind"),
                 row.get<std::string>("value"),
                 json::parse(row.get<std::string>("csl")).as_object(),
                 row.get<std::vector<int>>("supports")}
            );
    return found;
}

} // namespace

result<SummaryVersion> find_version(Transaction& tx, SummaryId id, int version)
{
    auto found = load(tx, id, version);
    if (found.empty()) return errc::not_found;
    return std::move(found.front());
}

result<SummaryVersion> published_version(Transaction& tx, SummaryId id)
{
    const auto version = tx.exec(last_published_sql, id).front().get<std::optional<int>>("version");
    if (!version) return errc::not_found;
    return find_version(tx, id, *version);
}

std::vector<SummaryVersion> versions(Transaction& tx, SummaryId id)
{
    return load(tx, id, std::nullopt);
}

void save_version(Transaction& tx, const SummaryVersion& wording)
{
    const auto saved = tx.exec(
        save_sql,
        wording.summary,
        wording.version,
        wording.title,
        wording.key_message,
        wording.what_you_can_do,
        wording.uncertain,
        wording.body,
        wording.language,
        wording.reason,
        wording.editor,
        wording.reviewer,
        wording.reviewer_credential,
        wording.reviewed_at,
        wording.published_at,
        wording.for_clinicians,
        wording.funding
    );
    if (saved.affected() == 0) throw std::logic_error("a published wording of a summary is never changed");
    tx.exec(clear_statements_sql, wording.summary, wording.version);
    tx.exec(clear_references_sql, wording.summary, wording.version);
    for (const auto& statement : wording.statements)
        tx.exec(
            add_statement_sql,
            wording.summary,
            wording.version,
            statement.position,
            statement.content,
            statement.prompt_label,
            statement.evidence_scheme,
            statement.evidence_level
        );
    for (const auto& reference : wording.references) {
        const std::vector<std::int64_t> supports(reference.supports.begin(), reference.supports.end());
        tx.exec(
            add_reference_sql,
            wording.summary,
            wording.version,
            reference.position,
            reference.kind,
            reference.value,
            json::serialize(reference.csl),
            supports
        );
    }
}

} // namespace rounds::storage::summaries
