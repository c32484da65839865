#pragma once

#include "server/api/answers.hpp"
#include "server/entities/site.hpp"
#include "storage/collections.hpp"

#include <optional>
#include <vector>

namespace rounds::api {

/// Items as who looks may see them, of all these collections in one query: those that wait are the owner's to know,
/// those that were refused nobody's.
[[nodiscard]] std::vector<storage::CollectionItem>
items_for(Transaction& tx, const std::vector<storage::Collection>& all, std::optional<AccountId> viewer);

/// Collections as a JSON array, in their order.
[[nodiscard]] json::array collections_json(
    Transaction& tx,
    const std::vector<storage::Collection>& all,
    std::optional<AccountId> viewer,
    const entities::Site& site
);

} // namespace rounds::api
