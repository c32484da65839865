#include "server/http/cors.hpp"

namespace rounds::http {

bool cors_applies(std::string_view path) noexcept
{
    return path.starts_with("/api/") || path == "/oauth/token" || path == "/oauth/revoke" ||
           path == "/oauth/userinfo" || path.starts_with("/.well-known/") || path.starts_with("/nodeinfo/") ||
           path.starts_with("/media/");
}

void add_cors_headers(const Request& request, Response& response)
{
    if (!cors_applies(request.path)) return;
    response.headers.set("Access-Control-Allow-Origin", "*");
    response.headers.set(
        "Access-Control-Expose-Headers",
        "Link, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, X-Request-Id, Mastodon-Async-Refresh, "
        "Retry-After"
    );
}

std::optional<Response> answer_preflight(const Request& request)
{
    if (request.method != Method::options || !cors_applies(request.path)) return std::nullopt;
    Response response;
    response.headers.add("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE, OPTIONS");
    // A missing Idempotency-Key broke posting in other servers.
    response.headers.add("Access-Control-Allow-Headers", "Authorization, Content-Type, Idempotency-Key, Accept");
    response.headers.add("Access-Control-Max-Age", "86400");
    return response;
}

} // namespace rounds::http
