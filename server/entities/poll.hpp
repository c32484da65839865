#pragma once

#include "server/entities/site.hpp"
#include "storage/base/json.hpp"
#include "storage/model/poll.hpp"

#include <optional>
#include <vector>

namespace rounds::entities {

/// How a viewer stands to a poll.
struct PollViewer
{
    std::vector<std::int64_t> own_votes{};
    bool author = false; ///< who asks cannot vote, which clients are told as "voted"
};

/// Poll. Counts per option are null while the author hides them; voted and own_votes are there for a viewer only.
[[nodiscard]] json::object
poll(const storage::Poll& poll, Time now, const std::optional<PollViewer>& viewer, const Site& site);

} // namespace rounds::entities
