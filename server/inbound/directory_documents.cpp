#include "server/app/rosters.hpp"
#include "server/inbound/document_routes.hpp"
#include "server/inbound/peer_reader.hpp"

/// Open to everybody, as the public directory is; their proofs say whose they are.
namespace rounds::inbound {

/// GET /rosters/:name
asio::awaitable<Response> show_roster(Context& ctx)
{
    auto& app = ctx.app();
    const std::string name(ctx.path_text("name"));
    const auto document =
        co_await app.db.transact([&](storage::Transaction& tx) { return app::roster_document(tx, app, name); });
    if (!document) co_return document_problem(ctx, document.error());
    co_return activity_response(ctx, *document);
}

/// GET /directory/entry
asio::awaitable<Response> show_directory_entry(Context& ctx)
{
    auto& app = ctx.app();
    const auto document =
        co_await app.db.transact([&](storage::Transaction& tx) { return app::directory_document(tx, app); });
    if (!document) co_return document_problem(ctx, document.error());
    co_return activity_response(ctx, *document);
}

} // namespace rounds::inbound
