#pragma once

#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <vector>

namespace rounds::storage::streams {

/// What decides which streams a post goes to. Of a deleted one, the tags and media are gone.
struct Facts
{
    StatusId id{};
    AccountId author{};
    Visibility visibility = Visibility::public_;
    bool local = false;
    bool boost = false;
    bool media = false;
    bool deleted = false;
    Time created_at{};
    std::vector<std::string> tags;    ///< lower case
    std::vector<AccountId> mentioned; ///< of direct posts only
};

/// In any order; unknown ids are left out. One query.
[[nodiscard]] std::vector<Facts> facts(Transaction& tx, const std::vector<StatusId>& ids);

} // namespace rounds::storage::streams
