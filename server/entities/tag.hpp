#pragma once

#include "server/entities/site.hpp"
#include "storage/base/json.hpp"
#include "storage/tags.hpp"

namespace rounds::entities {

/// Tag; `following` only for a viewer.
[[nodiscard]] json::object tag(const storage::tags::TagView& view, bool with_viewer, const Site& site);

} // namespace rounds::entities
