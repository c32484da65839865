#include "server/web/summary_values.hpp"

#include "server/knowledge/conditions.hpp"
#include "server/knowledge/marks.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/summaries.hpp"
#include "server/social/text/markdown.hpp"
#include "server/web/cards.hpp"
#include "server/web/references.hpp"
#include "storage/accounts.hpp"
#include "storage/chats.hpp"
#include "storage/credentials.hpp"
#include "storage/networks.hpp"
#include "storage/reference_notices.hpp"
#include "storage/summaries.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace rounds::web {
namespace {

using storage::SummaryVersion;
using storage::Transaction;

json::object person(Transaction& tx, const social::Urls& urls, AccountId id, Language language)
{
    if (const auto account = storage::accounts::find(tx, id)) return account_values(urls, *account);
    return json::object{
        {"name", word(language, "somebody_left")}, {"handle", ""}, {"address", ""}, {"elsewhere", false}
    };
}

/// A grade as its scheme names it: "OCEBM 2011, level 1". Lived experience is never graded.
std::string formal_evidence(const storage::SummaryStatement& statement, Language language)
{
    const auto& scheme = statement.evidence_scheme;
    if (scheme.empty()) return {};
    if (scheme == "LIVED") return std::string(word(language, "evidence_LIVED_lived"));
    const std::string_view name = scheme == "OCEBM2011" ? "OCEBM 2011" : std::string_view(scheme);
    return fmt::format("{}, {} {}", name, word(language, "evidence_level"), statement.evidence_level);
}

/// What it means in plain words, with its name: "Strong evidence: many trials put together (OCEBM 2011, level 1)".
std::string evidence(const storage::SummaryStatement& statement, Language language)
{
    const auto formal = formal_evidence(statement, language);
    const auto key = "evidence_" + statement.evidence_scheme + "_" + statement.evidence_level;
    if (statement.evidence_scheme == "LIVED" || !words(language).contains(key)) return formal;
    return fmt::format("{} ({})", word(language, key), formal);
}

json::array statement_values(const SummaryVersion& version, Language language)
{
    json::array list;
    for (const auto& statement : version.statements) {
        json::array numbers;
        for (const auto& reference : version.references)
            if (std::ranges::find(reference.supports, statement.position) != reference.supports.end())
                numbers.push_back(json::object{{"number", reference.position}});
        json::object values;
        values["statement"] = statement.content;
        values["prompt"] = statement.prompt_label;
        values["evidence"] = evidence(statement, language);
        values["formal_evidence"] = formal_evidence(statement, language);
        values["has_numbers"] = !numbers.empty();
        values["numbers"] = std::move(numbers);
        list.push_back(std::move(values));
    }
    return list;
}

using Flags = std::vector<storage::reference_notices::Flag>;

json::array reference_values(const SummaryVersion& version, const Flags& flags)
{
    json::array list;
    for (const auto& reference : version.references) {
        const auto flag = std::ranges::find(flags, reference.position, &storage::reference_notices::Flag::position);
        const auto state = flag == flags.end() ? std::string_view{} : std::string_view(flag->notice.state);
        list.push_back(json::object{
            {"number", reference.position},
            {"reference", reference_text(reference)},
            {"reference_address", reference_address(reference)},
            {"reference_retracted", state == "retracted"},
            {"reference_dead", state == "dead"}
        });
    }
    return list;
}

json::array interest_values(Transaction& tx, const social::Urls& urls, SummaryId id, Language language)
{
    json::array list;
    for (const auto& interest : storage::summaries::interests(tx, id)) {
        auto values = person(tx, urls, interest.account, language);
        values["interest"] = interest.statement;
        list.push_back(std::move(values));
    }
    return list;
}

void add_review(
    json::object& values, Transaction& tx, const social::Urls& urls, const SummaryVersion& version, Language language
)
{
    values["reviewed"] = false;
    if (!version.reviewer || !version.reviewed_at) return;
    values["reviewed"] = true;
    values["reviewed_on"] = long_date(*version.reviewed_at, language);
    values["reviewer"] = person(tx, urls, *version.reviewer, language);
    values["vouched_by"] = "";
    values["reviewer_specialty"] = "";
    if (!version.reviewer_credential) return;
    const auto credential = storage::credentials::find(tx, *version.reviewer_credential);
    if (!credential) return;
    if (credential->name_withheld) {
        json::object somebody;
        somebody["name"] = word(language, "somebody");
        somebody["address"] = "";
        values["reviewer"] = std::move(somebody);
    }
    values["reviewer_specialty"] = credential->specialty_name;
    values["vouched_by"] = person(tx, urls, credential->issuer, language)["name"];
}

std::string version_address(const social::Urls& urls, SummaryId id, int version)
{
    return urls.summary_page(id) + "/versions/" + std::to_string(version);
}

} // namespace

