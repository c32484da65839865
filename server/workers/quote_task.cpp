#include "server/workers/quote_task.hpp"

#include "server/inbound/arrived.hpp"
#include "server/inbound/fetch_status.hpp"
#include "server/inbound/stamp.hpp"
#include "server/social/quotes.hpp"
#include "server/social/visibility.hpp"
#include "storage/accounts.hpp"
#include "storage/base/url.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace rounds::workers {

namespace {

namespace quotes = storage::quotes;
using quotes::Quoting;
using storage::Transaction;
using Parts = TaskWorker::Parts;

/// A quote that still waits, and what its approval would have to say.
struct Waiting
{
    Quoting quoting;
    inbound::ExpectedStamp stamp; ///< without an author while the quoted post is not here
};

result<Waiting> find_waiting(Transaction& tx, StatusId id)
{
    auto quoting = quotes::find(tx, id);
    if (!quoting || quoting->local || quoting->quote.state != "pending") return errc::not_found;
    Waiting waiting{.quoting = std::move(*quoting), .stamp = {}};
    const auto& quote = waiting.quoting.quote;
    waiting.stamp = {.id = quote.stamp.value_or(""), .author = {}, .quoted = quote.uri, .quoting = waiting.quoting.uri};
    if (!waiting.quoting.quoted_account) return waiting;
    const auto author = storage::accounts::find(tx, *waiting.quoting.quoted_account);
    if (!author || author->local()) return errc::not_found; // asked for by a request, and answered here
    waiting.stamp.author = author->uri;
    return waiting;
}

/// The quoted post came: the quote is of it, when who quotes may see it.
result<void> link(Transaction& tx, StatusId id, StatusId quoted)
{
    const auto quoting = quotes::find(tx, id);
    if (!quoting) return errc::not_found;
    const auto status = social::find_visible(tx, quoted, quoting->account);
    if (!status || status->reblog_of || status->uri != quoting->quote.uri) return errc::not_found;
    quotes::link(tx, id, quoted);
    return {};
}

template <class T> T wait_for(const Parts& parts, boost::asio::awaitable<T> asked)
{
    return boost::asio::co_spawn(parts.executor, std::move(asked), boost::asio::use_future).get();
}

result<void> unless_passing(const boost::system::error_code& error)
{
    if (inbound::passing(error)) return error;
    return {};
}

result<Waiting> look_at(const Parts& parts, StatusId id)
{
    return parts.db.transact_blocking([&](Transaction& tx) { return find_waiting(tx, id); });
}

/// An error means: try again later.
result<void> fetch_quoted(const Parts& parts, const Quoting& quoting)
{
    const auto fetched = wait_for(parts, inbound::fetch_status(*parts.inbound, quoting.quote.uri));
    if (!fetched) return unless_passing(fetched.error());
    (void)parts.db.transact_blocking([&](Transaction& tx) { return link(tx, quoting.status, *fetched); });
    return {};
}

/// The stamp is there and says what it should; an error when not. Nobody is asked who is not trusted.
result<void> check_stamp(const Parts& parts, const inbound::ExpectedStamp& expected)
{
    const auto& resolver = parts.inbound->resolver;
    if (expected.id.empty() || !same_origin(expected.id, expected.author) || !resolver.host_allowed(expected.id))
        return errc::forbidden;
    const auto document = wait_for(parts, resolver.web().document(expected.id));
    if (!document) return document.error();
    if (!inbound::is_stamp_for(document->object, expected)) return errc::forbidden;
    return {};
}

/// What was found out counts for the quote as it was then.
void accept(const Parts& parts, const Waiting& found)
{
    parts.db.transact_blocking([&](Transaction& tx) {
        const auto now = find_waiting(tx, found.quoting.status);
        if (!now || now->stamp.id != found.stamp.id || now->stamp.quoted != found.stamp.quoted) return;
        social::accept_quote(tx, now->quoting, now->quoting.quote.stamp);
    });
}

} // namespace

result<void> ask_for_stamp(const TaskWorker::Parts& parts, const json::object& payload)
{
    const auto id = parse_id<StatusId>(string_at(payload, "status"));
    if (!id) return errc::invalid_argument;
    if (!parts.inbound) return {};
    auto waiting = look_at(parts, *id);
    if (!waiting) return {};
    if (waiting->stamp.author.empty()) {
        if (const auto fetched = fetch_quoted(parts, waiting->quoting); !fetched) return fetched;
        waiting = look_at(parts, *id);
        if (!waiting || waiting->stamp.author.empty()) return {};
    }
    const bool own = waiting->quoting.quoted_account == waiting->quoting.account;
    const auto stamped = own ? result<void>{} : check_stamp(parts, waiting->stamp);
    if (!stamped) return unless_passing(stamped.error());
    accept(parts, *waiting);
    return {};
}

} // namespace rounds::workers
