#include "server/app/app.hpp"
#include "server/app/context.hpp"
#include "server/inbound/routes.hpp"
#include "server/inbound/service.hpp"
#include "storage/base/text.hpp"

namespace rounds::inbound {
namespace {

using app::Auth;
using app::Context;
using app::Rate;
using http::Method;
using http::Response;

std::vector<signatures::HeaderView> header_views(const http::Headers& headers, std::vector<std::string>& names)
{
    names.reserve(headers.entries().size());
    std::vector<signatures::HeaderView> views;
    views.reserve(headers.entries().size());
    for (const auto& [name, value] : headers.entries()) {
        names.push_back(text::to_lower(name));
        views.push_back({names.back(), value});
    }
    return views;
}

/// POST to an inbox. Which one makes no difference to what an activity means; whoever it is for is said in it.
asio::awaitable<Response> receive(Context& ctx)
{
    const auto& request = ctx.request();
    std::vector<std::string> names;
    const auto headers = header_views(request.headers, names);
    signatures::RequestView view;
    view.method = request.method_name;
    view.target = request.target;
    view.headers = headers;
    view.body = request.body;
    view.scheme = ctx.app().config.instance.scheme;
    if (ctx.app().inbound == nullptr) co_return http::json_error(503, "This process takes no activities in");
    const auto answer = co_await ctx.app().inbound->gate().receive(view, request.path);
    if (answer.status == 202) {
        Response accepted;
        accepted.status = 202;
        co_return accepted;
    }
    auto refusal = http::json_error(answer.status, answer.error);
    if (answer.retry_after) refusal.headers.set("Retry-After", std::to_string(answer.retry_after->count()));
    co_return refusal;
}

constexpr app::Route table[] = {
    {Method::post, "/inbox", Auth::inbox, "", receive, Rate::inbox},
    {Method::post, "/users/:name/inbox", Auth::inbox, "", receive, Rate::inbox},
    {Method::post, "/groups/:name/inbox", Auth::inbox, "", receive, Rate::inbox},
    {Method::post, "/actor/inbox", Auth::inbox, "", receive, Rate::inbox},
};

} // namespace

std::span<const app::Route> inbox_routes()
{
    return table;
}

} // namespace rounds::inbound
