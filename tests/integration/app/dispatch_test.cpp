#include "server/app/health.hpp"
#include "server/web/page.hpp"
#include "tests/support/site.hpp"

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <gtest/gtest.h>
#include <stdexcept>

namespace rounds::test {
namespace {

namespace asio = boost::asio;

asio::awaitable<http::Response> fail(app::Context&)
{
    throw std::runtime_error("relation \"secrets\" does not exist\nforged line");
    co_return http::Response{};
}

asio::awaitable<http::Response> fail_oddly(app::Context&)
{
    throw 7; // NOLINT(hicpp-exception-baseclass): whatever a library may do
    co_return http::Response{};
}

asio::awaitable<http::Response> no_database(app::Context&)
{
    throw storage::Unavailable("no connection to 10.0.0.7");
    co_return http::Response{};
}

constexpr std::array broken_routes{
    app::Route{http::Method::get, "/api/v1/broken", app::Auth::open, "", fail, app::Rate::api},
    app::Route{http::Method::get, "/broken", app::Auth::page, "", fail, app::Rate::page},
    app::Route{http::Method::get, "/api/v1/odd", app::Auth::open, "", fail_oddly, app::Rate::none},
    app::Route{http::Method::get, "/api/v1/busy", app::Auth::open, "", no_database, app::Rate::none},
};

struct Dispatch : testing::Test
{
    Site site;
    std::vector<std::span<const app::Route>> tables{broken_routes, app::health_routes()};
    app::Dispatcher dispatcher{site.app(), tables, [this](unsigned status, std::string_view) {
                                   return web::error_page(site.app().config, status);
                               }};

    http::Response ask(const std::string& path, const Fields& headers = {})
    {
        auto request = make_request(http::Method::get, path, headers);
        request.id = "request-77";
        asio::io_context context;
        auto answer = asio::co_spawn(context, dispatcher.handle(request), asio::use_future);
        context.run();
        return answer.get();
    }
};

std::size_t count(std::string_view text, std::string_view piece)
{
    std::size_t found = 0;
    for (auto at = text.find(piece); at != std::string_view::npos; at = text.find(piece, at + 1)) ++found;
    return found;
}

TEST_F(Dispatch, ExceptionsAreAnsweredInTheApisForm)
{
    testing::internal::CaptureStderr();
    const auto response = ask("/api/v1/broken", {{"Origin", "https://app.example"}});
    const auto logged = testing::internal::GetCapturedStderr();
    EXPECT_EQ(response.status, 500U);
    EXPECT_EQ(response.body, R"({"error":"Something went wrong"})");
    EXPECT_TRUE(response.content_type.starts_with("application/json"));
    EXPECT_FALSE(response.headers.get("Access-Control-Allow-Origin").empty()) << "a web app must be able to read it";
    EXPECT_FALSE(response.headers.get("X-RateLimit-Limit").empty());
    EXPECT_EQ(count(logged, "request-77"), 1U) << logged;
    EXPECT_EQ(count(logged, "does not exist\\x0aforged line"), 1U) << logged;
}

TEST_F(Dispatch, ExceptionsAreAnsweredAsAPageForPeople)
{
    testing::internal::CaptureStderr();
    const auto response = ask("/broken", {{"Accept", "text/html,*/*"}});
    EXPECT_EQ(count(testing::internal::GetCapturedStderr(), "request-77"), 1U);
    EXPECT_EQ(response.status, 500U);
    EXPECT_TRUE(response.content_type.starts_with("text/html"));
    EXPECT_TRUE(response.body.contains("Something went wrong"));
    EXPECT_FALSE(response.body.contains("secrets"));
}

TEST_F(Dispatch, WhateverIsThrownIsCaught)
{
    testing::internal::CaptureStderr();
    EXPECT_EQ(ask("/api/v1/odd").status, 500U);
    EXPECT_EQ(count(testing::internal::GetCapturedStderr(), "request-77"), 1U);
}

TEST_F(Dispatch, ABusyDatabaseIsNoMistakeOfOurs)
{
    const auto response = ask("/api/v1/busy");
    EXPECT_EQ(response.status, 503U);
    EXPECT_EQ(response.headers.get("Retry-After"), "5");
    EXPECT_FALSE(response.body.contains("10.0.0.7"));
}

TEST_F(Dispatch, HealthIsToldAsMastodonTellsIt)
{
    const auto response = ask("/health");
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.body, "OK");
    EXPECT_TRUE(response.content_type.starts_with("text/plain"));
}

} // namespace
} // namespace rounds::test
