#include "server/workers/collection_task.hpp"

#include "server/inbound/arrived.hpp"
#include "server/inbound/featured.hpp"
#include "storage/accounts.hpp"
#include "storage/base/url.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace rounds::workers {

namespace {

namespace collections = storage::collections;
using storage::Transaction;
using Parts = TaskWorker::Parts;

template <class T> T wait_for(const Parts& parts, boost::asio::awaitable<T> asked)
{
    return boost::asio::co_spawn(parts.executor, std::move(asked), boost::asio::use_future).get();
}

result<void> unless_passing(const boost::system::error_code& error)
{
    if (inbound::passing(error)) return error;
    return {};
}

struct Waiting
{
    storage::CollectionItem item;
    inbox::ExpectedFeatureStamp stamp;
};

result<Waiting> find_waiting(Transaction& tx, CollectionItemId id)
{
    auto item = collections::find_item(tx, id);
    if (!item || item->state != "pending" || !item->stamp) return errc::not_found;
    const auto collection = collections::find(tx, item->collection);
    if (!collection || collection->local) return errc::not_found;
    Waiting waiting{.item = std::move(*item), .stamp = {}};
    waiting.stamp = {.id = *waiting.item.stamp, .featured = waiting.item.account_uri, .collection = collection->uri};
    return waiting;
}

/// Nobody is asked who is not trusted.
result<void> check_stamp(const Parts& parts, const inbox::ExpectedFeatureStamp& expected)
{
    const auto& resolver = parts.inbound->resolver;
    if (!same_origin(expected.id, expected.featured) || !resolver.host_allowed(expected.id)) return errc::forbidden;
    const auto document = wait_for(parts, resolver.web().document(expected.id));
    if (!document) return document.error();
    if (!inbox::is_feature_stamp_for(document->object, expected)) return errc::forbidden;
    return {};
}

} // namespace

result<void> verify_item(const Parts& parts, const json::object& payload)
{
    const auto id = parse_id<CollectionItemId>(string_at(payload, "item"));
    if (!id) return errc::invalid_argument;
    if (!parts.inbound) return {};
    const auto found = parts.db.transact_blocking([&](Transaction& tx) { return find_waiting(tx, *id); });
    if (!found) return {};
    if (const auto checked = check_stamp(parts, found->stamp); !checked) return unless_passing(checked.error());
    const auto featured =
        wait_for(parts, parts.inbound->resolver.resolve_actor(found->stamp.featured, discovery::Freshness::known));
    if (!featured) return unless_passing(featured.error());
    // What was found out counts for the item as it was then.
    parts.db.transact_blocking([&](Transaction& tx) {
        auto now = find_waiting(tx, *id);
        if (!now || now->stamp.id != found->stamp.id) return;
        now->item.state = "accepted";
        now->item.account = featured->id;
        collections::update_item(tx, now->item);
    });
    return {};
}

result<void> read_collection(const Parts& parts, const json::object& payload)
{
    const std::string uri(string_at(payload, "uri"));
    if (!parse_url(uri)) return errc::invalid_argument;
    if (!parts.inbound) return {};
    const auto& resolver = parts.inbound->resolver;
    if (resolver.is_ours(uri) || !resolver.host_allowed(uri)) return {};
    const auto document = wait_for(parts, resolver.web().document(uri));
    if (!document) return unless_passing(document.error());
    const auto told = inbox::read_featured_collection(document->object);
    if (!told || told->id != uri || !same_origin(told->owner, uri)) return {};
    const auto owner = wait_for(parts, parts.inbound->resolver.resolve_actor(told->owner, discovery::Freshness::known));
    if (!owner) return unless_passing(owner.error());
    (void)parts.db.transact_blocking([&](Transaction& tx) {
        return inbound::keep_collection(tx, *owner, *told, parts.clock.now());
    });
    return {};
}

} // namespace rounds::workers
