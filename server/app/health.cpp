#include "server/app/health.hpp"

#include "server/app/app.hpp"

#include <array>

namespace rounds::app {
namespace {

using http::Method;
using http::Response;

// A temporary table would do for a write; a row version of the one row of `instance` also proves that the WAL is
// written.
const storage::Statement touch_sql{"health.touch", "UPDATE instance SET created_at = created_at"};

Response plain(unsigned status, std::string text)
{
    Response response;
    response.status = status;
    response.content_type = "text/plain; charset=utf-8";
    response.body = std::move(text);
    return response;
}

asio::awaitable<Response> livez(Context&)
{
    co_return plain(200, "ok\n");
}

asio::awaitable<Response> health(Context&)
{
    co_return plain(200, "OK");
}

Response not_ready(std::string why)
{
    auto response = plain(503, std::move(why));
    response.headers.set("Retry-After", "2");
    return response;
}

asio::awaitable<Response> readyz(Context& ctx)
{
    auto& app = ctx.app();
    if (app.draining) co_return plain(503, "draining\n");
    // A write would wait in the queue until PostgreSQL is back, and then succeed: a balancer must hear of it before.
    if (app.db.figures().lost > 0) co_return not_ready("connections to the database are lost\n");
    try {
        co_await app.db.transact([](storage::Transaction& tx) { tx.exec(touch_sql); });
    } catch (const std::exception&) {
        co_return not_ready("the database does not take a write\n");
    }
    co_return plain(200, "ok\n");
}

asio::awaitable<Response> metrics(Context& ctx)
{
    auto response = plain(200, ctx.app().metrics.text());
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    co_return response;
}

constexpr std::array health_table{
    Route{Method::get, "/livez", Auth::open, "", livez, Rate::none},
    Route{Method::get, "/readyz", Auth::open, "", readyz, Rate::none},
    Route{Method::get, "/health", Auth::open, "", health, Rate::none},
};

constexpr std::array metrics_table{
    Route{Method::get, "/livez", Auth::open, "", livez, Rate::none},
    Route{Method::get, "/readyz", Auth::open, "", readyz, Rate::none},
    Route{Method::get, "/metrics", Auth::open, "", metrics, Rate::none},
};

} // namespace

std::span<const Route> health_routes()
{
    return health_table;
}

std::span<const Route> metrics_routes()
{
    return metrics_table;
}

} // namespace rounds::app
