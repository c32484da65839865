#pragma once

#include "storage/base/json.hpp"
#include "storage/model/status.hpp"

namespace rounds::entities {

/// PreviewCard of type link, without image: what other servers' pages show as pictures is not passed on.
[[nodiscard]] json::object preview_card(const storage::Card& card);

} // namespace rounds::entities
