#include "server/social/collections.hpp"

#include "server/api/collection_form.hpp"
#include "server/api/collections_shown.hpp"
#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/state.hpp"
#include "server/api/wake.hpp"
#include "server/app/config.hpp"
#include "server/app/guarded.hpp"
#include "server/entities/account.hpp"
#include "server/entities/collection.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

namespace rounds::api {
namespace {

namespace collections = storage::collections;
using collections::Whose;
using storage::Collection;
using storage::CollectionItem;

json::object wrapped(Transaction& tx, const Collection& one, AccountId viewer, const entities::Site& site)
{
    json::object o;
    o["collection"] = std::move(collections_json(tx, {one}, viewer, site).front());
    return o;
}

/// As Mastodon has it, within another `error`.
Response faults_answer(const std::vector<social::FieldFault>& faults)
{
    json::object details;
    for (const auto& fault : faults) {
        auto& list = details[fault.field];
        if (!list.is_array()) list = json::array{};
        list.as_array().push_back(json::object{{"error", fault.code}, {"description", fault.description}});
    }
    json::object inner;
    inner["error"] = social::summary_of(faults);
    inner["details"] = std::move(details);
    json::object body;
    body["error"] = std::move(inner);
    return http::json_response(body, 422);
}

privacy::Submission texts_of(const social::CollectionForm& form)
{
    privacy::Submission submission;
    if (form.name) submission.pieces.push_back({"title", *form.name});
    if (form.description) submission.pieces.push_back({"description", *form.description});
    return submission;
}

/// forbidden when it is somebody else's: who may look at it may know that.
result<Collection> find_own(Transaction& tx, AccountId me, CollectionId id)
{
    auto collection = collections::find(tx, id);
    if (collection && collection->account != me) return errc::forbidden;
    return collection;
}

result<CollectionItem> recommend(Transaction& tx, const Context& ctx, const Collection& collection, AccountId whom)
{
    const auto owner = find_account(tx, collection.account);
    if (!owner) return owner.error();
    const auto featured = find_account(tx, whom);
    if (!featured) return featured.error();
    const auto& app = ctx.app();
    return social::recommend(
        tx, app.urls, collection, *owner, *featured, app.config.limits.collection_accounts, app.clock.now()
    );
}

Response not_added(const boost::system::error_code& error)
{
    if (error == errc::too_many)
        return http::json_error(422, "Validation failed: Too many accounts in this collection");
    if (error == errc::already_exists)
        return http::json_error(422, "Validation failed: Account has already been taken");
    if (error == errc::not_found) return http::json_error(422, "`account_id` names no account");
    return http::json_error(422, "Validation failed: Account does not want to be featured");
}

/// An error of one of the accounts of a new collection: the whole is refused.
struct Refused
{
    boost::system::error_code error;
    bool of_account = false;
};

} // namespace

/// POST /api/v1/collections with name, description, language, tag_name, sensitive, discoverable, account_ids[].
Answer create_collection(Context& ctx)
{
    const auto request = CollectionRequest::from(ctx.params(), CollectionRequest::Of::new_one);
    if (!request.faults.empty()) co_return faults_answer(request.faults);
    auto refused = co_await app::refuse_identifiers(ctx, texts_of(request.form));
    if (refused) co_return std::move(*refused);
    const auto site = ctx.app().api->site();
    Refused why;
    const auto body = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::object> {
        const auto owner = find_account(tx, ctx.account_id());
        if (!owner) return owner.error();
        const auto& app = ctx.app();
        const auto most = app.config.limits.collections;
        const auto made = social::create_collection(tx, app.urls, *owner, request.form, most, app.clock.now());
        if (!made) return made.error();
        for (const auto account : request.accounts) {
            const auto added = recommend(tx, ctx, *made, account);
            if (added) continue;
            why.of_account = true;
            return added.error();
        }
        return wrapped(tx, *made, owner->id, *site);
    });
    if (!body && why.of_account) co_return not_added(body.error());
    if (!body && body.error() == errc::too_many)
        co_return faults_answer({{"base", "ERR_TOO_MANY", "Maximum number of collections reached"}});
    if (!body) co_return fail(body.error());
    wake_workers(ctx);
    co_return http::json_response(*body);
}

