#pragma once

#include "server/social/collections.hpp"
#include "storage/base/json.hpp"

namespace rounds::inbound {

/// FeaturedCollection with those of its items that agreed. Without @context.
[[nodiscard]] json::object featured_collection(
    storage::Transaction& tx,
    const social::Urls& urls,
    const storage::Collection& collection,
    const storage::Account& owner
);

} // namespace rounds::inbound
