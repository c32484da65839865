#pragma once

#include "server/app/route.hpp"

#include <span>

namespace rounds::archive {

/// POST /settings/archive: everything of the person as one file, after the password and, where there is one, the second
/// factor. It holds direct messages in clear, so it is made while it is sent, and kept nowhere.
[[nodiscard]] std::span<const app::Route> routes();

} // namespace rounds::archive
