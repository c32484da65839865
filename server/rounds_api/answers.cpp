#include "server/rounds_api/answers.hpp"

#include "storage/channels.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::rounds_api {

Response invalid(std::string_view field, std::string_view advice)
{
    json::object body;
    body["error"] = fmt::format("Validation failed: {} {}", field, advice);
    body["field"] = field;
    return http::json_response(body, 422);
}

Response fail(const boost::system::error_code& error, std::string_view field, std::string_view advice)
{
    if (error == errc::invalid_argument) return invalid(field, advice);
    if (error == errc::already_exists) return invalid(field, "has already been taken");
    return app::problem(error);
}

int limit_of(const Params& params)
{
    constexpr long long usual = 20;
    constexpr long long most = 80;
    return static_cast<int>(std::clamp(params.integer("limit").value_or(usual), 1LL, most));
}

void wake(const Context& ctx)
{
    for (const auto* channel : {storage::channels::jobs, storage::channels::events, storage::channels::chats})
        ctx.app().notifier.notify(channel);
}

} // namespace rounds::rounds_api
