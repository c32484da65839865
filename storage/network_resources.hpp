#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <vector>

namespace rounds {
enum class ResourceId : std::int64_t {};
} // namespace rounds

namespace rounds::storage {

/// A row of network_resources: something that a network recommends to read.
struct Resource
{
    ResourceId id{};
    NetworkId network{};
    std::string title{};
    std::string note{};
    std::string kind{};  ///< doi, pmid, pmcid, nct, isrctn, isbn, url
    std::string value{}; ///< normalised
    bool pinned = false;
    AccountId added_by{};
    Time created_at{};
};

} // namespace rounds::storage

namespace rounds::storage::network_resources {

/// already_exists when the network recommends the same work.
[[nodiscard]] result<Resource> add(Transaction& tx, const Resource& resource);
[[nodiscard]] result<Resource> find(Transaction& tx, ResourceId id);
/// Pinned ones first, then the newest.
[[nodiscard]] std::vector<Resource> list(Transaction& tx, NetworkId network, int limit);
void set_pinned(Transaction& tx, ResourceId id, bool pinned);
void remove(Transaction& tx, ResourceId id);

} // namespace rounds::storage::network_resources
