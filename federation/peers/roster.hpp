#pragma once

#include "federation/signatures/keys.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"
#include "storage/rosters.hpp"

#include <string>
#include <vector>

/// Reading of rosters and directory entries of other servers: nothing of them counts before its proof.
namespace rounds::peers {

struct ReadRoster
{
    std::string title;
    std::int64_t sequence = 0;
    std::vector<storage::rosters::Member> members; ///< in their order, each domain once
};
/// invalid_argument when it is no roster, names a member twice or without a usable domain or key, or holds more than
/// `most`; else what the proof is refused for (verify_proof).
[[nodiscard]] result<ReadRoster>
read_roster(const json::object& document, const signatures::PublicKey& steward, const Clock& clock, std::size_t most);

/// What a member says of itself, when its own key signed it: {"name", "url", "networks": [...], "chats": [...]}, texts
/// cut and addresses of its own domain only. Else as read_roster.
[[nodiscard]] result<json::object>
read_directory_entry(const json::object& document, const storage::rosters::Member& member, const Clock& clock);

/// What leads from the members in force to the wanted ones, in the order of domains.
[[nodiscard]] std::vector<storage::rosters::Change> differences(
    storage::rosters::RosterId roster,
    const std::vector<storage::rosters::Member>& present,
    const std::vector<storage::rosters::Member>& wanted
);

/// The name of what is wrong with a member; empty when it is fine.
[[nodiscard]] std::string_view wrong_field(const storage::rosters::Member& member);

} // namespace rounds::peers
