#include "server/knowledge/article.hpp"

#include "server/knowledge/references.hpp"
#include "server/social/text/markdown.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/credentials.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

using storage::SummaryReference;
using storage::SummaryStatement;
using text::escape_html;

std::string evidence_label(const SummaryStatement& statement)
{
    if (statement.evidence_scheme == "LIVED") return "lived experience";
    if (statement.evidence_scheme == "OCEBM2011") return "evidence level " + statement.evidence_level + " (OCEBM 2011)";
    if (statement.evidence_scheme == "GRADE") return "certainty " + statement.evidence_level + " (GRADE)";
    return {};
}

std::string reference_marks(const SummaryVersion& wording, const SummaryStatement& statement)
{
    std::string marks;
    for (const auto& reference : wording.references)
        if (std::ranges::find(reference.supports, statement.position) != reference.supports.end())
            marks += fmt::format("{0}<a href=\"#r{1}\">{1}</a>", marks.empty() ? "" : ",", reference.position);
    return marks.empty() ? marks : "<sup>" + marks + "</sup>";
}

std::string statements(const SummaryVersion& wording)
{
    if (wording.statements.empty()) return {};
    std::string html = "<h2>What was found</h2><ol>";
    for (const auto& statement : wording.statements) {
        html += fmt::format(
            "<li id=\"s{}\">{}{}",
            statement.position,
            escape_html(statement.content),
            reference_marks(wording, statement)
        );
        if (const auto label = evidence_label(statement); !label.empty())
            html += fmt::format(" <em>({})</em>", escape_html(label));
        html += "</li>";
    }
    return html + "</ol>";
}

std::string section(std::string_view heading, std::string_view markdown)
{
    if (text::trim(markdown).empty()) return {};
    return fmt::format("<h2>{}</h2>{}", heading, text::markdown_to_html(markdown));
}

std::string references(const SummaryVersion& wording)
{
    if (wording.references.empty()) return {};
    std::string html = "<h2>References</h2><ol>";
    for (const auto& reference : wording.references) {
        const auto address = canonical_url({reference.kind, reference.value});
        html += fmt::format("<li id=\"r{}\">{}", reference.position, ama_line(reference.csl, Emphasis::html));
        // A urn is a name and leads nowhere.
        if (!address.starts_with("urn:")) html += fmt::format(" <a href=\"{0}\">{0}</a>", escape_html(address));
        html += "</li>";
    }
    return html + "</ol>";
}

std::string correction_line(const SummaryVersion& wording)
{
    if (wording.reason.empty()) return {};
    return fmt::format("<p>Corrected (version {}): {}</p>", wording.version, escape_html(wording.reason));
}

} // namespace

std::optional<Reviewer> reviewer_of(Transaction& tx, const SummaryVersion& wording)
{
    if (!wording.reviewer || !wording.reviewed_at) return std::nullopt;
    const auto account = storage::accounts::find(tx, *wording.reviewer);
    if (!account) return std::nullopt;
    Reviewer reviewer;
    reviewer.name = account->display_name.empty() ? account->username : account->display_name;
    reviewer.uri = account->uri;
    reviewer.at = *wording.reviewed_at;
    if (!wording.reviewer_credential) return reviewer;
    const auto credential = storage::credentials::find(tx, *wording.reviewer_credential);
    if (!credential) return reviewer;
    reviewer.specialty = credential->specialty_name;
    if (!credential->name_withheld) return reviewer;
    reviewer.name_withheld = true;
    reviewer.name = "a verified clinician";
    const auto issuer = storage::accounts::find(tx, credential->issuer);
    reviewer.uri = issuer ? issuer->uri : std::string{};
    return reviewer;
}

std::string review_line(const Reviewer& reviewer)
{
    const auto specialty = reviewer.specialty.empty() ? std::string{} : fmt::format(" ({})", reviewer.specialty);
    return fmt::format("Reviewed by {}{} on {}.", reviewer.name, specialty, to_iso_date(reviewer.at));
}

std::string article_html(const SummaryVersion& wording, const std::optional<Reviewer>& reviewer)
{
    std::string html = fmt::format("<p><strong>Key message:</strong> {}</p>", escape_html(wording.key_message));
    html += correction_line(wording);
    html += statements(wording);
    html += section("From the conversation", wording.body);
    html += section("What you can do", wording.what_you_can_do);
    html += section("What is uncertain", wording.uncertain);
    html += section("For clinicians", wording.for_clinicians);
    html += references(wording);
    if (reviewer) html += fmt::format("<p>{}</p>", escape_html(review_line(*reviewer)));
    if (!text::trim(wording.funding).empty()) html += fmt::format("<p>Funding: {}</p>", escape_html(wording.funding));
    return html + fmt::format("<p>{}</p>", escape_html(disclaimer));
}

std::string retraction_html(std::string_view reason, Time at)
{
    return fmt::format(
        "<p><strong>Retracted on {}.</strong> Do not rely on what is written here. {}</p>",
        to_iso_date(at),
        escape_html(reason)
    );
}

std::string
article_post_html(const SummaryVersion& wording, const std::optional<Reviewer>& reviewer, std::string_view page_url)
{
    std::string html = fmt::format(
        "<p><strong>{}</strong></p><p>Key message: {}</p>", escape_html(wording.title), escape_html(wording.key_message)
    );
    html += correction_line(wording);
    if (reviewer) html += fmt::format("<p>{}</p>", escape_html(review_line(*reviewer)));
    html += fmt::format("<p>{}</p>", escape_html(disclaimer));
    return html + fmt::format("<p><a href=\"{0}\">{0}</a></p>", escape_html(page_url));
}

} // namespace rounds::knowledge
