#pragma once

#include "server/privacy/detect/scan.hpp"

/// A function `name()` that gives a pattern compiled at its first use.
#define ROUNDS_PATTERN(name, ...)                                                                                      \
    const RE2& name()                                                                                                  \
    {                                                                                                                  \
        static const RE2 pattern(__VA_ARGS__, pattern_options());                                                      \
        return pattern;                                                                                                \
    }
