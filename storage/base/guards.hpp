#pragma once

#include <string_view>

/// The mutation check of the negative tests (security.md section 6): `tests/mutations/run` switches one guard off after
/// the other and sees its test fail, so that no test passes because something else refuses.
namespace rounds::guards {

#ifdef ROUNDS_MUTATIONS
/// The guard is named in the environment variable ROUNDS_GUARD_OFF. Only in the programs mutation_unit_tests and
/// mutation_integration_tests; in any other there is nothing to switch.
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