result<PublicSummary> find_public_summary(Transaction& tx, SummaryId id, std::optional<AccountId> viewer)
{
    const auto summary = storage::summaries::find(tx, id);
    if (!summary) return summary.error();
    auto versions = storage::summaries::versions(tx, id);
    std::erase_if(versions, [](const auto& version) { return !version.published_at; });
    if (versions.empty() || !summary->published_at) return errc::not_found;
    const auto network = storage::networks::find(tx, summary->network);
    if (!network || !knowledge::may_read(tx, *network, viewer)) return errc::not_found;
    const auto group = storage::accounts::find(tx, network->account);
    if (!group || !group->usable()) return errc::not_found;
    return PublicSummary{*summary, std::move(versions), *network, *group};
}

json::array version_list(const social::Urls& urls, const PublicSummary& found, int shown, Language language)
{
    json::array list;
    for (auto version = found.versions.rbegin(); version != found.versions.rend(); ++version) {
        const auto address = version_address(urls, found.summary.id, version->version);
        const bool first = version->version == found.versions.front().version;
        list.push_back(json::object{
            {"version", version->version},
            {"version_address", address},
            {"changes_address", first ? std::string{} : address + "/changes"},
            {"version_published", long_date(*version->published_at, language)},
            {"version_reason", version->reason},
            {"version_shown", version->version == shown},
            {"version_newest", version->version == found.newest().version}
        });
    }
    return list;
}

json::object mark_values(Transaction& tx, SummaryId id, std::optional<AccountId> viewer)
{
    const auto marks = knowledge::marks_of(tx, id, viewer);
    const auto shown = [](std::optional<std::int64_t> count) { return count ? std::to_string(*count) : std::string{}; };
    json::object values;
    values["has_marks"] = marks.helpful || marks.unclear || marks.ask;
    values["helpful"] = shown(marks.helpful);
    values["unclear"] = shown(marks.unclear);
    values["ask"] = shown(marks.ask);
    values["own"] = marks.own;
    for (const auto* mark : {"helpful", "unclear", "ask"}) values[std::string("own_") + mark] = marks.own == mark;
    return values;
}

