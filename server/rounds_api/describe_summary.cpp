#include "server/knowledge/article.hpp"
#include "server/knowledge/references.hpp"
#include "server/rounds_api/describe.hpp"
#include "storage/summaries.hpp"

#include <algorithm>

namespace rounds::rounds_api {
namespace {

json::array statements_json(const storage::SummaryVersion& wording)
{
    json::array all;
    for (const auto& statement : wording.statements) {
        json::object entry;
        entry["position"] = statement.position;
        entry["content"] = statement.content;
        entry["prompt_label"] = string_or_null(statement.prompt_label);
        entry["evidence_scheme"] = string_or_null(statement.evidence_scheme);
        entry["evidence_level"] = string_or_null(statement.evidence_level);
        all.push_back(std::move(entry));
    }
    return all;
}

json::array references_json(const storage::SummaryVersion& wording)
{
    json::array all;
    for (const auto& reference : wording.references) {
        json::object entry;
        entry["position"] = reference.position;
        entry["kind"] = reference.kind;
        entry["value"] = reference.value;
        entry["url"] = knowledge::canonical_url({reference.kind, reference.value});
        entry["citation"] = knowledge::ama_line(reference.csl);
        entry["csl"] = reference.csl;
        json::array supports;
        for (const int number : reference.supports) supports.emplace_back(number);
        entry["supports"] = std::move(supports);
        all.push_back(std::move(entry));
    }
    return all;
}

json::array interests_json(Transaction& tx, SummaryId id)
{
    json::array all;
    for (const auto& interest : storage::summaries::interests(tx, id)) {
        json::object entry;
        entry["account"] = account_json(tx, interest.account);
        entry["statement"] = interest.statement;
        entry["declared_at"] = to_iso8601(interest.declared_at);
        all.push_back(std::move(entry));
    }
    return all;
}

} // namespace

json::object wording_json(Transaction& tx, const storage::SummaryVersion& wording)
{
    json::object out;
    out["version"] = wording.version;
    out["title"] = wording.title;
    out["key_message"] = wording.key_message;
    out["what_you_can_do"] = wording.what_you_can_do;
    out["uncertain"] = wording.uncertain;
    out["body"] = wording.body;
    out["for_clinicians"] = wording.for_clinicians;
    out["funding"] = wording.funding;
    out["language"] = wording.language;
    out["reason"] = string_or_null(wording.reason);
    out["statements"] = statements_json(wording);
    out["references"] = references_json(wording);
    out["editor"] = account_json(tx, wording.editor);
    const auto reviewer = knowledge::reviewer_of(tx, wording);
    out["reviewer"] = reviewer && !reviewer->name_withheld ? account_json(tx, *wording.reviewer) : nullptr;
    out["review"] = reviewer ? json::value(knowledge::review_line(*reviewer)) : nullptr;
    out["reviewed_at"] = time_or_null(wording.reviewed_at);
    out["published_at"] = time_or_null(wording.published_at);
    out["html"] = knowledge::article_html(wording, reviewer);
    return out;
}

json::object summary_json(
    Transaction& tx, const social::Urls& urls, const storage::Summary& summary, const storage::SummaryVersion& wording
)
{
    auto out = wording_json(tx, wording);
    out["id"] = to_string(summary.id);
    out["network_id"] = to_string(summary.network);
    out["chat_id"] = id_or_null(summary.chat);
    out["uri"] = summary.uri;
    out["url"] = urls.summary_page(summary.id);
    out["status_id"] = id_or_null(summary.status);
    out["author"] = account_json(tx, summary.author);
    // A correction that is being written is nobody's business but of those who write it.
    out["state"] = summary.retracted_at ? "retracted" : wording.published_at ? "published" : summary.state;
    out["retracted_at"] = time_or_null(summary.retracted_at);
    out["retraction_reason"] =
        summary.retracted_at ? json::value(storage::summaries::retraction_reason(tx, summary.id)) : nullptr;
    out["first_published_at"] = time_or_null(summary.published_at);
    out["next_review_at"] = summary.next_review_at ? json::value(*summary.next_review_at) : nullptr;
    out["interests"] = interests_json(tx, summary.id);
    const auto sources = storage::summaries::sources(tx, summary.id);
    json::object figures;
    figures["posts"] = sources.size();
    figures["quoted"] = std::ranges::count_if(sources, [](const auto& source) { return source.quoted; });
    out["sources"] = std::move(figures);
    out["created_at"] = to_iso8601(summary.created_at);
    out["updated_at"] = to_iso8601(summary.updated_at);
    return out;
}

} // namespace rounds::rounds_api
