#include "server/web/assets.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/embedded.hpp"

#include <algorithm>
#include <map>

namespace rounds::web {
namespace {

std::string_view type_of(std::string_view name) noexcept
{
    if (name.ends_with(".css")) return "text/css; charset=utf-8";
    if (name.ends_with(".js")) return "text/javascript; charset=utf-8";
    if (name.ends_with(".png")) return "image/png";
    return {}; // templates are embedded beside them and are nobody's business
}

/// Eight hexadecimal digits of each file's content, made once.
const std::map<std::string_view, std::string>& versions()
{
    static const auto made = [] {
        std::map<std::string_view, std::string> all;
        for (const auto& file : embedded::server_web())
            if (!type_of(file.name).empty()) all[file.name] = crypto::to_hex(crypto::sha256(file.content)).substr(0, 8);
        return all;
    }();
    return made;
}

} // namespace

std::string asset_path(std::string_view name)
{
    const auto found = versions().find(name);
    std::string path = "/assets/" + std::string(name);
    if (found != versions().end()) path += "?v=" + found->second;
    return path;
}

boost::asio::awaitable<http::Response> asset(app::Context& ctx)
{
    const auto name = ctx.path_text("name");
    const auto found = versions().find(name);
    if (found == versions().end()) co_return app::problem(errc::not_found);
    const auto file = std::ranges::find(embedded::server_web(), name, &base::EmbeddedFile::name);
    http::Response response;
    response.content_type = type_of(name);
    response.body = file->content;
    response.compressible = !name.ends_with(".png");
    response.headers.set("ETag", '"' + found->second + '"');
    // Only the address that names this content may be kept for ever.
    const bool versioned = ctx.params().text_or("v", "") == found->second;
    response.headers.set("Cache-Control", versioned ? "public, max-age=31536000, immutable" : "public, max-age=86400");
    co_return response;
}

} // namespace rounds::web
