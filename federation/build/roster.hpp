#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"
#include "storage/rosters.hpp"

#include <string>
#include <vector>

/// Rosters, and what a server says of itself in the directory. Both get their proof from whoever holds the key.
namespace rounds::build {

struct RosterInput
{
    std::string id;
    std::string steward; ///< the actor whose key signs it
    std::string title;
    std::int64_t sequence = 0;
    Time updated{};
    std::vector<storage::rosters::Member> members;
};
[[nodiscard]] json::object build_roster(const RosterInput& input);

struct DirectoryNetwork
{
    std::string id; ///< the Group
    std::string name;
    std::string handle; ///< "@breastcancer@mercy.example"
    std::string url;
    std::vector<std::string> conditions; ///< names
};
struct DirectoryChat
{
    std::string url;
    std::string name;
    std::string network; ///< its title
    std::string timezone;
    Time starts_at{};
    Time ends_at{};
};
struct DirectoryEntryInput
{
    std::string id;
    std::string actor; ///< whose key signs it
    std::string name;
    std::string kind;
    std::string region;
    std::string url;
    std::vector<DirectoryNetwork> networks;
    std::vector<DirectoryChat> chats;
    Time updated{};
};
[[nodiscard]] json::object build_directory_entry(const DirectoryEntryInput& input);

} // namespace rounds::build
