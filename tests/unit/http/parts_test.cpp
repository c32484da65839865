// Small parts: compression, metrics, methods, headers.
#include "server/http/access_log.hpp"
#include "server/http/gzip.hpp"
#include "server/http/metrics.hpp"
#include "server/http/render.hpp"
#include "storage/base/gzip.hpp"
#include "storage/base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rounds::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Gzip, AcceptEncoding)
{
    for (const std::string_view yes : {"gzip", "br, gzip", "GZIP;q=0.1", "*", "deflate, *;q=0.5", " gzip ; q=1"})
        EXPECT_TRUE(accepts_gzip(yes)) << yes;
    for (const std::string_view no : {"", "br", "gzip;q=0", "gzip;q=0.0", "*;q=0", "gzipx", "*, gzip;q=0", ","})
        EXPECT_FALSE(accepts_gzip(no)) << no;
}

TEST(Gzip, RoundTripAndBounds)
{
    for (const std::size_t size : {0U, 1U, 1000U, 1'000'000U}) {
        const std::string data(size, 'x');
        EXPECT_EQ(base::gunzip(base::gzip(data), size).value(), data);
    }
    EXPECT_EQ(base::gunzip(base::gzip(std::string(10'000'000, 'x')), 1'000'000).error(), errc::too_large);
    EXPECT_EQ(base::gunzip("no gzip", 100).error(), errc::invalid_argument);
    EXPECT_EQ(base::gunzip(base::gzip("hello").substr(0, 12), 100).error(), errc::invalid_argument);
}

TEST(Metrics, Text)
{
    Metrics metrics;
    metrics.request("/api/v1/statuses/:id", 200, std::chrono::milliseconds{3});
    metrics.request("/api/v1/statuses/:id", 204, std::chrono::milliseconds{30});
    metrics.request("/api/v1/statuses/:id", 404, std::chrono::milliseconds{3});
    metrics.count("rounds_deliveries_total", "Deliveries", {{"outcome", "accepted"}}, 5);
    double connections = 2;
    metrics.gauge("rounds_http_connections", "Open connections", [&] { return connections; });
    EXPECT_THAT(metrics.text(), HasSubstr("rounds_http_connections 2"));
    connections = 7;
    const auto text = metrics.text();
    EXPECT_THAT(text, HasSubstr("rounds_http_connections 7"));
    EXPECT_THAT(text, HasSubstr(R"(rounds_http_requests_total{class="2xx",route="/api/v1/statuses/:id"} 2)"));
    EXPECT_THAT(text, HasSubstr(R"(rounds_http_requests_total{class="4xx",route="/api/v1/statuses/:id"} 1)"));
    EXPECT_THAT(text, HasSubstr(R"(rounds_http_request_seconds_count{route="/api/v1/statuses/:id"} 3)"));
    EXPECT_THAT(text, HasSubstr(R"(rounds_deliveries_total{outcome="accepted"} 5)"));
    EXPECT_THAT(text, Not(HasSubstr("5xx")));
}

TEST(AccessLog, NeverShowsTheQuery)
{
    Request request;
    request.method = Method::get;
    request.target = "/api/v1/streaming?access_token=secret";
    request.path = "/api/v1/streaming\x1b";
    request.query = "access_token=secret";
    request.id = "00ff";
    request.client_address = "203.0.113.9";
    request.headers.add("Authorization", "Bearer secret");
    ::testing::internal::CaptureStderr();
    write_access_log(request, json_text("{}", 401), std::chrono::microseconds{1500});
    log::flush();
    const auto line = ::testing::internal::GetCapturedStderr();
    EXPECT_THAT(line, HasSubstr("http GET /api/v1/streaming\\x1b 401 2B 1.5ms 00ff 203.0.113.9"));
    EXPECT_THAT(line, Not(HasSubstr("secret")));
}

TEST(Render, PagesMayNameWhereTheirFormsLead)
{
    Request request;
    auto page = html_response("<p>");
    page.headers.set("Content-Security-Policy", content_security_policy("'self' icecubesapp:"));
    finish_response(request, page);
    EXPECT_EQ(page.headers.count("Content-Security-Policy"), 1U);
    EXPECT_THAT(page.headers.get("Content-Security-Policy"), HasSubstr("form-action 'self' icecubesapp:;"));
}

TEST(Render, WhatAHandlerSaysStays)
{
    Request request;
    auto response = json_text("{}");
    response.headers.set("cache-control", "public, max-age=60");
    finish_response(request, response);
    EXPECT_EQ(response.headers.count("Cache-Control"), 1U);
    EXPECT_EQ(response.headers.get("Cache-Control"), "public, max-age=60");
}

TEST(Headers, NamesHaveNoCase)
{
    Headers headers;
    headers.add("Vary", "a");
    headers.add("vary", "b");
    EXPECT_EQ(headers.get("VARY"), "a");
    EXPECT_EQ(headers.count("Vary"), 2U);
    headers.set("vARY", "c");
    EXPECT_EQ(headers.count("Vary"), 1U);
    EXPECT_EQ(headers.get("Vary"), "c");
    EXPECT_FALSE(headers.contains("Var"));
}

TEST(Methods, BothWays)
{
    for (const auto method :
         {Method::get, Method::head, Method::post, Method::put, Method::patch, Method::del, Method::options})
        EXPECT_EQ(parse_method(to_string(method)), method);
    EXPECT_EQ(parse_method("get"), Method::other);
    EXPECT_EQ(parse_method("TRACE"), Method::other);
}

} // namespace
} // namespace rounds::http
