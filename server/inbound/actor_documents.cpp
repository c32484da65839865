#include "federation/build/collection.hpp"
#include "federation/vocab/types.hpp"
#include "server/app/app.hpp"
#include "server/app/documents.hpp"
#include "server/inbound/document_routes.hpp"
#include "server/inbound/documents.hpp"
#include "server/inbound/peer_reader.hpp"
#include "storage/accounts.hpp"
#include "storage/activities.hpp"
#include "storage/featured.hpp"
#include "storage/network_doors.hpp"
#include "storage/publications.hpp"

#include <fmt/core.h>
#include <functional>

namespace rounds::inbound {

namespace {

namespace accounts = storage::accounts;
namespace activities = storage::activities;
namespace networks = storage::networks;
namespace publications = storage::publications;

constexpr int outbox_page = 20;

/// "/users/ann/outbox" is of "{base}/users/ann".
std::string actor_uri(const Context& ctx)
{
    const bool person = ctx.request().path.starts_with("/users/");
    return fmt::format("{}/{}/{}", ctx.app().urls.base(), person ? "users" : "groups", ctx.path_text("name"));
}

/// The account whose actor is at this address; names are compared without case. gone when it left.
result<Account> find_actor(Transaction& tx, const Context& ctx)
{
    auto account = accounts::find_by_handle(tx, ctx.path_text("name"), std::nullopt);
    const bool group = ctx.request().path.starts_with("/groups/");
    // What stays on this instance is not to be found from elsewhere.
    if (account && group && networks::doors_of(tx, account->id).local_only) return errc::not_found;
    if (account && account->local() && account->group() == group && account->actor_type != "Application")
        return account;
    const auto former = publications::local_actor_by_uri(tx, actor_uri(ctx));
    if (former && former->deleted_at) return errc::gone;
    return errc::not_found;
}

Response tombstone(Context& ctx, std::string_view former_type)
{
    return activity_response(ctx, build::build_tombstone(actor_uri(ctx), former_type, std::nullopt), 410);
}

/// Whom the account blocked still needs its key, to read that it is so; posts are not for them, and nobody gets those
/// of a suspended account.
enum class Of : std::uint8_t { actor, posts };

using Build = std::function<result<json::object>(Transaction&, const Account&)>;

/// Asks who reads, finds the actor, and answers what `build` makes of it.
asio::awaitable<Response> answer(Context& ctx, Build build, Of of = Of::actor)
{
    auto reader = co_await read_as(ctx);
    if (!reader) co_return document_problem(ctx, reader.error());
    const auto object = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::object> {
        if (const auto admitted = admit(tx, *reader); !admitted) return admitted.error();
        const auto account = find_actor(tx, ctx);
        if (!account) return account.error();
        if (of == Of::posts && is_closed_to(tx, *reader, account->id)) return errc::not_found;
        return build(tx, *account);
    });
    const bool group = ctx.request().path.starts_with("/groups/");
    if (!object && object.error() == errc::gone) co_return tombstone(ctx, group ? "Group" : "Person");
    if (!object) co_return document_problem(ctx, object.error());
    co_return activity_response(ctx, *object);
}

/// The same for all who may read it: made once, and shown to strangers without asking the tables.
asio::awaitable<Response> show_actor(Context& ctx)
{
    auto& app = ctx.app();
    if (!wants_activity(ctx.request()))
        co_return http::redirect(fmt::format("{}/@{}", app.urls.base(), ctx.path_text("name")));
    const bool stranger = !app.config.federation.authorized_fetch && !ctx.request().headers.contains("signature");
    const auto key = std::string(ctx.request().path);
    if (stranger && app.freshness.holds())
        if (const auto kept = app.documents.find(key)) co_return activity_response(ctx, *kept);
    const auto ticket = app.documents.ticket();
    AccountId owner{};
    auto response = co_await answer(ctx, [&](Transaction& tx, const Account& account) {
        owner = account.id;
        return actor_document(tx, app.urls, app.keyring, account, app.clock.now());
    });
    if (stranger && response.status == 200) app.documents.put(ticket, key, owner, response.body);
    co_return response;
}

/// How many, never who: membership is a diagnosis (health.md 2.6).
asio::awaitable<Response> show_count(Context& ctx, std::string_view name, std::int64_t storage::AccountStats::* count)
{
    co_return co_await answer(ctx, [&](Transaction& tx, const Account& account) -> result<json::object> {
        const auto view = accounts::view(tx, account.id);
        if (!view) return view.error();
        return build::build_counted_collection(fmt::format("{}/{}", account.uri, name), view->stats.*count);
    });
}

json::object outbox_collection(Transaction& tx, const Account& account)
{
    const auto id = account.uri + "/outbox";
    return build::build_paged_collection(id, activities::count_public(tx, account.id), id + "?page=true");
}

json::object outbox_page_after(Transaction& tx, const Account& account, std::optional<ActivityRowId> max_id)
{
    const auto id = account.uri + "/outbox";
    build::PageInput page{.id = id + "?page=true", .part_of = id, .items = {}, .next = {}};
    if (max_id) page.id += "&max_id=" + to_string(*max_id);
    const auto found = activities::list_public(tx, account.id, max_id, outbox_page);
    for (const auto& activity : found) {
        auto parsed = parse_json(activity.body);
        if (!parsed || !parsed->is_object()) continue;
        parsed->as_object().erase("@context"); // the page's covers what it says
        page.items.push_back(std::move(*parsed));
    }
    if (static_cast<int>(found.size()) == outbox_page)
        page.next = fmt::format("{}?page=true&max_id={}", id, to_string(found.back().id));
    return build::build_collection_page(std::move(page));
}

} // namespace

