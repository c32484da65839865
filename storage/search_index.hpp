#pragma once

#include "storage/pg/transaction.hpp"

#include <cstddef>

namespace rounds::storage::search_index {

/// Brings the words of posts up to date with what happened: reads up to `limit` events and up to `limit` posts from
/// before the index was begun. Any number of processes may try; one at a time does it. Returns how many events and
/// posts were read, 0 when there is nothing to do or another process does it.
std::size_t catch_up(Transaction& tx, int limit);

} // namespace rounds::storage::search_index
