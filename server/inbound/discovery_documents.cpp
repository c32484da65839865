#include "federation/discovery/nodeinfo.hpp"
#include "federation/discovery/webfinger.hpp"
#include "federation/vocab/types.hpp"
#include "server/app/app.hpp"
#include "server/app/documents.hpp"
#include "server/inbound/document_routes.hpp"
#include "storage/accounts.hpp"
#include "storage/network_doors.hpp"

#include <boost/json/serialize.hpp>

/// Open to everybody: without these no server could find the key to sign with.
namespace rounds::inbound {

namespace {

Response json_as(std::string type, std::string body)
{
    Response response;
    response.content_type = std::move(type);
    response.body = std::move(body);
    response.headers.set("Cache-Control", "public, max-age=600");
    return response;
}

Response json_as(std::string type, const json::value& body)
{
    return json_as(std::move(type), json::serialize(body));
}

asio::awaitable<Response> show_nodeinfo(Context& ctx, std::string schema)
{
    auto& app = ctx.app();
    const auto figures =
        co_await app.db.transact([](storage::Transaction& tx) { return storage::accounts::instance_figures(tx); });
    discovery::NodeInfo info;
    info.version = ROUNDS_VERSION;
    info.title = app.config.instance.title;
    info.description = app.config.instance.description;
    info.organisation = app.config.instance.organisation;
    info.kind = app.config.instance.kind;
    info.federation_mode = app.config.federation.mode;
    info.open_registrations = app.config.accounts.sign_up == "open" || app.config.accounts.sign_up == "approval";
    info.users = figures.users;
    info.active_month = figures.active_month;
    info.active_half_year = figures.active_half_year;
    info.local_posts = figures.local_statuses;
    co_return json_as(discovery::nodeinfo_type(schema), discovery::build_nodeinfo(info, schema));
}

} // namespace

/// GET /.well-known/webfinger?resource= (RFC 7033). 400 for what is no resource; the same 404 for strangers, the
/// suspended and other domains.
asio::awaitable<Response> show_webfinger(Context& ctx)
{
    auto& app = ctx.app();
    const auto wanted =
        discovery::read_resource(ctx.params().text_or("resource", ""), app.urls.base(), app.urls.domain());
    if (!wanted && wanted.error() == errc::invalid_argument)
        co_return http::json_error(400, "The resource is neither a handle nor an address of ours");
    if (!wanted) co_return http::json_error(404, "Record not found");
    const auto key = "webfinger " + wanted->username + ' ' + wanted->uri;
    if (app.freshness.holds())
        if (const auto kept = app.documents.find(key)) co_return json_as(std::string(vocab::jrd_json), *kept);
    const auto ticket = app.documents.ticket();
    const auto account = co_await app.db.transact([&](storage::Transaction& tx) -> result<storage::Account> {
        auto found = wanted->username.empty() ? storage::accounts::find_by_uri(tx, wanted->uri)
                                              : storage::accounts::find_by_handle(tx, wanted->username, std::nullopt);
        if (found && found->group() && storage::networks::doors_of(tx, found->id).local_only) return errc::not_found;
        return found;
    });
    if (!account || !account->local() || !account->usable()) co_return http::json_error(404, "Record not found");
    auto body = json::serialize(discovery::build_jrd(*account, app.urls.domain()));
    app.documents.put(ticket, key, account->id, body);
    co_return json_as(std::string(vocab::jrd_json), std::move(body));
}

/// GET /.well-known/host-meta
asio::awaitable<Response> show_host_meta(Context& ctx)
{
    Response response;
    response.content_type = "application/xrd+xml; charset=utf-8";
    response.body = discovery::build_host_meta(ctx.app().urls.base());
    response.headers.set("Cache-Control", "public, max-age=86400");
    co_return response;
}

/// GET /.well-known/nodeinfo
asio::awaitable<Response> show_nodeinfo_index(Context& ctx)
{
    co_return json_as("application/json", discovery::build_nodeinfo_index(ctx.app().urls.base()));
}

/// GET /nodeinfo/2.0
asio::awaitable<Response> show_nodeinfo_20(Context& ctx)
{
    co_return co_await show_nodeinfo(ctx, "2.0");
}

/// GET /nodeinfo/2.1
asio::awaitable<Response> show_nodeinfo_21(Context& ctx)
{
    co_return co_await show_nodeinfo(ctx, "2.1");
}

} // namespace rounds::inbound
