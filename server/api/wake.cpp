#include "server/api/wake.hpp"

#include "storage/channels.hpp"

#include <algorithm>
#include <array>

namespace rounds::api {

void wake_workers(const Context& ctx)
{
    ctx.app().notifier.notify(storage::channels::jobs);
    ctx.app().notifier.notify(storage::channels::events);
}

std::optional<int> visibility_from(std::string_view name) noexcept
{
    constexpr std::array<std::string_view, 4> names{"public", "unlisted", "private", "direct"};
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) return std::nullopt;
    return static_cast<int>(found - names.begin());
}

bool is_language(std::string_view text) noexcept
{
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto part = [&](char c) { return letter(c) || c == '-' || (c >= '0' && c <= '9'); };
    if (text.empty()) return true;
    if (text.size() < 2 || text.size() > 35 || !letter(text[0]) || !letter(text[1])) return false;
    return std::ranges::all_of(text, part);
}

} // namespace rounds::api
