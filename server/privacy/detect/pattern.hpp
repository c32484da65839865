#pragma once

#include "server/privacy/detect/scan.hpp"

namespace rounds::privacy {

/// Remembers a pattern for warm_up(); true, for a constant that makes the call.
bool remember_pattern(const RE2& (*pattern)());

} // namespace rounds::privacy

/// A function `name()` that gives a pattern compiled at its first use, or by warm_up().
#define ROUNDS_PATTERN(name, ...)                                                                                      \
    const RE2& name()                                                                                                  \
    {                                                                                                                  \
        static const RE2 pattern(__VA_ARGS__, ::rounds::privacy::pattern_options());                                   \
        return pattern;                                                                                                \
    }                                                                                                                  \
    [[maybe_unused]] const bool name##_is_remembered = ::rounds::privacy::remember_pattern(name);
