#pragma once

#include "storage/base/json.hpp"
#include "storage/model/status.hpp"

namespace rounds::entities {

/// MediaAttachment. Media of other servers are linked where they are.
[[nodiscard]] json::object media_attachment(const storage::Media& media);

} // namespace rounds::entities
