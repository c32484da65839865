#pragma once

#include "server/knowledge/networks.hpp"
#include "storage/network_resources.hpp"

// What stewards look after beside the form of their network: who comes in, and what it recommends to read.

namespace rounds::knowledge {

using storage::Resource;

/// Who waits to be let in, the newest first. forbidden but for stewards.
[[nodiscard]] result<std::vector<Account>>
join_requests(Transaction& tx, const Account& by, NetworkId network, int limit);
/// Lets somebody in, or not. By a steward; not_found when nobody such waits.
[[nodiscard]] result<void>
decide_request(Transaction& tx, const Account& by, NetworkId network, AccountId asker, bool accepted);

struct ResourceForm
{
    std::string title{};
    std::string note{};
    std::string address{}; ///< DOI, PMID, PMCID, trial id, ISBN, or an http address
    bool pinned = false;
};
[[nodiscard]] std::string_view wrong_field(const ResourceForm& form);
/// By a steward, host or clinician mentor of the network. already_exists when it is there.
[[nodiscard]] result<Resource>
add_resource(Transaction& tx, const Account& by, NetworkId network, const ResourceForm& form);
/// The same people.
[[nodiscard]] result<Resource> pin_resource(Transaction& tx, const Account& by, ResourceId id, bool pinned);
[[nodiscard]] result<void> remove_resource(Transaction& tx, const Account& by, ResourceId id);
/// Steward, host or clinician mentor.
[[nodiscard]] bool may_recommend(Transaction& tx, const Network& network, AccountId account);

} // namespace rounds::knowledge
