#include "federation/build/collection.hpp"
#include "federation/build/featured.hpp"
#include "federation/vocab/contexts.hpp"
#include "federation/vocab/types.hpp"
#include "server/app/app.hpp"
#include "server/inbound/collection_objects.hpp"
#include "server/inbound/document_routes.hpp"
#include "server/inbound/peer_reader.hpp"
#include "storage/accounts.hpp"

#include <fmt/core.h>
#include <functional>
#include <unordered_map>

/// Collections of recommended accounts as other servers read them (FEP-7aa9).
namespace rounds::inbound {

namespace {

namespace collections = storage::collections;
using storage::Account;
using storage::Transaction;

constexpr int most_listed = 200;

using Build = std::function<result<json::object>(Transaction&, const Account&)>;

/// Asks who reads, finds whose address it is, and answers what `build` makes of it.
asio::awaitable<Response> answer(Context& ctx, Build build)
{
    auto reader = co_await read_as(ctx);
    if (!reader) co_return document_problem(ctx, reader.error());
    auto object = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::object> {
        if (const auto admitted = admit(tx, *reader); !admitted) return admitted.error();
        const auto account = storage::accounts::find_by_handle(tx, ctx.path_text("name"), std::nullopt);
        if (!account) return account.error();
        if (!account->usable() || is_closed_to(tx, *reader, account->id)) return errc::not_found;
        return build(tx, *account);
    });
    if (!object && object.error() == errc::gone) {
        const auto uri = ctx.app().urls.base() + ctx.request().path;
        co_return activity_response(
            ctx, build::build_tombstone(uri, vocab::type::feature_authorization, std::nullopt), 410
        );
    }
    if (!object) co_return document_problem(ctx, object.error());
    vocab::put_context(*object);
    co_return activity_response(ctx, *object);
}

result<storage::Collection> find_of(Transaction& tx, const Account& owner, result<CollectionId> id)
{
    if (!id) return id.error();
    auto collection = collections::find(tx, *id);
    if (!collection || collection->account != owner.id) return errc::not_found;
    return collection;
}

} // namespace

json::object featured_collection(
    Transaction& tx, const social::Urls& urls, const storage::Collection& collection, const Account& owner
)
{
    auto items = collections::items(tx, {collection.id}, std::nullopt);
    std::erase_if(items, [](const auto& item) { return !item.accepted() || !item.account; });
    std::vector<AccountId> ids;
    for (const auto& item : items) ids.push_back(*item.account);
    std::unordered_map<AccountId, std::string> types;
    for (const auto& view : storage::accounts::views(tx, ids)) types.emplace(view.account.id, view.account.actor_type);
    json::array list;
    for (const auto& item : items) list.push_back(build::build_featured_item(item, types[*item.account]));
    return build::build_featured_collection(
        {.collection = collection, .owner = owner.uri, .base = urls.base(), .items = std::move(list)}
    );
}

/// GET {actor}/collections: ids of those that anybody may come across.
asio::awaitable<Response> show_collections(Context& ctx)
{
    co_return co_await answer(ctx, [&ctx](Transaction& tx, const Account& owner) -> result<json::object> {
        json::array items;
        for (const auto& one : collections::of(tx, owner.id, collections::Whose::discoverable, most_listed, 0))
            items.emplace_back(one.uri);
        return build::build_full_collection(ctx.app().urls.collections(owner), std::move(items), owner.uri);
    });
}

/// GET {actor}/collections/:id: the collection for servers, its page for people.
asio::awaitable<Response> show_featured_collection(Context& ctx)
{
    const auto id = ctx.path_id<CollectionId>("id");
    if (!wants_activity(ctx.request()) && id) co_return http::redirect(ctx.app().urls.collection_page(*id));
    co_return co_await answer(ctx, [&](Transaction& tx, const Account& owner) -> result<json::object> {
        const auto collection = find_of(tx, owner, id);
        if (!collection) return collection.error();
        return featured_collection(tx, ctx.app().urls, *collection, owner);
    });
}

/// GET {actor}/collections/:of/items/:id
asio::awaitable<Response> show_featured_item(Context& ctx)
{
    const auto item_id = ctx.path_id<CollectionItemId>("id");
    if (!item_id) co_return document_problem(ctx, item_id.error());
    co_return co_await answer(ctx, [&](Transaction& tx, const Account& owner) -> result<json::object> {
        const auto collection = find_of(tx, owner, ctx.path_id<CollectionId>("of"));
        if (!collection) return collection.error();
        const auto item = collections::find_item(tx, *item_id);
        if (!item || item->collection != collection->id || !item->accepted() || !item->account) return errc::not_found;
        const auto featured = storage::accounts::find(tx, *item->account);
        if (!featured) return featured.error();
        return build::build_featured_item(*item, featured->actor_type);
    });
}

/// GET {actor}/feature_authorizations/:id: that somebody here agreed to be recommended by that item; 410 once they took
/// it back.
asio::awaitable<Response> show_feature_stamp(Context& ctx)
{
    const auto id = ctx.path_id<CollectionItemId>("id");
    if (!id) co_return document_problem(ctx, id.error());
    co_return co_await answer(ctx, [&](Transaction& tx, const Account& featured) -> result<json::object> {
        const auto item = collections::find_item(tx, *id);
        if (!item || item->account != featured.id || !item->stamp) return errc::not_found;
        if (!item->accepted()) return errc::gone;
        const auto collection = collections::find(tx, item->collection);
        if (!collection) return errc::gone;
        return build::build_feature_stamp({.id = *item->stamp, .featured = featured.uri, .collection = collection->uri}
        );
    });
}

} // namespace rounds::inbound
