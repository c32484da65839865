#include "federation/fetch/pool.hpp"

#include <algorithm>

namespace rounds::fetch {

std::unique_ptr<Connection> Pool::take(const std::string& origin)
{
    sweep();
    for (auto entry = idle_.end(); entry != idle_.begin();) {
        --entry;
        if (entry->origin != origin) continue;
        auto connection = std::move(entry->connection);
        entry = idle_.erase(entry);
        if (connection->quiet()) return connection;
    }
    return nullptr;
}

void Pool::put(const std::string& origin, std::unique_ptr<Connection> connection)
{
    if (settings_.idle_connections == 0 || settings_.idle_connections_per_host == 0) return;
    const auto same = [&](const Idle& entry) { return entry.origin == origin; };
    const auto kept = std::ranges::count_if(idle_, same);
    if (static_cast<std::size_t>(kept) >= settings_.idle_connections_per_host)
        idle_.erase(std::ranges::find_if(idle_, same));
    else if (idle_.size() >= settings_.idle_connections)
        idle_.pop_front();
    idle_.push_back({origin, std::move(connection), std::chrono::steady_clock::now()});
}

bool Pool::sweep()
{
    const auto oldest = std::chrono::steady_clock::now() - settings_.idle_timeout;
    while (!idle_.empty() && idle_.front().since <= oldest) idle_.pop_front();
    return !idle_.empty();
}

} // namespace rounds::fetch
