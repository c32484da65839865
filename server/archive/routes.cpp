#include "server/archive/routes.hpp"

#include "server/archive/collect.hpp"
#include "server/media/service.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/reauthenticate.hpp"
#include "storage/audit.hpp"

#include <fmt/format.h>

namespace rounds::archive {
namespace {

using boost::asio::awaitable;
using storage::Transaction;

constexpr std::size_t piece_bytes = 256UL * 1024;

awaitable<void> send_pieces(http::StreamWriter& out, media::Blocking& blocking, const Tar& tar)
{
    for (std::uint64_t sent = 0; sent < tar.size();) {
        const auto piece = co_await blocking.run([&] { return tar.read(sent, piece_bytes); });
        sent += piece.size();
        const bool written = co_await out.write(piece);
        if (piece.empty() || !written) co_return;
    }
}

awaitable<http::Response> make_archive(app::Context& ctx)
{
    if (!web::check_form(ctx)) co_return web::error_page(ctx, 403);
    auto& app = ctx.app();
    const auto account = ctx.account_id();
    const auto proof = co_await web::reauthenticate(ctx);
    if (proof.status != 0) co_return web::error_page(ctx, proof.status);
    if (!proof.user) co_return web::error_page(ctx, 422, web::say(ctx, proof.problem_key));
    // Before anything leaves: a copy that is not on record is not made.
    co_await app.db.transact([&](Transaction& tx) {
        storage::audit::add_about(tx, account, "page", "archive.make", account);
    });
    auto collected = co_await collect(app, account);
    if (!collected) co_return web::error_page(ctx, 404);
    http::Response response;
    response.content_type = "application/x-tar";
    response.compressible = false;
    const auto name = fmt::format("archive-{}.tar", to_iso_date(app.clock.now()));
    response.headers.set("Content-Disposition", "attachment; filename=\"" + name + '"');
    response.stream_length = collected->size();
    auto& blocking = app.media->blocking();
    response.stream = [&blocking, tar = std::move(*collected)](http::StreamWriter& out) {
        return send_pieces(out, blocking, tar);
    };
    co_return response;
}

constexpr app::Route table[] = {
    {http::Method::post, "/settings/archive", app::Auth::session, "", make_archive, app::Rate::login},
};

} // namespace

std::span<const app::Route> routes()
{
    return table;
}

} // namespace rounds::archive
