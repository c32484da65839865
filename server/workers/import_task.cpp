#include "server/workers/import_task.hpp"

#include "server/app/resolver.hpp"
#include "server/social/import.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/jobs.hpp"
#include "storage/statuses.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace rounds::workers {
namespace {

namespace portable = storage::portable;
using storage::Transaction;
using Parts = TaskWorker::Parts;

constexpr int rows_at_once = 8; // each may wait for another server, and all within the lease

struct Named
{
    std::optional<AccountId> account{};
    std::optional<StatusId> status{};
};

Named known_here(Transaction& tx, const social::Urls& urls, const social::ImportNeed& need)
{
    Named named;
    if (!need.url.empty())
        if (const auto status = storage::statuses::find_by_uri(tx, need.url)) named.status = status->id;
    const auto at = need.handle.find('@');
    if (at == std::string::npos) return named;
    std::optional<std::string> domain = text::to_lower(need.handle.substr(at + 1));
    if (*domain == urls.domain()) domain.reset();
    if (const auto account = storage::accounts::find_by_handle(tx, need.handle.substr(0, at), domain))
        named.account = account->id;
    return named;
}

template <class T> T wait_for(const Parts& parts, boost::asio::awaitable<T> work)
{
    return boost::asio::co_spawn(parts.executor, std::move(work), boost::asio::use_future).get();
}

Named find_named(const Parts& parts, const social::ImportNeed& need)
{
    auto named = parts.db.transact_blocking([&](Transaction& tx) { return known_here(tx, parts.urls, need); });
    if (named.account || named.status || parts.resolver == nullptr) return named;
    if (!need.handle.empty() && parts.resolver->handle) {
        if (const auto found = wait_for(parts, parts.resolver->handle(need.handle, app::Resolver::Read::when_old)))
            named.account = *found;
    } else if (!need.url.empty() && parts.resolver->url) {
        if (const auto found = wait_for(parts, parts.resolver->url(need.url))) named.status = found->status;
    }
    return named;
}

/// A row that cannot be done takes none of its changes with it, and counts.
void do_row(const Parts& parts, const portable::Import& import, const portable::ImportRow& row)
{
    const auto named = find_named(parts, social::need_of(import.kind, row.fields));
    const auto done = parts.db.transact_blocking([&](Transaction& tx) -> result<void> {
        if (!portable::settle_row(tx, import.id, row.position, true)) return {}; // another worker was faster
        const auto by = storage::accounts::find(tx, import.account);
        if (!by || !by->usable()) return errc::forbidden;
        return social::import_row(
            tx, parts.urls, *by, import.kind, row.fields, named.account, named.status, parts.clock.now()
        );
    });
    if (!done)
        parts.db.transact_blocking([&](Transaction& tx) { portable::settle_row(tx, import.id, row.position, false); });
}

} // namespace

result<void> work_off_rows(const Parts& parts, const json::object& payload)
{
    const auto id = parse_id<ImportId>(string_at(payload, "import"));
    if (!id) return errc::invalid_argument;
    const auto import = parts.db.transact_blocking([&](Transaction& tx) { return portable::find_import(tx, *id); });
    if (!import) return import.error();
    const auto rows =
        parts.db.transact_blocking([&](Transaction& tx) { return portable::next_rows(tx, *id, rows_at_once); });
    for (const auto& row : rows) do_row(parts, *import, row);
    return {};
}

result<void> plan_next_rows(const Parts&, Transaction& tx, const json::object& payload)
{
    const auto id = parse_id<ImportId>(string_at(payload, "import"));
    if (!id) return errc::invalid_argument;
    if (!portable::next_rows(tx, *id, 1).empty()) storage::jobs::add(tx, social::import_job, payload);
    return {};
}

} // namespace rounds::workers
