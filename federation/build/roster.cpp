#include "federation/build/roster.hpp"

#include "federation/vocab/contexts.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {
namespace {

json::object member_object(const storage::rosters::Member& member)
{
    json::object object;
    object["type"] = vocab::type::organization;
    object["name"] = member.name;
    object["kn:domain"] = member.domain;
    object["kn:kind"] = member.kind;
    object["kn:region"] = member.region;
    object["kn:medium"] = member.medium;
    object["publicKeyMultibase"] = member.key;
    return object;
}

json::object network_object(const DirectoryNetwork& network)
{
    json::array conditions;
    for (const auto& name : network.conditions) conditions.emplace_back(name);
    json::object object;
    object["type"] = vocab::type::group;
    object["id"] = network.id;
    object["name"] = network.name;
    object["webfinger"] = network.handle;
    object["url"] = network.url;
    object["kn:conditions"] = std::move(conditions);
    return object;
}

json::object chat_object(const DirectoryChat& chat)
{
    json::object object;
    object["type"] = vocab::type::event;
    object["name"] = chat.name;
    object["url"] = chat.url;
    object["kn:network"] = chat.network;
    object["startTime"] = to_iso8601(chat.starts_at);
    object["endTime"] = to_iso8601(chat.ends_at);
    object["timezone"] = chat.timezone;
    return object;
}

} // namespace

json::object build_roster(const RosterInput& input)
{
    json::array members;
    for (const auto& member : input.members) members.push_back(member_object(member));
    json::object roster;
    roster["id"] = input.id;
    roster["type"] = vocab::type::ordered_collection;
    roster["name"] = input.title;
    roster["attributedTo"] = input.steward;
    roster["updated"] = to_iso8601(input.updated);
    roster["kn:sequence"] = input.sequence;
    roster["totalItems"] = members.size();
    roster["orderedItems"] = std::move(members);
    vocab::put_context(roster, true);
    return roster;
}

json::object build_directory_entry(const DirectoryEntryInput& input)
{
    json::array networks;
    for (const auto& network : input.networks) networks.push_back(network_object(network));
    json::array chats;
    for (const auto& chat : input.chats) chats.push_back(chat_object(chat));
    json::object entry;
    entry["id"] = input.id;
    entry["type"] = vocab::type::organization;
    entry["attributedTo"] = input.actor;
    entry["name"] = input.name;
    entry["url"] = input.url;
    entry["kn:kind"] = input.kind;
    entry["kn:region"] = input.region;
    entry["kn:networks"] = std::move(networks);
    entry["kn:chats"] = std::move(chats);
    entry["updated"] = to_iso8601(input.updated);
    vocab::put_context(entry, true);
    return entry;
}

} // namespace rounds::build
