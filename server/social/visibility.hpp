#pragma once

#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rounds::social {

/// THE place where visibility is decided (architecture 4.7), once in C++ and once as SQL, for lists, in
/// storage/visibility_sql.hpp; a test holds the two together over every combination.

/// What the C++ predicate needs to know.
struct Standing
{
    bool author = false;
    bool mentioned = false;
    bool follows_author = false; ///< accepted
    bool blocked_by_author = false;
    bool author_usable = true;
    bool held_back = false; ///< by the privacy guard, and nobody released it
    bool anonymous = false; ///< the viewer has no account
};
[[nodiscard]] bool may_see(storage::Visibility visibility, const Standing& standing) noexcept;

/// The status when `viewer` may see it; not_found otherwise: hidden and absent look the same.
[[nodiscard]] result<storage::Status>
find_visible(storage::Transaction& tx, StatusId id, std::optional<AccountId> viewer);
/// Those of `ids` that the viewer may see, in order.
[[nodiscard]] std::vector<StatusId>
visible(storage::Transaction& tx, const std::vector<StatusId>& ids, std::optional<AccountId> viewer);
/// Those of `readings` whose post the reader may see. One query for each 500.
[[nodiscard]] std::vector<storage::Reading>
visible(storage::Transaction& tx, const std::vector<storage::Reading>& readings);

} // namespace rounds::social
