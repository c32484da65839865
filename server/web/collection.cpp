#include "server/web/collection.hpp"

#include "server/app/app.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "server/web/words.hpp"
#include "storage/accounts.hpp"
#include "storage/collections.hpp"

namespace rounds::web {
namespace {

namespace collections = storage::collections;
using storage::Transaction;

struct Loaded
{
    storage::Collection collection;
    storage::Account owner;
    std::vector<storage::Account> people;
};

result<Loaded> load(Transaction& tx, CollectionId id, std::optional<AccountId> viewer)
{
    auto collection = collections::find(tx, id);
    if (!collection) return collection.error();
    auto owner = storage::accounts::find(tx, collection->account);
    if (!owner) return owner.error();
    std::vector<AccountId> ids;
    for (const auto& item : collections::items(tx, {id}, viewer))
        if (item.accepted() && item.account) ids.push_back(*item.account);
    Loaded loaded{std::move(*collection), std::move(*owner), {}};
    for (auto& view : storage::accounts::views(tx, ids)) loaded.people.push_back(std::move(view.account));
    return loaded;
}

} // namespace

boost::asio::awaitable<http::Response> collection_page(app::Context& ctx)
{
    const auto id = ctx.path_id<CollectionId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto& urls = ctx.app().urls;
    const auto viewer = ctx.viewer_id();
    const auto loaded = co_await ctx.app().db.transact([&](Transaction& tx) { return load(tx, *id, viewer); });
    if (!loaded) co_return error_page(ctx, 404);
    const auto& one = loaded->collection;
    if (!one.local) co_return http::redirect(one.url.value_or(one.uri));
    const auto language = language_of(ctx);
    json::array people;
    for (const auto& account : loaded->people) people.push_back(account_values(urls, account));
    json::object values;
    values["t"] = code_of(language);
    values["title"] = one.name;
    values["description"] = one.description;
    values["owner"] = account_values(urls, loaded->owner);
    values["has_people"] = !people.empty();
    values["people"] = std::move(people);
    Page page;
    page.title = one.name;
    page.body = render("collection", values);
    page.description = one.description;
    page.canonical = urls.collection_page(one.id);
    page.activity = one.uri;
    page.hidden = !one.discoverable || !loaded->owner.indexable;
    co_return respond(ctx, page);
}

} // namespace rounds::web
