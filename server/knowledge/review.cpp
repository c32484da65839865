#include "server/knowledge/credentials.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/obstacles.hpp"
#include "server/knowledge/quotations.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"

#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::knowledge {
namespace {

constexpr std::size_t longest_title = 200;
constexpr std::size_t longest_key_message = 1000;
constexpr std::size_t longest_statement = 2000;
constexpr std::size_t longest_section = 50'000;
constexpr std::size_t longest_funding = 1000;
constexpr std::size_t longest_remark = 2000;
constexpr std::size_t most_statements = 50;
constexpr std::size_t most_references = 100;
constexpr std::size_t longest_csl = 20;

/// A summary locked for a change by its author or a steward.
result<Summary> hold(Transaction& tx, const Account& by, SummaryId id)
{
    auto summary = storage::summaries::lock(tx, id);
    if (!summary) return summary.error();
    if (!may_edit(tx, *summary, by.id)) return errc::forbidden;
    return summary;
}

bool being_written(const Summary& summary) noexcept
{
    return summary.state == "draft" || summary.state == "in_review";
}

/// Numbers what the client ordered, and keeps the reviewer's grade of a statement that was not touched.
void settle_statements(SummaryVersion& wording, const SummaryVersion& present)
{
    int position = 0;
    for (auto& statement : wording.statements) {
        statement.position = ++position;
        const auto same = std::ranges::find(present.statements, statement.content, &storage::SummaryStatement::content);
        const bool kept = same != present.statements.end();
        statement.evidence_scheme = kept ? same->evidence_scheme : std::string{};
        statement.evidence_level = kept ? same->evidence_level : std::string{};
    }
    position = 0;
    for (auto& reference : wording.references) reference.position = ++position;
}

void clear_review(SummaryVersion& wording)
{
    wording.reviewer.reset();
    wording.reviewer_credential.reset();
    wording.reviewed_at.reset();
    wording.published_at.reset();
}

void save_state(Transaction& tx, Summary& summary, std::string_view state, Time now)
{
    summary.state = state;
    summary.updated_at = now;
    storage::summaries::update(tx, summary);
}

} // namespace

std::vector<std::string> texts_of(const SummaryVersion& wording)
{
    std::vector<std::string> texts{
        wording.title,
        wording.key_message,
        wording.what_you_can_do,
        wording.uncertain,
        wording.body,
        wording.for_clinicians,
        wording.funding
    };
    for (const auto& statement : wording.statements) texts.push_back(statement.content);
    return texts;
}

std::string_view wrong_field(const SummaryVersion& wording) noexcept
{
    if (text::trim(wording.title).empty() || wording.title.size() > longest_title) return "title";
    if (wording.key_message.size() > longest_key_message) return "key_message";
    if (wording.what_you_can_do.size() > longest_section) return "what_you_can_do";
    if (wording.uncertain.size() > longest_section) return "uncertain";
    if (wording.body.size() > longest_section) return "body";
    if (wording.for_clinicians.size() > longest_section) return "for_clinicians";
    if (wording.funding.size() > longest_funding) return "funding";
    const auto bad = [](const storage::SummaryStatement& statement) {
        return text::trim(statement.content).empty() || statement.content.size() > longest_statement ||
               statement.prompt_label.size() > longest_csl;
    };
    if (wording.statements.size() > most_statements || std::ranges::any_of(wording.statements, bad))
        return "statements";
    const auto unfit = [](const storage::SummaryReference& reference) {
        return reference.kind.empty() || reference.value.empty() || reference.supports.size() > most_statements;
    };
    if (wording.references.size() > most_references || std::ranges::any_of(wording.references, unfit))
        return "references";
    return {};
}

bool may_edit(Transaction& tx, const Summary& summary, AccountId account)
{
    if (summary.author == account) return true;
    const auto network = storage::networks::find(tx, summary.network);
    return network && may_steward(tx, *network, account);
}

bool may_see_drafts(Transaction& tx, const Summary& summary, AccountId account, Time now)
{
    if (summary.author == account) return true;
    const auto network = storage::networks::find(tx, summary.network);
    return (network && may_host(tx, *network, account)) || clinician_credential(tx, account, now).has_value();
}

