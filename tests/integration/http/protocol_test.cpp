// HTTP/1.1 as clients and browsers use it.
#include "server/http/gzip.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/gzip.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/raw_http.hpp"

#include <gtest/gtest.h>

namespace rounds::test {
namespace {

TEST(HttpServer, AnswersWithTheUsualHeaders)
{
    HttpServer server;
    RawClient client{server.port()};
    const auto response = client.ask(raw_request("GET", "/hello"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200U);
    EXPECT_EQ(response->body, "ok");
    EXPECT_TRUE(parse_http_date(response->header("Date")));
    EXPECT_EQ(response->header("Server"), "Rounds");
    EXPECT_EQ(response->header("X-Request-Id").size(), 16U);
    EXPECT_EQ(response->header("Cache-Control"), "private, no-store");
    EXPECT_EQ(response->header("X-Content-Type-Options"), "nosniff");
    EXPECT_FALSE(response->has("Content-Security-Policy"));
    EXPECT_FALSE(response->has("Strict-Transport-Security"));
    const auto next = client.ask(raw_request("GET", "/hello"));
    ASSERT_TRUE(next);
    EXPECT_NE(next->header("X-Request-Id"), response->header("X-Request-Id"));
}

TEST(HttpServer, PagesGetThePolicies)
{
    HttpServer server;
    RawClient client{server.port()};
    const auto page = client.ask(raw_request("GET", "/page"));
    ASSERT_TRUE(page);
    const auto policy = page->header("Content-Security-Policy");
    for (const std::string_view part :
         {"default-src 'none'",
          "style-src 'self'",
          "img-src 'self' data:",
          "form-action 'self'",
          "base-uri 'none'",
          "frame-ancestors 'none'"})
        EXPECT_NE(policy.find(part), std::string::npos) << part;
    EXPECT_EQ(page->header("Referrer-Policy"), "same-origin");
}

TEST(HttpServer, KeepsTheConnection)
{
    HttpServer server;
    RawClient client{server.port()};
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(client.ask(raw_request("POST", "/echo", {}, "body")));
    EXPECT_EQ(server.server().figures().connections, 1U);
    EXPECT_TRUE(eventually([&] { return server.server().figures().requests == 100; })); // counted after the answer
    const auto last = client.ask(raw_request("GET", "/hello", "Connection: close\r\n"));
    ASSERT_TRUE(last);
    EXPECT_EQ(last->header("Connection"), "close");
    EXPECT_TRUE(client.closed());
}

TEST(HttpServer, Http10ClosesUnlessAsked)
{
    HttpServer server;
    RawClient plain{server.port()};
    ASSERT_TRUE(plain.ask("GET /hello HTTP/1.0\r\nHost: rounds.test\r\n\r\n"));
    EXPECT_TRUE(plain.closed());
    RawClient kept{server.port()};
    const auto first = kept.ask("GET /hello HTTP/1.0\r\nHost: rounds.test\r\nConnection: keep-alive\r\n\r\n");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->header("Connection"), "keep-alive");
    EXPECT_TRUE(kept.ask("GET /hello HTTP/1.0\r\nHost: rounds.test\r\n\r\n"));
}

TEST(HttpServer, PipelinedRequestsAreAnsweredInOrder)
{
    HttpServer server;
    RawClient client{server.port()};
    std::string all;
    for (int i = 0; i < 200; ++i) {
        const auto text = std::to_string(i);
        all += i % 2 == 0 ? raw_request("POST", "/echo", {}, text)
                          : raw_request("POST", "/echo", "Transfer-Encoding: chunked\r\n") +
                                std::to_string(text.size()) + "\r\n" + text + "\r\n0\r\n\r\n";
    }
    client.send(all);
    for (int i = 0; i < 200; ++i) {
        const auto response = client.read();
        ASSERT_TRUE(response) << i;
        EXPECT_EQ(response->body, std::to_string(i));
    }
}

TEST(HttpServer, HeaderMayComeByteByByte)
{
    HttpServer server;
    RawClient client{server.port()};
    for (const char c : raw_request("POST", "/echo", "Transfer-Encoding: chunked\r\n") + "2\r\nok\r\n0\r\n\r\n")
        client.send({&c, 1});
    const auto response = client.read();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "ok");
}

TEST(HttpServer, ExpectIsHonouredOnlyAfterAdmission)
{
    HttpServer server;
    RawClient client{server.port()};
    const auto go_on = client.ask(raw_request("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 4\r\n"));
    ASSERT_TRUE(go_on);
    EXPECT_EQ(go_on->status, 100U);
    EXPECT_TRUE(server.handled().empty());
    const auto done = client.ask("body");
    ASSERT_TRUE(done);
    EXPECT_EQ(done->body, "body");
    RawClient refused{server.port()};
    const auto no = refused.ask(raw_request("POST", "/refused", "Expect: 100-continue\r\nContent-Length: 4\r\n"));
    ASSERT_TRUE(no);
    EXPECT_EQ(no->status, 403U);
    EXPECT_TRUE(refused.closed());
    RawClient large{server.port()};
    const auto too_large = large.ask(raw_request("POST", "/echo", "Expect: 100-continue\r\nContent-Length: 4000\r\n"));
    ASSERT_TRUE(too_large);
    EXPECT_EQ(too_large->status, 413U);
}

TEST(HttpServer, RefusalWithoutBodyKeepsTheConnection)
{
    HttpServer server;
    RawClient client{server.port()};
    EXPECT_EQ(client.ask(raw_request("GET", "/refused")).value_or(RawResponse{}).status, 403U);
    EXPECT_EQ(client.ask(raw_request("GET", "/hello")).value_or(RawResponse{}).status, 200U);
}

TEST(HttpServer, HeadHasTheHeadersOfGetAndNoBody)
{
    HttpServer server;
    RawClient client{server.port()};
    for (const std::string_view path : {"/hello", "/big", "/stream"}) {
        const auto head = client.ask(raw_request("HEAD", path), true);
        const auto get = client.ask(raw_request("GET", path));
        ASSERT_TRUE(head && get) << path;
        EXPECT_EQ(head->status, get->status);
        EXPECT_EQ(head->header("Content-Type"), get->header("Content-Type"));
        EXPECT_EQ(head->header("Content-Length"), get->header("Content-Length"));
    }
}

TEST(HttpServer, CompressesWhatIsWorthIt)
{
    HttpServer server;
    RawClient client{server.port()};
    const auto zipped = client.ask(raw_request("GET", "/big", "Accept-Encoding: br, gzip;q=0.8\r\n"));
    ASSERT_TRUE(zipped);
    EXPECT_EQ(zipped->header("Content-Encoding"), "gzip");
    EXPECT_EQ(zipped->header("Vary"), "Accept-Encoding");
    EXPECT_LT(zipped->body.size(), 1000U);
    EXPECT_EQ(base::gunzip(zipped->body, 10'000).value(), "[\"" + std::string(8000, 'a') + "\"]");
    const auto plain = client.ask(raw_request("GET", "/big", "Accept-Encoding: gzip;q=0\r\n"));
    ASSERT_TRUE(plain);
    EXPECT_FALSE(plain->has("Content-Encoding"));
    EXPECT_EQ(plain->header("Vary"), "Accept-Encoding");
    EXPECT_EQ(plain->body.size(), 8004U);
    const auto small = client.ask(raw_request("GET", "/hello", "Accept-Encoding: gzip\r\n"));
    ASSERT_TRUE(small);
    EXPECT_FALSE(small->has("Content-Encoding"));
}

TEST(HttpServer, MatchingEtagIsNotModified)
{
    HttpServer server;
    RawClient client{server.port()};
    const auto fresh = client.ask(raw_request("GET", "/tagged", "If-None-Match: \"v0\"\r\n"));
    ASSERT_TRUE(fresh);
    EXPECT_EQ(fresh->status, 200U);
    const auto same = client.ask(raw_request("GET", "/tagged", "If-None-Match: \"v0\", W/\"v1\"\r\n"));
    ASSERT_TRUE(same);
    EXPECT_EQ(same->status, 304U);
    EXPECT_EQ(same->header("ETag"), "\"v1\"");
    EXPECT_TRUE(client.ask(raw_request("GET", "/hello"))); // nothing of a body stood between
}

TEST(HttpServer, HeaderValuesCannotBreakTheLine)
{
    HttpServer server;
    RawClient client{server.port()};
    const auto response = client.ask(raw_request("GET", "/tagged?text"));
    ASSERT_TRUE(response);
    EXPECT_FALSE(response->has("X-Injected"));
    EXPECT_EQ(response->header("X-Echo"), "text  X-Injected: yes");
}

TEST(HttpServer, StreamsInChunks)
{
    HttpServer server;
    RawClient client{server.port()};
    const auto response = client.ask(raw_request("GET", "/stream"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->header("Transfer-Encoding"), "chunked");
    EXPECT_FALSE(response->has("Content-Length"));
    EXPECT_EQ(response->body, "one two three");
    EXPECT_TRUE(client.ask(raw_request("GET", "/hello")));
}

TEST(HttpServer, EndlessStreamEndsWithItsReader)
{
    HttpServer server;
    {
        RawClient client{server.port()};
        client.send(raw_request("GET", "/endless"));
        ASSERT_TRUE(eventually([&] { return server.server().figures().in_flight == 1; }));
        // The client does not read: the writer waits instead of filling memory.
        const auto before = memory_in_use();
        ASSERT_TRUE(eventually([until = std::chrono::steady_clock::now() + std::chrono::milliseconds{200}] {
            return std::chrono::steady_clock::now() > until;
        }));
        EXPECT_LT(memory_in_use(), before + (4U << 20U));
    }
    EXPECT_TRUE(eventually([&] { return server.server().figures().in_flight == 0; }));
}

TEST(HttpServer, ExceptionsTellNothing)
{
    HttpServer server;
    RawClient client{server.port()};
    const auto response = client.ask(raw_request("GET", "/throw"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 500U);
    EXPECT_EQ(response->body, R"({"error":"Something went wrong"})");
    EXPECT_TRUE(client.ask(raw_request("GET", "/hello")));
}

TEST(HttpServer, PreflightIsAnsweredBeforeAdmission)
{
    HttpServer server;
    RawClient client{server.port()};
    const auto preflight = client.ask(raw_request(
        "OPTIONS", "/api/v1/statuses", "Origin: https://app.test\r\nAccess-Control-Request-Method: POST\r\n"
    ));
    ASSERT_TRUE(preflight);
    EXPECT_EQ(preflight->status, 200U);
    EXPECT_EQ(preflight->header("Access-Control-Allow-Origin"), "*");
    EXPECT_NE(preflight->header("Access-Control-Allow-Headers").find("Idempotency-Key"), std::string::npos);
    EXPECT_EQ(server.admitted(), 0U);
    const auto error = client.ask(raw_request("GET", "/api/v1/x", "Content-Length: 2,2\r\n"));
    ASSERT_TRUE(error);
    EXPECT_EQ(error->status, 400U);
    RawClient other{server.port()};
    EXPECT_EQ(
        other.ask(raw_request("GET", "/api/x")).value_or(RawResponse{}).header("Access-Control-Allow-Origin"), "*"
    );
    EXPECT_FALSE(other.ask(raw_request("GET", "/page")).value_or(RawResponse{}).has("Access-Control-Allow-Origin"));
}

TEST(HttpServer, BelievesOnlyTrustedProxies)
{
    constexpr std::string_view forged = "X-Forwarded-For: 203.0.113.9, 198.51.100.7\r\nX-Forwarded-Proto: https\r\n";
    HttpServer alone;
    RawClient direct{alone.port()};
    EXPECT_EQ(direct.ask(raw_request("GET", "/whoami", forged)).value_or(RawResponse{}).body, "127.0.0.1 plain");
    HttpServer behind([](auto& settings) { settings.trusted_proxies = {"127.0.0.0/8"}; });
    RawClient proxied{behind.port()};
    const auto told = proxied.ask(raw_request("GET", "/whoami", forged));
    ASSERT_TRUE(told);
    EXPECT_EQ(told->body, "198.51.100.7 secure");
    EXPECT_TRUE(told->has("Strict-Transport-Security"));
    EXPECT_EQ(proxied.ask(raw_request("GET", "/whoami")).value_or(RawResponse{}).body, "127.0.0.1 plain");
}

} // namespace
} // namespace rounds::test