/// GET /users/:name
asio::awaitable<Response> show_person(Context& ctx)
{
    co_return co_await show_actor(ctx);
}

/// GET /groups/:name
asio::awaitable<Response> show_group(Context& ctx)
{
    co_return co_await show_actor(ctx);
}

/// GET /actor: readable unsigned, or two servers that demand signatures could never read each other's first key.
asio::awaitable<Response> show_instance_actor(Context& ctx)
{
    auto& app = ctx.app();
    const auto object = co_await app.db.transact([&](Transaction& tx) -> result<json::object> {
        const auto account = accounts::find_by_uri(tx, app.urls.base() + "/actor");
        if (!account) return account.error();
        return actor_document(tx, app.urls, app.keyring, *account, app.clock.now());
    });
    if (!object) co_return document_problem(ctx, object.error());
    auto response = activity_response(ctx, *object);
    response.headers.set("Cache-Control", "public, max-age=180");
    co_return response;
}

/// GET {actor}/followers
asio::awaitable<Response> show_followers(Context& ctx)
{
    co_return co_await show_count(ctx, "followers", &storage::AccountStats::followers);
}

/// GET {actor}/following
asio::awaitable<Response> show_following(Context& ctx)
{
    co_return co_await show_count(ctx, "following", &storage::AccountStats::following);
}

/// GET {actor}/outbox and its pages (?page=true&max_id=): what was said to everybody, newest first.
asio::awaitable<Response> show_outbox(Context& ctx)
{
    const bool page = ctx.params().flag("page").value_or(false);
    const auto max_id = parse_id<ActivityRowId>(ctx.params().text_or("max_id", ""));
    co_return co_await answer(
        ctx,
        [&](Transaction& tx, const Account& account) -> result<json::object> {
            return page ? outbox_page_after(tx, account, max_id) : outbox_collection(tx, account);
        },
        Of::posts
    );
}

/// GET /groups/:name/moderators (FEP-1b12)
asio::awaitable<Response> show_moderators(Context& ctx)
{
    co_return co_await answer(ctx, [](Transaction& tx, const Account& account) -> result<json::object> {
        const auto id = account.moderators_url.value_or(account.uri + "/moderators");
        return build::build_full_collection(id, build::to_array(publications::moderators(tx, account.id)), account.uri);
    });
}

/// GET {actor}/featured: ids of the pinned posts.
asio::awaitable<Response> show_featured(Context& ctx)
{
    co_return co_await answer(
        ctx,
        [](Transaction& tx, const Account& account) -> result<json::object> {
            json::array items;
            for (const auto& entry : publications::pinned(tx, account.id)) items.emplace_back(entry.uri);
            return build::build_full_collection(account.uri + "/featured", std::move(items), account.uri);
        },
        Of::posts
    );
}

/// GET {actor}/featured-tags: Hashtags that the person features.
asio::awaitable<Response> show_featured_tags(Context& ctx)
{
    co_return co_await answer(
        ctx,
        [&ctx](Transaction& tx, const Account& account) -> result<json::object> {
            json::array items;
            for (const auto& one : storage::featured::tags(tx, account.id)) {
                json::object tag;
                tag["type"] = vocab::type::hashtag;
                tag["href"] = ctx.app().urls.tag(one.tag.name);
                tag["name"] = "#" + one.tag.display_name;
                items.push_back(std::move(tag));
            }
            return build::build_full_collection(account.uri + "/featured-tags", std::move(items), account.uri);
        },
        Of::posts
    );
}

} // namespace rounds::inbound
