#include "federation/peers/heard.hpp"

namespace rounds::peers {

bool Heard::is_news(std::string_view host, Time now)
{
    const std::lock_guard lock(mutex_);
    std::string name(host);
    if (const auto found = last_.find(name); found != last_.end()) {
        if (now - found->second < again_after_) return false;
        found->second = now;
        return true;
    }
    if (last_.size() >= capacity_) last_.clear();
    last_.emplace(std::move(name), now);
    return true;
}

} // namespace rounds::peers
