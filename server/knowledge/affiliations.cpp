#include "server/knowledge/affiliations.hpp"

#include "federation/signatures/proofs.hpp"
#include "federation/vocab/readers.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>

namespace rounds::knowledge {
namespace {

constexpr std::size_t largest = 64 << 10;
constexpr std::chrono::days longest_validity{366};
constexpr std::size_t longest_text = 200;

std::string short_text(const json::object& object, std::string_view key)
{
    return std::string(text::truncate(string_at(object, key), longest_text));
}

/// Both spellings of our vocabulary: with its prefix, and bare as a context may map it.
std::string term(const json::object& object, std::string_view name)
{
    const auto prefixed = "kn:" + std::string(name);
    return short_text(object, object.contains(prefixed) ? std::string_view(prefixed) : name);
}

void read_subject(const json::object& document, ReadCredential& credential)
{
    const auto* subject = object_at(document, "credentialSubject");
    if (subject == nullptr) return;
    credential.subject = vocab::own_id(*subject);
    credential.role = term(*subject, "role");
    credential.name_withheld = bool_at(*subject, "kn:nameWithheld") || bool_at(*subject, "nameWithheld");
    const auto* specialty = object_at(*subject, "kn:specialty");
    if (specialty == nullptr) return;
    credential.specialty_name = term(*specialty, "name");
    if (term(*specialty, "codingSystem") == "MeSH") credential.specialty_mesh = term(*specialty, "code");
}

std::string_view read_into(std::string_view text, std::string_view uri, ReadCredential& credential)
{
    auto value = parse_json(text, largest);
    if (!value || !value->is_object()) return unworthy::unreadable;
    credential.document = std::move(value->as_object());
    const auto& document = credential.document;
    if (vocab::own_id(document) != uri) return unworthy::elsewhere;
    if (!vocab::type_is(document, "VerifiableCredential") || !vocab::type_is(document, "HealthAffiliationCredential"))
        return unworthy::not_a_credential;
    credential.issuer = vocab::id_of(document, "issuer");
    if (!same_origin(credential.issuer, uri)) return unworthy::foreign_issuer;
    read_subject(document, credential);
    const auto from = vocab::time_at(document, "validFrom");
    const auto until = vocab::time_at(document, "validUntil");
    if (credential.role.empty() || !from || !until) return unworthy::not_a_credential;
    credential.valid_from = *from;
    credential.valid_until = *until;
    // A list that we cannot read, or that another keeps, might say anything.
    auto status = read_status(document);
    const auto kept_by_issuer = [&](const StatusEntry& entry) { return same_origin(entry.list, credential.issuer); };
    if (!status || !std::ranges::all_of(*status, kept_by_issuer)) return unworthy::unknown_status;
    credential.status = std::move(*status);
    const auto method = signatures::proof_method(document);
    if (!method || !same_origin(*method, credential.issuer)) return unworthy::bad_proof;
    credential.method = *method;
    return {};
}

} // namespace

Reading read_credential(std::string_view text, std::string_view uri)
{
    Reading reading;
    reading.why = read_into(text, uri, reading.credential);
    return reading;
}

std::string_view judge_credential(
    const ReadCredential& credential,
    const storage::Account& subject,
    const storage::Account& issuer,
    const signatures::PublicKey& key,
    const Clock& clock
)
{
    if (!subject.usable() || subject.moved_to_uri) return unworthy::no_subject;
    if (credential.subject != subject.uri) return unworthy::other_subject;
    if (issuer.uri != credential.issuer || !may_vouch(issuer)) return unworthy::no_issuer;
    if (!signatures::verify_proof(credential.document, key, clock)) return unworthy::bad_proof;
    const auto now = clock.now();
    if (now < credential.valid_from) return unworthy::not_yet_valid;
    if (credential.valid_until <= now) return unworthy::expired;
    if (credential.valid_until - credential.valid_from > longest_validity) return unworthy::too_long;
    return {};
}

bool may_vouch(const storage::Account& issuer) noexcept
{
    return issuer.usable() && !issuer.silenced_at && !issuer.moved_to_uri && issuer.actor_type != "Person";
}

} // namespace rounds::knowledge
