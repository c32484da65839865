#pragma once

#include "server/app/route.hpp"

#include <cstdint>
#include <span>

namespace rounds::console {

/// Who may use a page: a moderator or an administrator, an administrator alone, who of them has the right of
/// break-glass, or who of them is a safety contact; to all others that page does not exist.
enum class Least : std::uint8_t { moderator, admin, break_glass, safety_contact };

/// The pages below /console.
[[nodiscard]] std::span<const app::Route> routes();

/// The same in the same order: who may use each. There is no page without an entry.
[[nodiscard]] std::span<const Least> least_roles();

} // namespace rounds::console
