#include "server/web/browser_name.hpp"

#include "storage/base/text.hpp"

#include <array>

namespace rounds::web {
namespace {

struct Known
{
    std::string_view mark;
    std::string_view name;
};

// Browsers claim to be others as well, so the more particular marks come first.
constexpr std::array browsers{
    Known{"Edg/", "Edge"},
    Known{"EdgA/", "Edge"},
    Known{"OPR/", "Opera"},
    Known{"SamsungBrowser/", "Samsung Internet"},
    Known{"Firefox/", "Firefox"},
    Known{"FxiOS/", "Firefox"},
    Known{"CriOS/", "Chrome"},
    Known{"Chrome/", "Chrome"},
    Known{"Safari/", "Safari"},
};
constexpr std::array systems{
    Known{"iPhone", "iPhone"},
    Known{"iPad", "iPad"},
    Known{"Android", "Android"},
    Known{"Windows", "Windows"},
    Known{"Macintosh", "Mac"},
    Known{"CrOS", "ChromeOS"},
    Known{"Linux", "Linux"},
};
constexpr std::size_t longest = 80;

template <std::size_t size> std::string_view find(const std::array<Known, size>& known, std::string_view text)
{
    for (const auto& one : known)
        if (text.find(one.mark) != std::string_view::npos) return one.name;
    return {};
}

} // namespace

std::string browser_name(std::string_view user_agent)
{
    if (user_agent.empty()) return "?";
    const auto browser = find(browsers, user_agent);
    const auto system = find(systems, user_agent);
    if (browser.empty() || system.empty()) return std::string(text::truncate(user_agent, longest));
    return std::string(browser) + ", " + std::string(system);
}

} // namespace rounds::web
