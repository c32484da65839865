#pragma once

#include "server/entities/site.hpp"
#include "storage/announcements.hpp"
#include "storage/base/json.hpp"

#include <vector>

namespace rounds::entities {

/// Reaction.
[[nodiscard]] json::object reaction(const storage::announcements::Reaction& one, const Site& site);
/// Announcement, with those of `reactions` that are its own.
[[nodiscard]] json::object announcement(
    const storage::announcements::Shown& shown,
    const std::vector<storage::announcements::Reaction>& reactions,
    const Site& site
);

} // namespace rounds::entities
