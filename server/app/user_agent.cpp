#include "server/app/user_agent.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

namespace rounds::app {

std::string named_host(std::string_view user_agent)
{
    constexpr std::string_view mark = "+http";
    const auto at = user_agent.find(mark);
    if (at == std::string_view::npos) return {};
    const auto rest = user_agent.substr(at + 1);
    const auto url = parse_url(std::string(rest.substr(0, rest.find_first_of("); ,"))));
    if (!url) return {};
    return text::to_lower(url->authority());
}

} // namespace rounds::app
