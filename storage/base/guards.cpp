#include "storage/base/guards.hpp"

#include "storage/base/text.hpp"

#include <cstdlib>
#include <set>
#include <string>

#ifdef ROUNDS_MUTATIONS

namespace rounds::guards {

bool is_off(std::string_view guard) noexcept
{
    static const auto named = [] {
        const char* value = std::getenv("ROUNDS_GUARD_OFF"); // NOLINT(concurrency-mt-unsafe): nobody changes it
        std::set<std::string, std::less<>> names;
        for (const auto name : text::split(value != nullptr ? value : "", '+')) names.emplace(name);
        return names;
    }();
    return named.contains(guard);
}

} // namespace rounds::guards

#endif
