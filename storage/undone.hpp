#pragma once

#include "storage/pg/transaction.hpp"

#include <cstdint>
#include <string_view>

/// Finds what an Undo means by the id of the activity alone.
namespace rounds::storage::undone {

enum class Kind { follow, favourite, boost };

struct Found
{
    Kind kind;
    std::int64_t of; ///< the account that was followed; the post that was liked or boosted
};
/// A follow, favourite or boost of `by` whose activity had this id. not_found otherwise.
[[nodiscard]] result<Found> find(Transaction& tx, std::string_view uri, AccountId by);

} // namespace rounds::storage::undone
