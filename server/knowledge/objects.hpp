#pragma once

#include "server/social/verbs.hpp"
#include "storage/base/json.hpp"

#include <optional>

namespace rounds::knowledge {

/// The object to send for a local post that is a chat's Event or a summary's Article (knowledge-objects of
/// FEDERATION.md); nothing for ordinary posts. Workers and served documents ask here first. Without @context.
[[nodiscard]] std::optional<json::object>
build_object(storage::Transaction& tx, const social::Urls& urls, const storage::Status& status);

} // namespace rounds::knowledge
