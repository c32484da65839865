#pragma once

#include <vector>

namespace rounds::bench {

/// What processes used so far, each with all its descendants.
struct Usage
{
    double cpu_seconds = 0;
    double rss_mib =
        0; ///< of the processes named alone: summed over PostgreSQL's children it counts shared pages twice
};

[[nodiscard]] Usage usage_of(const std::vector<int>& processes);

} // namespace rounds::bench
