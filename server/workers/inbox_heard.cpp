#include "server/workers/inbox_heard.hpp"

#include "storage/base/url.hpp"
#include "storage/peers.hpp"

#include <set>

namespace rounds::workers {
namespace {

constexpr auto tell_again_after = std::chrono::seconds(10);

} // namespace

std::vector<std::string> Heard::to_tell(const std::vector<std::shared_ptr<inbound::Arrived>>& tasks, Time now)
{
    std::set<std::string> hosts;
    for (const auto& task : tasks) {
        const auto& origin = task->item.origin;
        const auto told = told_.find(origin);
        if (told != told_.end() && told->second + tell_again_after > now) continue;
        const auto url = parse_url(origin);
        if (!url) continue;
        // Forgetting all is cheap and rare: the worst is telling once too often.
        if (told_.size() >= capacity_) told_.clear();
        told_.insert_or_assign(origin, now);
        hosts.insert(url->authority());
    }
    return {hosts.begin(), hosts.end()};
}

asio::awaitable<void> Heard::note(inbound::Inbound inbound, const std::vector<std::shared_ptr<inbound::Arrived>>& tasks)
{
    const auto now = inbound.clock.now();
    const auto hosts = to_tell(tasks, now);
    if (hosts.empty()) co_return;
    co_await inbound.db.transact([&](storage::Transaction& tx) { storage::peers::heard_from(tx, hosts, now); });
}

} // namespace rounds::workers
