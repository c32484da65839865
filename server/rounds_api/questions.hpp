#pragma once

#include "server/social/verbs.hpp"
#include "storage/base/json.hpp"
#include "storage/model/question.hpp"

namespace rounds::rounds_api {

/// A question with its post and the answer that helped, as far as the viewer may see them.
[[nodiscard]] json::object question_json(
    storage::Transaction& tx,
    const social::Urls& urls,
    const storage::Question& question,
    std::optional<AccountId> viewer
);

} // namespace rounds::rounds_api
