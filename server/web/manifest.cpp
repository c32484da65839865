#include "server/web/manifest.hpp"

#include "server/app/app.hpp"
#include "server/web/assets.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::web {

boost::asio::awaitable<http::Response> manifest(app::Context& ctx)
{
    const auto& instance = ctx.app().config.instance;
    json::object o;
    o["id"] = "/";
    o["name"] = instance.title;
    o["short_name"] = instance.title;
    o["description"] = instance.description;
    o["lang"] = instance.languages.empty() ? "en" : instance.languages.front();
    o["start_url"] = "/";
    o["scope"] = "/";
    o["display"] = "standalone";
    o["background_color"] = "#ffffff";
    o["theme_color"] = "#ffffff";
    o["icons"] = json::array{json::object{
        {"src", ctx.app().urls.base() + asset_path("icon.png")},
        {"type", "image/png"},
        {"sizes", "any"},
        {"purpose", "any"}
    }};
    o["categories"] = json::array{"social", "health"};
    http::Response response;
    response.content_type = "application/manifest+json; charset=utf-8";
    response.body = json::serialize(o);
    response.headers.set("Cache-Control", "public, max-age=3600");
    co_return response;
}

} // namespace rounds::web