/// GET /api/v1/collections/:id: the collection, its owner and whom it recommends.
Answer show_collection(Context& ctx)
{
    const auto id = ctx.path_id<CollectionId>("id");
    if (!id) co_return fail(id.error());
    const auto site = ctx.app().api->site();
    const auto viewer = ctx.viewer_id();
    std::string accounts;
    const auto body = co_await ctx.app().db.read([&](Transaction& tx) -> result<json::object> {
        const auto collection = collections::find(tx, *id);
        if (!collection) return collection.error();
        const auto items = items_for(tx, {*collection}, viewer);
        std::vector<AccountId> people{collection->account};
        for (const auto& item : items)
            if (item.account && item.account != collection->account) people.push_back(*item.account);
        accounts = accounts_json(tx, people, *site);
        return entities::collection(*collection, items, *site);
    });
    if (!body) co_return fail(body.error());
    co_return http::json_text(R"({"accounts":)" + accounts + R"(,"collection":)" + json::serialize(*body) + '}');
}

namespace {

using List = std::vector<Collection> (*)(Transaction&, AccountId, Whose, int, int);

/// Pages by offset, as Mastodon has it.
std::string page_links(const Context& ctx, std::size_t found, int limit, int offset)
{
    const auto link = [&](int to, std::string_view rel) {
        return "<" + ctx.app().urls.base() + ctx.request().path + "?limit=" + std::to_string(limit) +
               "&offset=" + std::to_string(to) + ">; rel=\"" + std::string(rel) + '"';
    };
    std::string links;
    if (std::cmp_equal(found, limit)) links = link(offset + limit, "next");
    if (offset > 0) links += (links.empty() ? "" : ", ") + link(std::max(0, offset - limit), "prev");
    return links;
}

Answer list_by(Context& ctx, List list)
{
    constexpr long long deepest = 10'000;
    const auto id = ctx.path_id<AccountId>("account_id");
    if (!id) co_return fail(id.error());
    const auto limit = limit_of(ctx.params(), 40, 80);
    const auto offset = static_cast<int>(std::clamp<long long>(ctx.params().integer("offset").value_or(0), 0, deepest));
    const auto site = ctx.app().api->site();
    const auto viewer = ctx.viewer_id();
    std::size_t found = 0;
    const auto body = co_await ctx.app().db.read([&](Transaction& tx) -> result<json::object> {
        const auto account = find_account(tx, *id);
        if (!account) return account.error();
        const auto all = list(tx, *id, viewer == *id ? Whose::all : Whose::discoverable, limit, offset);
        found = all.size();
        json::object o;
        o["collections"] = collections_json(tx, all, viewer, *site);
        return o;
    });
    if (!body) co_return fail(body.error());
    auto response = http::json_response(*body);
    if (const auto links = page_links(ctx, found, limit, offset); !links.empty()) response.headers.set("Link", links);
    co_return response;
}

} // namespace

/// GET /api/v1/accounts/:account_id/collections with limit and offset.
Answer list_collections_of(Context& ctx)
{
    return list_by(ctx, collections::of);
}

/// GET /api/v1/accounts/:account_id/in_collections: those that recommend the account; of others only what anybody may
/// come across.
Answer list_collections_with(Context& ctx)
{
    return list_by(ctx, collections::with);
}

