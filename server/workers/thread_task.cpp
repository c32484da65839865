#include "server/workers/thread_task.hpp"

#include "server/inbound/arrived.hpp"
#include "server/inbound/fetch_status.hpp"
#include "server/inbound/replies.hpp"
#include "storage/publications.hpp"
#include "storage/statuses.hpp"
#include "storage/thread_refreshes.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>
#include <deque>

namespace rounds::workers {

namespace {

namespace refreshes = storage::thread_refreshes;
using storage::Transaction;
using Parts = TaskWorker::Parts;

constexpr int most_fetched = 40;            // posts of one thread
constexpr std::chrono::seconds longest{60}; // each may wait for another server, and all within the lease
constexpr std::size_t most_asked = 10;      // posts whose replies are listed

template <class T> T wait_for(const Parts& parts, boost::asio::awaitable<T> asked)
{
    return boost::asio::co_spawn(parts.executor, std::move(asked), boost::asio::use_future).get();
}

std::optional<ThreadRefreshId> id_of(const json::object& payload)
{
    return parse_id<ThreadRefreshId>(string_at(payload, "refresh"));
}

bool is_known(const Parts& parts, const std::string& uri)
{
    return parts.db.transact_blocking([&](Transaction& tx) {
        return storage::statuses::find_by_uri(tx, uri).has_value();
    });
}

/// Breadth first, so that what answers the post itself comes before what answers answers.
void walk(const Parts& parts, ThreadRefreshId id, const std::string& root)
{
    std::deque<std::string> to_ask{root};
    int fetched = 0;
    const auto until = parts.clock.now() + longest;
    for (std::size_t asked = 0; asked < most_asked && !to_ask.empty(); ++asked) {
        const auto post = std::move(to_ask.front());
        to_ask.pop_front();
        if (parts.inbound->resolver.is_ours(post)) continue; // replies to it came here
        const auto replies = wait_for(parts, inbound::list_replies(*parts.inbound, post));
        if (!replies) continue;
        for (const auto& reply : *replies) {
            to_ask.push_back(reply);
            if (parts.clock.now() > until) return;
            if (fetched == most_fetched || is_known(parts, reply)) continue;
            ++fetched;
            const auto status = wait_for(parts, inbound::fetch_status(*parts.inbound, reply, 0));
            if (!status) continue;
            parts.db.transact_blocking([&](Transaction& tx) { refreshes::count(tx, id, 1); });
        }
    }
}

} // namespace

result<void> read_thread(const Parts& parts, const json::object& payload)
{
    const auto id = id_of(payload);
    if (!id) return errc::invalid_argument;
    if (!parts.inbound) return {};
    const auto uri = parts.db.transact_blocking([&](Transaction& tx) -> result<std::string> {
        const auto refresh = refreshes::find(tx, *id);
        if (!refresh || refresh->finished) return errc::not_found;
        const auto post = storage::publications::trace(tx, refresh->status);
        if (!post || post->local || post->deleted_at) return errc::not_found;
        return post->uri;
    });
    if (uri) walk(parts, *id, *uri);
    return {};
}

result<void> end_thread(const Parts& parts, Transaction& tx, const json::object& payload)
{
    const auto id = id_of(payload);
    if (!id) return errc::invalid_argument;
    refreshes::finish(tx, *id, parts.clock.now());
    return {};
}

} // namespace rounds::workers
