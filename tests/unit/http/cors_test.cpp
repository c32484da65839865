#include "server/http/cors.hpp"

#include <gtest/gtest.h>

namespace rounds::http {
namespace {

TEST(Cors, AppliesToTheBearerApiOnly)
{
    for (const std::string_view path :
         {"/api/v1/statuses",
          "/api/v2/instance",
          "/api/rounds/v1/networks",
          "/oauth/token",
          "/oauth/revoke",
          "/.well-known/webfinger",
          "/nodeinfo/2.0",
          "/media/1.png"})
        EXPECT_TRUE(cors_applies(path)) << path;
    for (const std::string_view path :
         {"/", "/oauth/authorize", "/auth/sign_in", "/api", "/apix/y", "/@ann", "/oauth/tokens", "/admin"})
        EXPECT_FALSE(cors_applies(path)) << path;
}

TEST(Cors, HeadersOfAnswers)
{
    Request request;
    request.path = "/api/v1/statuses";
    Response response;
    add_cors_headers(request, response);
    EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "*");
    EXPECT_FALSE(response.headers.contains("Access-Control-Allow-Credentials"));
    const auto exposed = response.headers.get("Access-Control-Expose-Headers");
    for (const std::string_view name :
         {"Link", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Request-Id"})
        EXPECT_NE(exposed.find(name), std::string_view::npos) << name;
    request.path = "/oauth/authorize";
    Response page;
    add_cors_headers(request, page);
    EXPECT_TRUE(page.headers.entries().empty());
}

TEST(Cors, Preflight)
{
    Request request;
    request.method = Method::options;
    request.path = "/api/v1/statuses";
    const auto answer = answer_preflight(request);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 200U);
    for (const std::string_view name : {"Authorization", "Content-Type", "Idempotency-Key"})
        EXPECT_NE(answer->headers.get("Access-Control-Allow-Headers").find(name), std::string_view::npos);
    for (const std::string_view name : {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        EXPECT_NE(answer->headers.get("Access-Control-Allow-Methods").find(name), std::string_view::npos);
    request.path = "/admin";
    EXPECT_FALSE(answer_preflight(request));
    request.path = "/api/v1/statuses";
    request.method = Method::get;
    EXPECT_FALSE(answer_preflight(request));
}

} // namespace
} // namespace rounds::http
