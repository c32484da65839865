#pragma once

#include "federation/build/activities.hpp"

namespace rounds::build {

/// A Follow as it stands inside Accept, Reject and Undo.
[[nodiscard]] json::object follow_object(const FollowRef& follow);

} // namespace rounds::build
