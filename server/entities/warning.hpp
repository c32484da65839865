#pragma once

#include "server/entities/site.hpp"
#include "storage/base/json.hpp"
#include "storage/moderation.hpp"

namespace rounds::entities {

/// AccountWarning: a strike as its holder is told it. Who decided is nobody's business.
[[nodiscard]] json::object warning(
    const storage::moderation::Strike& strike,
    const storage::moderation::Appeal* appeal,
    const storage::AccountView& target,
    const Site& site
);

} // namespace rounds::entities