result<SummaryVersion> edit_draft(Transaction& tx, const Account& by, SummaryId id, SummaryVersion wording, Time now)
{
    auto summary = hold(tx, by, id);
    if (!summary) return summary.error();
    if (!being_written(*summary) || !wrong_field(wording).empty()) return errc::invalid_argument;
    const auto present = storage::summaries::find_version(tx, id, summary->version);
    if (!present) return present.error();
    wording.summary = id;
    wording.version = present->version;
    wording.reason = present->reason;
    wording.editor = by.id;
    clear_review(wording);
    settle_statements(wording, *present);
    storage::summaries::save_version(tx, wording);
    for (const auto& source : storage::summaries::sources(tx, id))
        storage::summaries::add_source(tx, id, source.status, quotes(wording, source));
    save_state(tx, *summary, "draft", now);
    return storage::summaries::find_version(tx, id, wording.version);
}

result<void> set_next_review(Transaction& tx, const Account& by, SummaryId id, std::string_view date, Time now)
{
    auto summary = hold(tx, by, id);
    if (!summary) return summary.error();
    if (!parse_iso8601(std::string(date) + "T00:00:00Z") || date.size() != 10 || date <= to_iso_date(now))
        return errc::invalid_argument;
    summary->next_review_at = std::string(date);
    save_state(tx, *summary, summary->state, now);
    return {};
}

result<void> declare_interest(Transaction& tx, const Account& by, SummaryId id, std::string_view statement, Time now)
{
    const auto summary = storage::summaries::find(tx, id);
    if (!summary) return summary.error();
    if (!may_see_drafts(tx, *summary, by.id, now)) return errc::forbidden;
    statement = text::trim(statement);
    if (statement.empty() || statement.size() > longest_remark) return errc::invalid_argument;
    storage::summaries::set_interest(tx, id, {by.id, std::string(statement), now});
    return {};
}

result<Summary> submit_for_review(Transaction& tx, const Account& by, SummaryId id, Time now)
{
    auto summary = hold(tx, by, id);
    if (!summary) return summary.error();
    if (summary->state != "draft") return errc::invalid_argument;
    if (!summary->next_review_at || *summary->next_review_at <= to_iso_date(now))
        summary->next_review_at = default_next_review(now);
    save_state(tx, *summary, "in_review", now);
    return summary;
}

result<SummaryVersion>
sign_review(Transaction& tx, const Account& by, SummaryId id, const std::vector<Grade>& grades, Time now)
{
    const auto summary = storage::summaries::lock(tx, id);
    if (!summary) return summary.error();
    auto wording = storage::summaries::find_version(tx, id, summary->version);
    if (!wording) return wording.error();
    const auto credential = clinician_credential(tx, by.id, now);
    if (!credential || by.id == summary->author || by.id == wording->editor) return errc::forbidden;
    if (summary->state != "in_review") return errc::invalid_argument;
    for (const auto& grade : grades) {
        const auto graded =
            std::ranges::find(wording->statements, grade.statement, &storage::SummaryStatement::position);
        if (graded == wording->statements.end() || !is_evidence(grade.scheme, grade.level))
            return errc::invalid_argument;
        graded->evidence_scheme = grade.scheme;
        graded->evidence_level = grade.level;
    }
    wording->reviewer = by.id;
    wording->reviewer_credential = credential->id;
    wording->reviewed_at = now;
    storage::summaries::save_version(tx, *wording);
    return wording;
}

result<SummaryVersion>
start_correction(Transaction& tx, const Account& by, SummaryId id, std::string_view reason, Time now)
{
    auto summary = hold(tx, by, id);
    if (!summary) return summary.error();
    reason = text::trim(reason);
    if (summary->state != "published" || reason.empty() || reason.size() > longest_remark)
        return errc::invalid_argument;
    auto wording = storage::summaries::find_version(tx, id, summary->version);
    if (!wording) return wording.error();
    wording->version += 1;
    wording->reason = reason;
    wording->editor = by.id;
    clear_review(*wording);
    storage::summaries::save_version(tx, *wording);
    summary->version = wording->version;
    save_state(tx, *summary, "draft", now);
    return storage::summaries::find_version(tx, id, wording->version);
}

} // namespace rounds::knowledge
