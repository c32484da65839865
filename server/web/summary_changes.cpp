#include "server/knowledge/diff.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "server/web/references.hpp"
#include "server/web/render.hpp"
#include "server/web/summary.hpp"
#include "server/web/summary_values.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::web {
namespace {

using storage::SummaryVersion;
using storage::Transaction;

std::string statements_text(const SummaryVersion& version)
{
    std::string text;
    for (const auto& statement : version.statements) {
        text += statement.content;
        if (!statement.evidence_scheme.empty())
            text += fmt::format(" [{} {}]", statement.evidence_scheme, statement.evidence_level);
        text += '\n';
    }
    return text;
}

std::string references_text(const SummaryVersion& version)
{
    std::string text;
    for (const auto& reference : version.references) text += reference_text(reference) + '\n';
    return text;
}

/// Adds a section when the field has changed.
void add_section(json::array& sections, std::string_view heading, std::string_view before, std::string_view after)
{
    if (before == after) return;
    json::array parts;
    for (const auto& part : knowledge::changes_between(before, after)) {
        json::object values;
        values["text"] = part.text;
        values["removed"] = part.change == knowledge::Change::removed;
        values["added"] = part.change == knowledge::Change::added;
        values["kept"] = part.change == knowledge::Change::kept;
        parts.push_back(std::move(values));
    }
    if (parts.empty()) return;
    sections.push_back(json::object{{"heading", heading}, {"parts", std::move(parts)}});
}

json::array sections_of(const SummaryVersion& before, const SummaryVersion& after, Language language)
{
    json::array sections;
    add_section(sections, word(language, "summary_field_title"), before.title, after.title);
    add_section(sections, word(language, "summary_field_key_message"), before.key_message, after.key_message);
    add_section(sections, word(language, "summaries"), statements_text(before), statements_text(after));
    add_section(sections, word(language, "can_do"), before.what_you_can_do, after.what_you_can_do);
    add_section(sections, word(language, "not_known"), before.uncertain, after.uncertain);
    add_section(sections, word(language, "more_detail"), before.body, after.body);
    add_section(sections, word(language, "summary_clinicians"), before.for_clinicians, after.for_clinicians);
    add_section(sections, word(language, "funding"), before.funding, after.funding);
    add_section(sections, word(language, "references"), references_text(before), references_text(after));
    return sections;
}

} // namespace

boost::asio::awaitable<http::Response> summary_changes(app::Context& ctx)
{
    const auto id = ctx.path_id<SummaryId>("id");
    const auto version = text::parse_int(ctx.path_text("version"));
    if (!id || !version) co_return error_page(ctx, 404);
    const auto& app = ctx.app();
    const auto found =
        co_await app.db.transact([&](Transaction& tx) { return find_public_summary(tx, *id, ctx.viewer_id()); });
    if (!found) co_return error_page(ctx, 404);
    const auto after = std::ranges::find(found->versions, *version, &SummaryVersion::version);
    if (after == found->versions.end() || after == found->versions.begin()) co_return error_page(ctx, 404);
    const auto before = std::prev(after);
    const auto language = language_of(ctx);
    json::object values;
    values["t"] = code_of(language);
    values["summary_title"] = after->title;
    values["summary_address"] = app.urls.summary_page(*id);
    values["language"] = after->language;
    values["version"] = after->version;
    values["before"] = before->version;
    values["reason"] = after->reason;
    values["published"] = long_date(*after->published_at, language);
    values["sections"] = sections_of(*before, *after, language);
    Page page;
    page.title = fmt::format("{}: {}", word(language, "summary_changes"), after->title);
    page.body = render("summary_changes", values);
    page.hidden = true;
    co_return respond(ctx, page);
}

} // namespace rounds::web
