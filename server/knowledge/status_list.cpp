#include "server/knowledge/status_list.hpp"

#include "federation/vocab/contexts.hpp"
#include "federation/vocab/readers.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/gzip.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

constexpr std::string_view purpose = "revocation";
constexpr std::size_t bits_in_byte = 8;
constexpr std::size_t largest_list = 16U << 20U;
constexpr char base64url_prefix = 'u'; // Multibase: base64url without padding

/// The number that statusListIndex is: a text of digits (section 2.1); some write a number.
std::optional<std::int64_t> place_of(const json::object& entry)
{
    const auto* value = entry.if_contains("statusListIndex");
    if (value == nullptr) return std::nullopt;
    if (const auto* number = value->if_int64()) return *number;
    if (!value->is_string()) return std::nullopt;
    const auto number = text::parse_int(value->get_string());
    if (!number) return std::nullopt;
    return *number;
}

std::optional<StatusEntry> read_entry(const json::value& value)
{
    const auto* entry = value.if_object();
    if (entry == nullptr || !vocab::type_is(*entry, "BitstringStatusListEntry")) return std::nullopt;
    // More than one bit for each credential has meanings that are not ours to guess.
    if (string_at(*entry, "statusPurpose") != purpose || entry->contains("statusSize")) return std::nullopt;
    const auto place = place_of(*entry);
    StatusEntry read{std::string(string_at(*entry, "statusListCredential")), place.value_or(-1)};
    if (read.list.empty() || read.place < 0) return std::nullopt;
    return read;
}

/// One purpose, or several of which ours is one (section 2.2).
bool has_purpose(const json::object& subject)
{
    const auto* purposes = array_at(subject, "statusPurpose");
    if (purposes == nullptr) return string_at(subject, "statusPurpose") == purpose;
    return std::ranges::any_of(*purposes, [](const json::value& one) {
        return one.is_string() && one.get_string() == purpose;
    });
}

} // namespace

json::object status_entry(std::string_view base, std::int64_t place)
{
    const auto list = fmt::format("{}/{}", base, place / places_in_list);
    const auto within = std::to_string(place % places_in_list);
    json::object entry;
    entry["id"] = fmt::format("{}#{}", list, within);
    entry["type"] = "BitstringStatusListEntry";
    entry["statusPurpose"] = purpose;
    entry["statusListIndex"] = within;
    entry["statusListCredential"] = list;
    return entry;
}

std::optional<std::vector<StatusEntry>> read_status(const json::object& document)
{
    std::vector<StatusEntry> entries;
    const auto* status = document.if_contains("credentialStatus");
    if (status == nullptr) return entries;
    const auto all = status->is_array() ? status->get_array() : json::array{*status};
    for (const auto& value : all) {
        auto entry = read_entry(value);
        if (!entry) return std::nullopt;
        entries.push_back(std::move(*entry));
    }
    return entries;
}

json::object build_status_list(const StatusList& list)
{
    std::string bits(static_cast<std::size_t>(places_in_list) / bits_in_byte, '\0');
    for (const auto place : list.revoked) {
        const auto at = static_cast<std::size_t>(place);
        bits.at(at / bits_in_byte) |= static_cast<char>(0x80U >> (at % bits_in_byte));
    }
    json::object subject;
    subject["id"] = list.uri + "#list";
    subject["type"] = "BitstringStatusList";
    subject["statusPurpose"] = purpose;
    subject["encodedList"] = base64url_prefix + crypto::to_base64url(base::gzip(bits));
    json::object document;
    document["@context"] = json::array{"https://www.w3.org/ns/credentials/v2", vocab::data_integrity_context};
    document["id"] = list.uri;
    document["type"] = json::array{"VerifiableCredential", "BitstringStatusListCredential"};
    document["issuer"] = list.issuer;
    document["validFrom"] = list.valid_from;
    document["credentialSubject"] = std::move(subject);
    return document;
}

result<Standing>
standing_at(const json::object& list, std::string_view uri, std::string_view issuer, std::int64_t place)
{
    if (vocab::own_id(list) != uri || vocab::id_of(list, "issuer") != issuer) return errc::invalid_argument;
    if (!vocab::type_is(list, "BitstringStatusListCredential")) return errc::invalid_argument;
    const auto* subject = object_at(list, "credentialSubject");
    if (subject == nullptr || !vocab::type_is(*subject, "BitstringStatusList") || !has_purpose(*subject))
        return errc::invalid_argument;
    const auto encoded = string_at(*subject, "encodedList");
    if (!encoded.starts_with(base64url_prefix)) return errc::invalid_argument;
    const auto packed = crypto::from_base64(encoded.substr(1));
    if (!packed) return packed.error();
    const auto bits = base::gunzip(*packed, largest_list);
    if (!bits) return bits.error();
    const auto at = static_cast<std::size_t>(place);
    if (place < 0 || at / bits_in_byte >= bits->size()) return errc::invalid_argument;
    const auto byte = static_cast<unsigned char>((*bits)[at / bits_in_byte]);
    return (byte & (0x80U >> (at % bits_in_byte))) != 0 ? Standing::revoked : Standing::in_force;
}

} // namespace rounds::knowledge
