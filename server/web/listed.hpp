#pragma once

#include "server/knowledge/conditions.hpp"
#include "server/social/verbs.hpp"
#include "server/web/words.hpp"
#include "storage/base/json.hpp"

#include <string>
#include <vector>

// What several pages list in the same way.

namespace rounds::web {

/// In the reader's language where there is a name in it, with a capital letter at its beginning.
[[nodiscard]] std::string condition_name(const knowledge::Condition& condition, Language language);

/// Published summaries of these networks, the newest first: address, title, key message, when; one query.
[[nodiscard]] json::array summary_lines(
    storage::Transaction& tx,
    const social::Urls& urls,
    const std::vector<NetworkId>& networks,
    int most,
    Language language
);

} // namespace rounds::web
