#pragma once

#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>

namespace rounds {

enum class CardId : std::int64_t {};

namespace storage::cards {

struct Known
{
    CardId id{};
    bool titled = false; ///< there is something to show
    std::optional<Time> fetched_at{};
};
/// The card of a page, made when it is new.
[[nodiscard]] Known find_or_add(Transaction& tx, const std::string& url);
/// What the page says; its address stays that of the links.
void save(Transaction& tx, CardId id, const Card& card, Time now);
/// Hangs it on the post in place of another. Adds an event.
void attach(Transaction& tx, StatusId status, CardId id);
/// The post links no page any more.
void detach(Transaction& tx, StatusId status);

/// Those that no post links and that were not read since `before`. At most `limit`; returns how many went.
std::size_t sweep_unused(Transaction& tx, Time before, int limit);

} // namespace storage::cards
} // namespace rounds
