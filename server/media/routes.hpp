#pragma once

#include "server/app/route.hpp"

#include <span>

namespace rounds::media {

/// Files: our own at /media/:key, those of other servers below /media/remote/.
[[nodiscard]] std::span<const app::Route> routes();

} // namespace rounds::media
