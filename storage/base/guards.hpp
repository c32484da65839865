#pragma once

#include <string_view>

/// The mutation check of the negative tests (security.md section 6): `tests/mutations/run` switches one guard off after
/// the other and sees its test fail, so that no test passes because something else refuses. A rule that is looked at in
/// several places has one name in all of them, and is off in all of them at once.
namespace rounds::guards {

#ifdef ROUNDS_MUTATIONS
/// The guard is named in the environment variable ROUNDS_GUARD_OFF, alone or with others ("id+origin"). Only in the
/// programs mutation_unit_tests and mutation_integration_tests; in any other there is nothing to switch.
[[nodiscard]] bool is_off(std::string_view guard) noexcept;

[[nodiscard]] inline bool hold(std::string_view guard, bool condition) noexcept
{
    return condition || is_off(guard);
}
#else
/// `condition`, which the guard of that name demands.
[[nodiscard]] constexpr bool hold(std::string_view, bool condition) noexcept
{
    return condition;
}
#endif

} // namespace rounds::guards
