#include "server/knowledge/metrics.hpp"

#include "server/knowledge/networks.hpp"
#include "server/rounds_api/describe_metrics.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/base/text.hpp"
#include "storage/networks.hpp"

namespace rounds::rounds_api {
namespace {

/// `days` of the window; nothing when it is out of its bounds.
std::optional<std::chrono::days> window_of(const Params& params)
{
    if (!params.has("days")) return knowledge::usual_window;
    const auto days = params.integer("days");
    if (!days || *days < 1 || *days > knowledge::longest_window.count()) return std::nullopt;
    return std::chrono::days{*days};
}

} // namespace

/// GET /networks/:id/metrics?days=90: of posts that anyone may read; small numbers are null.
Answer show_network_metrics(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto window = window_of(ctx.params());
    if (!window) co_return invalid("days");
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto network = storage::networks::find(tx, *id);
        if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
        return metrics_json(knowledge::network_figures(tx, *network, *window, ctx.app().clock.now()));
    };
    co_return co_await show(ctx, body);
}

/// GET /organisations/:domain/metrics?days=90: of this instance or of one whose posts arrive here.
Answer show_organisation_metrics(Context& ctx)
{
    const auto domain = text::to_lower(ctx.path_text("domain"));
    const auto window = window_of(ctx.params());
    if (!window) co_return invalid("days");
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto& app = ctx.app();
        const auto figures = knowledge::organisation_figures(tx, domain, app.urls.domain(), *window, app.clock.now());
        if (!figures) return figures.error();
        return metrics_json(*figures);
    };
    co_return co_await show(ctx, body);
}

} // namespace rounds::rounds_api