/// PATCH and PUT /api/v1/collections/:id
Answer update_collection(Context& ctx)
{
    const auto id = ctx.path_id<CollectionId>("id");
    if (!id) co_return fail(id.error());
    const auto request = CollectionRequest::from(ctx.params(), CollectionRequest::Of::changed_one);
    if (!request.faults.empty()) co_return faults_answer(request.faults);
    auto refused = co_await app::refuse_identifiers(ctx, texts_of(request.form));
    if (refused) co_return std::move(*refused);
    const auto site = ctx.app().api->site();
    const auto body = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::object> {
        const auto own = find_own(tx, ctx.account_id(), *id);
        if (!own) return own.error();
        const auto changed = social::change_collection(tx, *id, request.form, ctx.app().clock.now());
        if (!changed) return changed.error();
        return wrapped(tx, *changed, ctx.account_id(), *site);
    });
    if (!body) co_return fail(body.error());
    wake_workers(ctx);
    co_return http::json_response(*body);
}

/// DELETE /api/v1/collections/:id
Answer delete_collection(Context& ctx)
{
    const auto id = ctx.path_id<CollectionId>("id");
    if (!id) co_return fail(id.error());
    const auto gone = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto own = find_own(tx, ctx.account_id(), *id);
        if (!own) return own.error();
        social::delete_collection(tx, *own);
        return {};
    });
    if (!gone) co_return fail(gone.error());
    wake_workers(ctx);
    co_return empty_answer();
}

/// POST /api/v1/collections/:collection_id/items with account_id.
Answer create_collection_item(Context& ctx)
{
    const auto id = ctx.path_id<CollectionId>("collection_id");
    if (!id) co_return fail(id.error());
    const auto account = ctx.params().text("account_id");
    if (!account) co_return http::json_error(422, "`account_id` parameter is missing");
    const auto whom = parse_id<AccountId>(*account);
    Refused why;
    const auto body = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::object> {
        const auto own = find_own(tx, ctx.account_id(), *id);
        if (!own) return own.error();
        why.of_account = true;
        if (!whom) return errc::not_found;
        const auto added = recommend(tx, ctx, *own, *whom);
        if (!added) return added.error();
        json::object o;
        o["collection_item"] = entities::collection_item(*added);
        return o;
    });
    if (!body && why.of_account) co_return not_added(body.error());
    if (!body) co_return fail(body.error());
    wake_workers(ctx);
    co_return http::json_response(*body);
}

namespace {

struct Place
{
    Collection collection;
    CollectionItem item;
};

result<Place> find_place(Transaction& tx, CollectionId id, CollectionItemId item_id)
{
    auto collection = collections::find(tx, id);
    if (!collection) return collection.error();
    auto item = collections::find_item(tx, item_id);
    if (!item || item->collection != id) return errc::not_found;
    return Place{std::move(*collection), std::move(*item)};
}

/// What `act` does with an item, for whom `whose` lets.
template <class Act> Answer about_item(Context& ctx, Act act)
{
    const auto id = ctx.path_id<CollectionId>("collection_id");
    if (!id) co_return fail(id.error());
    const auto item = ctx.path_id<CollectionItemId>("id");
    if (!item) co_return fail(item.error());
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto place = find_place(tx, *id, *item);
        if (!place) return place.error();
        return act(tx, *place);
    });
    if (!done) co_return fail(done.error());
    wake_workers(ctx);
    co_return empty_answer();
}

} // namespace

/// DELETE /api/v1/collections/:collection_id/items/:id
Answer delete_collection_item(Context& ctx)
{
    return about_item(ctx, [me = ctx.account_id()](Transaction& tx, const Place& place) -> result<void> {
        if (place.collection.account != me) return errc::forbidden;
        social::unrecommend(tx, place.collection, place.item);
        return {};
    });
}

/// POST /api/v1/collections/:collection_id/items/:id/revoke: who is recommended wants it no longer.
Answer revoke_collection_item(Context& ctx)
{
    return about_item(ctx, [me = ctx.account_id()](Transaction& tx, const Place& place) -> result<void> {
        if (place.item.account != me) return errc::forbidden;
        social::revoke_recommendation(tx, place.collection, place.item);
        return {};
    });
}

} // namespace rounds::api
