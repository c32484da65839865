#pragma once

#include "server/knowledge/conditions.hpp"
#include "storage/model/knowledge.hpp"
#include "storage/pg/transaction.hpp"
#include "storage/summaries.hpp"

#include <optional>
#include <vector>

namespace rounds::knowledge {

/// What there is here about a condition and all that it includes, as far as a reader may see it.
struct AboutCondition
{
    std::vector<storage::Network> networks;
    std::vector<storage::Chat> chats; ///< the next first
    std::vector<storage::summaries::Line> summaries;
    bool followed = false;
};
[[nodiscard]] AboutCondition
about_condition(storage::Transaction& tx, const Condition& condition, std::optional<AccountId> viewer);

} // namespace rounds::knowledge
