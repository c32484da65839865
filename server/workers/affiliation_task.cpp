#include "server/workers/affiliation_task.hpp"

#include "server/inbound/affiliations.hpp"
#include "storage/affiliations.hpp"
#include "storage/jobs.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace rounds::workers {
namespace {

namespace affiliations = storage::affiliations;

constexpr std::chrono::hours between_checks{12};

} // namespace

result<void> ask_for_credential(const TaskWorker::Parts& parts, const json::object& payload)
{
    const auto account = parse_id<AccountId>(string_at(payload, "account"));
    if (!account) return errc::invalid_argument;
    if (!parts.inbound || parts.fetch == nullptr) return {};
    const auto read = inbound::credential_reader(*parts.fetch);
    const std::string uri(string_at(payload, "uri"));
    auto checked = boost::asio::co_spawn(
        parts.executor, inbound::check_affiliation(*parts.inbound, read, *account, uri), boost::asio::use_future
    );
    // Whoever does not answer is asked again at the next check: until then the last one holds, for a day.
    const auto done = checked.get();
    if (!done && done.error() == errc::not_found) return errc::not_found;
    return {};
}

result<void> plan_next_check(const TaskWorker::Parts& parts, storage::Transaction& tx, const json::object& payload)
{
    const auto account = parse_id<AccountId>(string_at(payload, "account"));
    const bool linked = account && affiliations::find(tx, *account, string_at(payload, "uri"));
    if (!linked || bool_at(payload, "once")) return {};
    storage::jobs::add(tx, affiliations::check_job, payload, {}, parts.clock.now() + between_checks);
    return {};
}

} // namespace rounds::workers
