// What Beast lets pass and the gate must not: security.md E3 and N46. Every refused request has its twin that is taken.
#include "tests/support/http_server.hpp"
#include "tests/support/raw_http.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>

namespace rounds::test {
namespace {

struct Case
{
    std::string_view name;
    std::string request;
    unsigned status;
};

std::string with(std::string_view lines, std::string_view body = {})
{
    return fmt::format("POST /echo HTTP/1.1\r\n{}\r\n{}", lines, body);
}

const std::vector<Case>& cases()
{
    constexpr std::string_view host = "Host: rounds.test\r\n";
    static const std::string h{host};
    static const std::vector<Case> all{
        {"no_host", with("Content-Length: 0\r\n"), 400},
        {"two_hosts", with(h + h + "Content-Length: 0\r\n"), 400},
        {"two_different_hosts", with(h + "Host: evil.test\r\nContent-Length: 0\r\n"), 400},
        {"empty_host", with("Host:\r\nContent-Length: 0\r\n"), 400},
        {"foreign_host", with("Host: evil.test\r\nContent-Length: 0\r\n"), 421},
        {"foreign_port", with("Host: rounds.test:8443\r\nContent-Length: 0\r\n"), 421},
        {"host_with_userinfo", with("Host: evil@rounds.test\r\nContent-Length: 0\r\n"), 400},
        {"host_list", with("Host: rounds.test, evil.test\r\nContent-Length: 0\r\n"), 400},
        {"chunked_and_gzip", with(h + "Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), 400},
        {"gzip_and_chunked", with(h + "Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 400},
        {"xchunked", with(h + "Transfer-Encoding: xchunked\r\nContent-Length: 2\r\n", "ok"), 400},
        {"identity", with(h + "Transfer-Encoding: identity\r\nContent-Length: 2\r\n", "ok"), 400},
        {"chunked_twice", with(h + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        {"chunked_with_length", with(h + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"), 400},
        {"length_with_chunked", with(h + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400},
        {"chunked_on_1_0",
         "POST /echo HTTP/1.0\r\nHost: rounds.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         400},
        {"equal_lengths_twice", with(h + "Content-Length: 2\r\nContent-Length: 2\r\n", "ok"), 400},
        {"different_lengths", with(h + "Content-Length: 2\r\nContent-Length: 3\r\n", "ok"), 400},
        {"length_list", with(h + "Content-Length: 2,2\r\n", "ok"), 400},
        {"length_with_sign", with(h + "Content-Length: +2\r\n", "ok"), 400},
        {"length_in_hex", with(h + "Content-Length: 0x2\r\n", "ok"), 400},
        {"length_overflows", with(h + "Content-Length: 18446744073709551618\r\n", "ok"), 400},
        {"length_empty", with(h + "Content-Length:\r\n"), 400},
        {"folded_line", with(h + "X-Long: a\r\n b\r\nContent-Length: 0\r\n"), 400},
        {"folded_by_tab", with(h + "X-Long: a\r\n\tb\r\nContent-Length: 0\r\n"), 400},
        {"space_before_colon", with(h + "Content-Length : 2\r\n", "ok"), 400},
        {"nul_in_value", with(h + std::string("X-Nul: a\0b\r\n", 12) + "Content-Length: 0\r\n"), 400},
        {"escape_in_value", with(h + "X-Esc: a\x1b[0m\r\nContent-Length: 0\r\n"), 400},
        {"delete_in_value", with(h + "X-Del: a\x7f\r\nContent-Length: 0\r\n"), 400},
        {"bare_lf", "POST /echo HTTP/1.1\nHost: rounds.test\nContent-Length: 0\n\n", 400},
        {"bare_cr", with(h + "X-Cr: a\rb\r\nContent-Length: 0\r\n"), 400},
        {"empty_line_first", "\r\nGET /hello HTTP/1.1\r\nHost: rounds.test\r\n\r\n", 400},
        {"absolute_form", "GET http://rounds.test/hello HTTP/1.1\r\nHost: rounds.test\r\n\r\n", 400},
        {"two_slashes", "GET //rounds.test/hello HTTP/1.1\r\nHost: rounds.test\r\n\r\n", 400},
        {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: rounds.test\r\n\r\n", 400},
        {"authority_form", "CONNECT rounds.test:443 HTTP/1.1\r\nHost: rounds.test\r\n\r\n", 400},
        {"fragment", "GET /hello#x HTTP/1.1\r\nHost: rounds.test\r\n\r\n", 400},
        {"raw_utf8_in_target", "GET /h\xc3\xa4 HTTP/1.1\r\nHost: rounds.test\r\n\r\n", 400},
        {"http_2_preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        {"http_0_9", "GET /hello\r\n\r\n", 400},
        {"tls_hello", std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400},
        {"unknown_expectation", with(h + "Expect: miracles\r\nContent-Length: 2\r\n", "ok"), 417},
        {"chunk_size_not_hex", with(h + "Transfer-Encoding: chunked\r\n", "xyz\r\nok\r\n0\r\n\r\n"), 400},
        {"chunk_size_overflows", with(h + "Transfer-Encoding: chunked\r\n", "fffffffffffffffff\r\nok\r\n0\r\n\r\n"), 400
        },
        {"chunk_without_end", with(h + "Transfer-Encoding: chunked\r\n", "2\r\nokX0\r\n\r\n"), 400},
        {"trailer_signature", with(h + "Transfer-Encoding: chunked\r\n", "2\r\nok\r\n0\r\nSignature: evil\r\n\r\n"), 400
        },
        {"trailer_digest", with(h + "Transfer-Encoding: chunked\r\n", "2\r\nok\r\n0\r\nDigest: SHA-256=x\r\n\r\n"), 400
        },
        {"trailer_host", with(h + "Transfer-Encoding: chunked\r\n", "2\r\nok\r\n0\r\nHost: rounds.test\r\n\r\n"), 400},
    };
    return all;
}

class Gate : public ::testing::TestWithParam<Case>
{
};

TEST_P(Gate, RefusesAndCloses)
{
    HttpServer server;
    RawClient client{server.port()};
    // A second request follows at once: if the first were read to another end, it would be answered.
    const auto response = client.ask(GetParam().request + raw_request("GET", "/hello"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, GetParam().status);
    EXPECT_EQ(response->header("Connection"), "close");
    EXPECT_EQ(response->header("Content-Type"), "application/json; charset=utf-8");
    EXPECT_FALSE(client.read());
    EXPECT_TRUE(client.closed());
    EXPECT_TRUE(server.handled().empty());
}

INSTANTIATE_TEST_SUITE_P(Matrix, Gate, ::testing::ValuesIn(cases()), [](const auto& info) {
    return std::string{info.param.name};
});

/// The same requests unspoiled.
const std::vector<Case>& twins()
{
    static const std::vector<Case> all{
        {"plain", raw_request("GET", "/hello"), 200},
        {"length", with("Host: rounds.test\r\nContent-Length: 2\r\n", "ok"), 200},
        {"host_in_capitals", with("HOST: ROUNDS.Test\r\nContent-Length: 2\r\n", "ok"), 200},
        {"host_with_default_port", with("Host: rounds.test:80\r\nContent-Length: 2\r\n", "ok"), 200},
        {"chunked", with("Host: rounds.test\r\nTransfer-Encoding: chunked\r\n", "2\r\nok\r\n0\r\n\r\n"), 200},
        {"chunk_extension",
         with("Host: rounds.test\r\nTransfer-Encoding: chunked\r\n", "2;name=value\r\nok\r\n0\r\n\r\n"),
         200},
        {"tab_in_value", with("Host: rounds.test\r\nX-Tab: a\tb\r\nContent-Length: 2\r\n", "ok"), 200},
        {"utf8_in_value", with("Host: rounds.test\r\nX-Name: M\xc3\xbcller\r\nContent-Length: 2\r\n", "ok"), 200},
    };
    return all;
}

class GateTwin : public ::testing::TestWithParam<Case>
{
};

TEST_P(GateTwin, IsTakenAndTheNextToo)
{
    HttpServer server;
    RawClient client{server.port()};
    const auto response = client.ask(GetParam().request + raw_request("GET", "/hello"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->status, 200U);
    EXPECT_EQ(response->body, "ok");
    EXPECT_TRUE(client.read());
}

INSTANTIATE_TEST_SUITE_P(Matrix, GateTwin, ::testing::ValuesIn(twins()), [](const auto& info) {
    return std::string{info.param.name};
});

} // namespace
} // namespace rounds::test
