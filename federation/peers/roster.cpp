#include "federation/peers/roster.hpp"

#include "federation/peers/look_alike.hpp"
#include "federation/signatures/proofs.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <map>

namespace rounds::peers {
namespace {

namespace prop = vocab::prop;
namespace type = vocab::type;
using storage::rosters::Change;
using storage::rosters::Member;

constexpr std::size_t longest_text = 200;
constexpr std::size_t most_networks = 200;
constexpr std::size_t most_chats = 50;
constexpr std::size_t most_conditions = 20;

std::string cut(std::string_view text)
{
    return std::string(text::truncate(text::trim(text), longest_text));
}

Member read_member(const json::object& object)
{
    Member member;
    member.domain = to_ascii_domain(string_at(object, "kn:domain")).value_or("");
    member.name = cut(string_at(object, prop::name));
    member.kind = string_at(object, "kn:kind");
    member.region = cut(string_at(object, "kn:region"));
    member.medium = cut(string_at(object, "kn:medium"));
    member.key = string_at(object, prop::public_key_multibase);
    return member;
}

/// The proof must say that it is for this owner: a key is one actor's.
result<void> check_proof(const json::object& document, const signatures::PublicKey& key, const Clock& clock)
{
    const auto method = signatures::proof_method(document);
    if (!method) return method.error();
    const auto owner = vocab::id_of(document, prop::attributed_to);
    if (owner.empty() || !same_origin(owner, vocab::own_id(document)) || !same_origin(*method, owner))
        return errc::invalid_argument;
    return signatures::verify_proof(document, key, clock);
}

/// An address of the document's own origin, else none: an entry must not lead elsewhere.
std::string own_url(const json::object& object, std::string_view key, std::string_view id)
{
    const auto url = string_at(object, key);
    return same_origin(url, id) ? std::string(url) : std::string();
}

json::array networks_in(const json::object& document, std::string_view id)
{
    json::array networks;
    for (const auto* value : vocab::one_or_many(document, "kn:networks", most_networks)) {
        const auto* object = value->if_object();
        if (object == nullptr) continue;
        json::array conditions;
        for (const auto* name : vocab::one_or_many(*object, "kn:conditions", most_conditions))
            if (const auto* condition = name->if_string()) conditions.emplace_back(cut(std::string_view(*condition)));
        json::object network;
        network["name"] = cut(string_at(*object, prop::name));
        network["handle"] = cut(string_at(*object, prop::webfinger));
        network["url"] = own_url(*object, prop::url, id);
        network["conditions"] = std::move(conditions);
        networks.push_back(std::move(network));
    }
    return networks;
}

json::array chats_in(const json::object& document, std::string_view id)
{
    json::array chats;
    for (const auto* value : vocab::one_or_many(document, "kn:chats", most_chats)) {
        const auto* object = value->if_object();
        const auto starts = object != nullptr ? vocab::time_at(*object, prop::start_time) : std::nullopt;
        const auto ends = object != nullptr ? vocab::time_at(*object, prop::end_time) : std::nullopt;
        if (!starts || !ends) continue;
        json::object chat;
        chat["name"] = cut(string_at(*object, prop::name));
        chat["network"] = cut(string_at(*object, "kn:network"));
        chat["url"] = own_url(*object, prop::url, id);
        chat["starts"] = to_iso8601(*starts);
        chat["ends"] = to_iso8601(*ends);
        chats.push_back(std::move(chat));
    }
    return chats;
}

} // namespace

std::string_view wrong_field(const Member& member)
{
    const auto ascii = to_ascii_domain(member.domain);
    if (!ascii || *ascii != member.domain || !parse_url("https://" + member.domain + "/")) return "domain";
    if (text::trim(member.name).empty() || member.name.size() > 4 * longest_text) return "name";
    if (member.kind != "hospital" && member.kind != "society") return "kind";
    const auto key = signatures::PublicKey::from_multikey(member.key);
    if (!key || key->type() != signatures::KeyType::ed25519) return "key";
    return {};
}

result<ReadRoster>
read_roster(const json::object& document, const signatures::PublicKey& steward, const Clock& clock, std::size_t most)
{
    if (!vocab::type_is(document, type::ordered_collection)) return errc::invalid_argument;
    const auto checked = check_proof(document, steward, clock);
    if (!checked) return checked.error();
    ReadRoster roster;
    roster.title = cut(string_at(document, prop::name));
    const auto sequence = vocab::count_at(document, "kn:sequence");
    const auto items = vocab::one_or_many(document, prop::ordered_items, most + 1);
    if (!sequence || items.size() > most) return errc::invalid_argument;
    roster.sequence = *sequence;
    for (const auto* item : items) {
        const auto* object = item->if_object();
        auto member = object != nullptr ? read_member(*object) : Member{};
        const bool twice = std::ranges::find(roster.members, member.domain, &Member::domain) != roster.members.end();
        if (twice || !wrong_field(member).empty()) return errc::invalid_argument;
        roster.members.push_back(std::move(member));
    }
    return roster;
}

result<json::object> read_directory_entry(const json::object& document, const Member& member, const Clock& clock)
{
    const auto key = signatures::PublicKey::from_multikey(member.key);
    const auto id = parse_url(vocab::own_id(document));
    if (!key || !id || id->authority() != member.domain) return errc::invalid_argument;
    const auto checked = check_proof(document, *key, clock);
    if (!checked) return checked.error();
    const auto address = vocab::own_id(document);
    json::object entry;
    entry["name"] = cut(string_at(document, prop::name));
    entry["url"] = own_url(document, prop::url, address);
    entry["networks"] = networks_in(document, address);
    entry["chats"] = chats_in(document, address);
    return entry;
}

std::vector<Change>
differences(storage::rosters::RosterId roster, const std::vector<Member>& present, const std::vector<Member>& wanted)
{
    std::map<std::string, Change> found;
    const auto note = [&](const char* what, const Member& member) {
        found[member.domain] =
            Change{.id = {}, .roster = roster, .what = what, .member = member, .looks_like = {}, .refused_at = {}};
    };
    for (const auto& member : wanted) {
        const auto known = std::ranges::find(present, member.domain, &Member::domain);
        if (known == present.end())
            note("add", member);
        else if (*known != member)
            note("change", member);
    }
    for (const auto& member : present)
        if (std::ranges::find(wanted, member.domain, &Member::domain) == wanted.end()) note("remove", member);
    std::vector<Change> changes;
    for (auto& [domain, change] : found) changes.push_back(std::move(change));
    return changes;
}

} // namespace rounds::peers