json::object summary_values(
    Transaction& tx, const app::App& app, const PublicSummary& found, const SummaryVersion& shown, Language language
)
{
    const auto& urls = app.urls;
    json::object values;
    values["summary_title"] = shown.title;
    values["summary_address"] = urls.summary_page(found.summary.id);
    values["key_message"] = shown.key_message;
    values["language"] = shown.language;
    values["statements"] = statement_values(shown, language);
    values["has_statements"] = !shown.statements.empty();
    values["what_you_can_do"] = text::markdown_to_html(shown.what_you_can_do);
    values["uncertain"] = text::markdown_to_html(shown.uncertain);
    values["summary_body"] = text::markdown_to_html(shown.body);
    values["for_clinicians"] = text::markdown_to_html(shown.for_clinicians);
    values["funding"] = shown.funding;
    const auto flags = storage::reference_notices::of_version(tx, found.summary.id, shown.version);
    values["references"] = reference_values(shown, flags);
    values["cites_retracted"] =
        std::ranges::any_of(flags, [](const auto& flag) { return flag.notice.state == "retracted"; });
    values["has_references"] = !shown.references.empty();
    values["disclaimer"] = language == Language::english ? knowledge::disclaimer : word(language, "disclaimer");
    values["author"] = person(tx, urls, found.summary.author, language);
    add_review(values, tx, urls, shown, language);
    auto interests = interest_values(tx, urls, found.summary.id, language);
    values["has_interests"] = !interests.empty();
    values["interests"] = std::move(interests);
    values["published"] = long_date(*shown.published_at, language);
    values["next_review"] = long_date(found.summary.next_review_at.value_or(""), language);
    values["network_title"] = found.network.title;
    values["network_address"] = found.group.url;
    values["from_chat"] = false;
    if (found.summary.chat)
        if (const auto chat = storage::chats::find(tx, *found.summary.chat))
            values["from_chat"] = chat_values(urls, language, *chat);
    values["versions"] = version_list(urls, found, shown.version, language);
    values["shown_version"] = shown.version;
    const auto& newest = found.newest();
    values["superseded"] = shown.version != newest.version;
    values["newest_reason"] = newest.reason;
    values["newest_published"] = long_date(*newest.published_at, language);
    values["overdue"] = knowledge::review_overdue(found.summary, app.clock.now());
    values["exports"] = "/api/rounds/v1/summaries/" + to_string(found.summary.id) + "/references/";
    values["retraction_reason"] = storage::summaries::retraction_reason(tx, found.summary.id);
    values["retracted"] = found.summary.retracted_at ? long_date(*found.summary.retracted_at, language) : std::string{};
    return values;
}

std::string summary_data(const app::App& app, const PublicSummary& found, const SummaryVersion& shown)
{
    json::object data;
    data["@context"] = "https://schema.org";
    data["@type"] = "MedicalWebPage";
    data["@id"] = app.urls.summary(found.summary.id);
    data["url"] = app.urls.summary_page(found.summary.id);
    data["name"] = shown.title;
    data["abstract"] = shown.key_message;
    data["inLanguage"] = shown.language;
    data["version"] = std::to_string(shown.version);
    data["datePublished"] = to_iso_date(*found.summary.published_at);
    data["dateModified"] = to_iso_date(*shown.published_at);
    if (shown.reviewed_at) data["lastReviewed"] = to_iso_date(*shown.reviewed_at);
    if (found.summary.retracted_at) data["creativeWorkStatus"] = "Retracted";
    const auto& instance = app.config.instance;
    data["publisher"] = json::object{
        {"@type", "MedicalOrganization"},
        {"name", instance.organisation.empty() ? instance.title : instance.organisation},
        {"url", app.urls.base() + "/"}
    };
    json::array about;
    for (const auto& id : found.network.conditions)
        if (const auto* condition = knowledge::conditions().find(id))
            about.push_back(json::object{
                {"@type", "MedicalCondition"},
                {"name", condition->name},
                {"code", json::object{{"@type", "MedicalCode"}, {"codingSystem", "DOID"}, {"codeValue", condition->id}}}
            });
    data["about"] = std::move(about);
    json::array citations;
    for (const auto& reference : shown.references) {
        json::object citation{{"@type", "ScholarlyArticle"}, {"name", reference_text(reference)}};
        const auto csl_type = string_at(reference.csl, "type");
        if (csl_type == "book") citation["@type"] = "Book";
        if (csl_type == "webpage" || csl_type.empty()) citation["@type"] = "CreativeWork";
        citation["identifier"] =
            json::object{{"@type", "PropertyValue"}, {"propertyID", reference.kind}, {"value", reference.value}};
        if (const auto address = reference_address(reference); !address.empty()) citation["url"] = address;
        citations.push_back(std::move(citation));
    }
    data["citation"] = std::move(citations);
    return json::serialize(data);
}

} // namespace rounds::web
