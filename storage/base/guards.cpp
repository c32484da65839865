#include "storage/base/guards.hpp"

#include <cstdlib>
#include <string>

#ifdef ROUNDS_MUTATIONS

namespace rounds::guards {

bool is_off(std::string_view guard) noexcept
{
    static const std::string named = [] {
        const char* value = std::getenv("ROUNDS_GUARD_OFF"); // NOLINT(concurrency-mt-unsafe): nobody changes it
        return std::string(value != nullptr ? value : "");
    }();
    return guard == named;
}

} // namespace rounds::guards

#endif
