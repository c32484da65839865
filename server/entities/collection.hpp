#pragma once

#include "server/entities/site.hpp"
#include "storage/base/json.hpp"
#include "storage/collections.hpp"

namespace rounds::entities {

/// FeatureApproval: who may recommend an account. Nothing: it does not say. It is told in the same words to everybody:
/// whether who looks is among the followers is not known here, and `current_user` is "unknown" then; what counts is the
/// answer to a request.
[[nodiscard]] json::object feature_approval(const std::optional<storage::QuotePolicy>& policy);

/// CollectionItem.
[[nodiscard]] json::object collection_item(const storage::CollectionItem& item);
/// Collection; `items` are those that who looks may see.
[[nodiscard]] json::object
collection(const storage::Collection& one, const std::vector<storage::CollectionItem>& items, const Site& site);

} // namespace rounds::entities
