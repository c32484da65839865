#include "server/knowledge/credentials.hpp"

#include "federation/signatures/proofs.hpp"
#include "federation/vocab/contexts.hpp"
#include "server/knowledge/status_list.hpp"
#include "storage/base/text.hpp"
#include "storage/credentials.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

// The stakeholder vocabulary without "unknown", which nobody can vouch for.
constexpr std::array<std::string_view, 19> roles{
    "doctor",       "hcp",         "patient",           "caregiver",        "advocate",
    "researcher",   "journalist",  "individual_health", "individual_other", "org_provider",
    "org_research", "org_society", "org_government",    "org_advocacy",     "org_pharma",
    "org_device",   "org_media",   "org_other_health",  "org_other",
};
constexpr std::chrono::days longest_validity{365};
constexpr std::size_t longest_text = 200;

/// D008495: a MeSH descriptor or supplementary concept.
bool is_mesh(std::string_view code) noexcept
{
    const auto digits = code.substr(std::min<std::size_t>(1, code.size()));
    return code.size() >= 7 && code.size() <= 10 && (code[0] == 'D' || code[0] == 'C') &&
           std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
}

json::object subject_of(const Account& subject, const CredentialForm& form)
{
    json::object claim;
    claim["id"] = subject.uri;
    claim["type"] = subject.actor_type;
    claim["kn:role"] = form.role;
    if (!form.specialty_name.empty()) {
        json::object specialty;
        if (!form.specialty_mesh.empty()) {
            specialty["kn:codingSystem"] = "MeSH";
            specialty["kn:code"] = form.specialty_mesh;
        }
        specialty["kn:name"] = form.specialty_name;
        claim["kn:specialty"] = std::move(specialty);
    }
    claim["kn:nameWithheld"] = form.name_withheld;
    return claim;
}

json::array context()
{
    json::object terms;
    terms["kn"] = vocab::knowledge_namespace;
    terms["Person"] = "https://www.w3.org/ns/activitystreams#Person";
    terms["Group"] = "https://www.w3.org/ns/activitystreams#Group";
    terms["HealthAffiliationCredential"] = "kn:HealthAffiliationCredential";
    json::array all;
    all.emplace_back("https://www.w3.org/ns/credentials/v2"); // VC Data Model 2.0, 4.3: it comes first
    all.emplace_back(vocab::data_integrity_context);
    all.emplace_back(std::move(terms));
    return all;
}

/// The credential without its proof (VC Data Model 2.0).
json::object unsigned_document(
    const Credential& credential, const Account& issuer, const Account& subject, const CredentialForm& form
)
{
    json::object document;
    document["@context"] = context();
    document["id"] = credential.uri;
    document["type"] = json::array{"VerifiableCredential", "HealthAffiliationCredential"};
    document["issuer"] = issuer.uri;
    document["validFrom"] = to_iso8601(credential.valid_from);
    document["validUntil"] = to_iso8601(credential.valid_until);
    document["credentialSubject"] = subject_of(subject, form);
    json::object check;
    check["type"] = "kn:RosterCheck";
    check["kn:method"] = form.method;
    check["kn:checked"] = to_iso_date(credential.valid_from);
    document["evidence"] = json::array{std::move(check)};
    return document;
}

std::string status_lists(const social::Urls& urls)
{
    return urls.base() + "/credentials/status";
}

/// The actor's document links to its credential: others must read it again.
void tell_others(Transaction& tx, AccountId subject)
{
    social::Saying saying{};
    saying.what = social::Say::profile_updated;
    saying.account = subject;
    social::say(tx, saying);
}

} // namespace

std::string_view wrong_field(const CredentialForm& form) noexcept
{
    if (std::ranges::find(roles, form.role) == roles.end()) return "role";
    if (!form.specialty_mesh.empty() && !is_mesh(form.specialty_mesh)) return "specialty_mesh";
    if (form.specialty_name.size() > longest_text || (!form.specialty_mesh.empty() && form.specialty_name.empty()))
        return "specialty_name";
    if (text::trim(form.method).empty() || form.method.size() > longest_text) return "method";
    if (form.valid_for <= std::chrono::days{0} || form.valid_for > longest_validity) return "valid_for";
    return {};
}

result<Credential> issue_credential(
    Transaction& tx,
    const social::Urls& urls,
    build::Keyring& keyring,
    const Account& issuer,
    const Account& subject,
    const CredentialForm& form,
    Time now
)
{
    if (!wrong_field(form).empty() || !subject.local()) return errc::invalid_argument;
    const auto keys = keyring.load(tx, issuer.id);
    if (!keys) return keys.error();
    Credential credential;
    credential.id = storage::credentials::next_id(tx);
    credential.account = subject.id;
    credential.issuer = issuer.id;
    credential.uri = fmt::format("{}/credentials/{}", urls.base(), to_string(credential.id));
    credential.role = form.role;
    credential.specialty_mesh = form.specialty_mesh;
    credential.specialty_name = form.specialty_name;
    credential.method = form.method;
    credential.name_withheld = form.name_withheld;
    credential.valid_from = now;
    credential.valid_until = now + form.valid_for;
    credential.status_index = storage::credentials::next_status_index(tx);
    credential.document = unsigned_document(credential, issuer, subject, form);
    credential.document["credentialStatus"] = status_entry(status_lists(urls), *credential.status_index);
    signatures::add_proof(credential.document, (*keys)->ed25519, (*keys)->ed25519_id, now);
    storage::credentials::create(tx, credential);
    tell_others(tx, subject.id);
    return credential;
}

result<json::object> signed_status_list(
    Transaction& tx,
    const social::Urls& urls,
    build::Keyring& keyring,
    const Account& issuer,
    std::int64_t number,
    Time now
)
{
    constexpr std::int64_t most_lists = 1'000'000;
    if (number < 0 || number > most_lists) return errc::not_found;
    const auto keys = keyring.load(tx, issuer.id);
    if (!keys) return keys.error();
    const auto first = number * places_in_list;
    StatusList list;
    list.uri = fmt::format("{}/{}", status_lists(urls), number);
    list.issuer = issuer.uri;
    list.valid_from = to_iso8601(now);
    for (const auto place : storage::credentials::revoked_places(tx, first, places_in_list))
        list.revoked.push_back(place - first);
    auto document = build_status_list(list);
    signatures::add_proof(document, (*keys)->ed25519, (*keys)->ed25519_id, now);
    return document;
}

result<void> revoke_credential(Transaction& tx, CredentialId id, Time now)
{
    const auto credential = storage::credentials::find(tx, id);
    if (!credential) return credential.error();
    const auto revoked = storage::credentials::revoke(tx, id, now);
    if (revoked) tell_others(tx, credential->account);
    return revoked;
}

result<Credential> clinician_credential(Transaction& tx, AccountId account, Time now)
{
    for (auto& credential : storage::credentials::valid_of(tx, account, now))
        if (credential.role == "doctor" || credential.role == "hcp") return std::move(credential);
    return errc::not_found;
}

} // namespace rounds::knowledge
