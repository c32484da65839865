#pragma once

#include "storage/base/ids.hpp"
#include "storage/base/json.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <vector>

namespace rounds::web {

/// open and solved questions put to these networks, as lists name them: {question_address, question, asked_on,
/// proposed, endorsed}; with has_open and has_solved. Only those that the viewer may see.
void put_questions(
    json::object& values,
    storage::Transaction& tx,
    const std::vector<AccountId>& groups,
    std::optional<AccountId> viewer,
    int most
);

} // namespace rounds::web
