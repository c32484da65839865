#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/model/status.hpp"

#include <optional>
#include <string>

namespace rounds {

enum class CollectionId : std::int64_t {};
enum class CollectionItemId : std::int64_t {};

} // namespace rounds

namespace rounds::storage {

/// A row of collections: accounts that somebody recommends (FEP-7aa9).
struct Collection
{
    CollectionId id{};
    AccountId account{}; ///< whose
    std::string uri{};
    std::optional<std::string> url{};
    std::string name{};
    std::string description{}; ///< plain text
    std::optional<std::string> language{};
    std::optional<Tag> tag{};
    bool sensitive = false;
    bool discoverable = true; ///< false: only for those who have its address
    bool local = true;
    Time created_at{};
    Time updated_at{};
};

/// A row of collection_items: one recommended account, and whether it agrees.
struct CollectionItem
{
    CollectionItemId id{};
    CollectionId collection{};
    std::optional<AccountId> account{}; ///< nothing: of another server, and not read yet
    std::string account_uri{};
    std::optional<std::string> uri{};
    std::string state = "pending"; ///< pending, accepted, rejected, revoked
    std::optional<std::string> request{};
    std::optional<std::string> stamp{}; ///< of a pending one: as its owner claims
    Time created_at{};

    [[nodiscard]] bool accepted() const noexcept { return state == "accepted"; }
};

} // namespace rounds::storage
