#pragma once

#include "server/social/verbs.hpp"
#include "server/web/words.hpp"
#include "storage/model/knowledge.hpp"
#include "storage/pg/transaction.hpp"

namespace rounds::web {

/// Who looks at the desk of a network, and what they may do there.
struct DeskReader
{
    AccountId account{};
    bool steward = false;
    bool host = false; ///< or steward
};

/// What a network recommends to read, pinned ones first.
[[nodiscard]] json::array resource_rows(storage::Transaction& tx, NetworkId network);

/// All that the template network_desk shows.
[[nodiscard]] json::object desk_values(
    storage::Transaction& tx,
    const social::Urls& urls,
    const storage::Network& network,
    const DeskReader& reader,
    Language language
);

} // namespace rounds::web
