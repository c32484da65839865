#pragma once

#include "server/social/verbs.hpp"
#include "storage/base/json.hpp"
#include "storage/model/status.hpp"

namespace rounds::entities {

/// MediaAttachment. Files of other servers are shown through us; `url` is null while an upload is busy.
[[nodiscard]] json::object media_attachment(const storage::Media& media, const social::Urls& urls);

} // namespace rounds::entities
