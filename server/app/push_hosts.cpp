#include "server/app/push_hosts.hpp"

#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::app {

bool may_push_to(std::string_view host, const Config& config)
{
    const auto covers = [&](const std::string& listed) {
        const auto domain = text::to_lower(listed);
        return host == domain || host.ends_with('.' + domain);
    };
    return config.push.hosts.empty() || std::ranges::any_of(config.push.hosts, covers);
}

} // namespace rounds::app
