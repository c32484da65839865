#include "tests/integration/fetch/fetch_rig.hpp"

#include <atomic>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

using namespace rounds;
using namespace rounds::fetch;
using namespace rounds::fetch::testing;

namespace {

/// Sends one raw answer to the first request and holds the connection until the client closes it.
ScriptedServer::Script raw(std::string answer)
{
    return [answer = std::move(answer)](Peer& peer) {
        if (!peer.request()) return;
        peer.send(answer);
        peer.closed_within(20s);
    };
}

/// Sends `start`, then `again` for as long as the client takes it.
ScriptedServer::Script endless(std::string start, std::string again)
{
    return [start = std::move(start), again = std::move(again)](Peer& peer) {
        if (!peer.request() || !peer.send(start)) return;
        while (peer.send(again)) {
        }
    };
}

std::string outcome_of(const ScriptedServer::Script& script, Options options = {})
{
    ScriptedServer server{script};
    Rig rig;
    if (!options.deadline) options.deadline = 10s;
    return outcome(rig.get(url_of(server), std::move(options)));
}

} // namespace

TEST(Fetch, SendsAndReadsWholeMessages)
{
    std::string seen;
    ScriptedServer server{ScriptedServer::answering([&](const std::string& request) {
        seen = request;
        return response("201 Created", "X-Answer: yes\r\n", "hello");
    })};
    Rig rig;
    Options options;
    options.accept = "application/json";
    options.headers = {{"x-more", "1"}};
    const auto got = rig.get(url_of(server, "/a?b=c#frag"), options);
    ASSERT_TRUE(got) << outcome(got);
    EXPECT_EQ(got->status, 201U);
    EXPECT_EQ(got->body, "hello");
    EXPECT_EQ(got->header("x-answer"), "yes");
    EXPECT_EQ(got->final_url, url_of(server, "/a?b=c"));
    EXPECT_TRUE(seen.starts_with("GET /a?b=c HTTP/1.1\r\n")) << seen;
    EXPECT_EQ(header_of(seen, "host"), fmt::format("localhost:{}", server.port()));
    EXPECT_EQ(header_of(seen, "accept"), "application/json");
    EXPECT_EQ(header_of(seen, "x-more"), "1");
    EXPECT_EQ(header_of(seen, "accept-encoding"), "");
    const auto posted = rig.post(url_of(server, "/inbox"), "{}");
    ASSERT_TRUE(posted);
    EXPECT_TRUE(seen.starts_with("POST /inbox HTTP/1.1\r\n"));
    EXPECT_TRUE(seen.ends_with("\r\n\r\n{}"));
    EXPECT_EQ(header_of(seen, "content-type"), "application/activity+json");
}

TEST(Fetch, ReadsChunksAndBodiesUntilTheEnd)
{
    ScriptedServer chunked{
        raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n")
    };
    Rig rig;
    EXPECT_EQ(rig.get(url_of(chunked)).value().body, "abcde");
    ScriptedServer until_end{[](Peer& peer) {
        if (peer.request()) peer.send("HTTP/1.0 200 OK\r\n\r\nall of it");
    }};
    EXPECT_EQ(rig.get(url_of(until_end)).value().body, "all of it");
    ScriptedServer early_hints{raw("HTTP/1.1 103 Early Hints\r\nlink: <x>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")};
    EXPECT_EQ(rig.get(url_of(early_hints)).value().status, 204U);
}

TEST(Fetch, KeepsConnectionsAndReusesThem)
{
    ScriptedServer server{ScriptedServer::answering([](const std::string&) { return response("200 OK", "", "x"); })};
    Rig rig;
    for (int i = 0; i < 3; ++i) EXPECT_EQ(outcome(rig.get(url_of(server))), "ok");
    EXPECT_EQ(outcome(rig.post(url_of(server), "{}")), "ok");
    EXPECT_EQ(server.connections(), 1U);
    // Another origin, even on the same address, has connections of its own.
    EXPECT_EQ(outcome(rig.get(url_of(server, "/", "127.0.0.1"))), "ok");
    EXPECT_EQ(server.connections(), 2U);
}

TEST(Fetch, DoesNotReuseWhatTheServerEnds)
{
    ScriptedServer server{ScriptedServer::answering([](const std::string&) {
        return response("200 OK", "connection: close\r\n", "x");
    })};
    ScriptedServer more{ScriptedServer::answering([](const std::string&) {
        return response("200 OK", "", "x") + "HTTP/1.1 200 OK\r\n\r\n";
    })};
    Rig rig;
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(outcome(rig.get(url_of(server))), "ok");
        EXPECT_EQ(outcome(rig.get(url_of(more))), "ok");
    }
    EXPECT_EQ(server.connections(), 2U);
    EXPECT_EQ(more.connections(), 2U);
}

TEST(Fetch, TriesAgainWhenAnIdleConnectionWasClosed)
{
    // The second request on the first connection is read and never answered.
    ScriptedServer server{[](Peer& peer) {
        for (int i = 0; const auto request = peer.request(); ++i)
            if ((peer.number() == 0 && i == 1) || !peer.respond("x")) return;
    }};
    Rig rig;
    EXPECT_EQ(outcome(rig.get(url_of(server))), "ok");
    EXPECT_EQ(outcome(rig.get(url_of(server))), "ok");
    EXPECT_EQ(server.connections(), 2U);
}

TEST(Fetch, AFreshConnectionThatIsCutIsNoneToTryAgain)
{
    ScriptedServer server{[](Peer& peer) { static_cast<void>(peer.request()); }};
    Rig rig;
    EXPECT_EQ(outcome(rig.get(url_of(server))), "connect");
    EXPECT_EQ(server.connections(), 1U);
    ScriptedServer half{[](Peer& peer) {
        if (peer.request()) peer.send("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf");
    }};
    EXPECT_EQ(outcome(rig.get(url_of(half))), "connect");
}

TEST(Fetch, NobodyListens)
{
    std::string url;
    {
        const ScriptedServer gone{[](Peer&) {}};
        url = url_of(gone);
    }
    Rig rig;
    EXPECT_EQ(outcome(rig.get(url)), "connect");
}

// N38
TEST(Fetch, OneDeadlineForTheWholeExchange)
{
    Options options;
    options.deadline = 300ms;
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(outcome_of([](Peer& peer) { peer.closed_within(20s); }, options), "timeout");
    const auto trickle = [](std::string start_with) {
        return [start_with = std::move(start_with)](Peer& peer) {
            if (!peer.request() || !peer.send(start_with)) return;
            while (!peer.closed_within(20ms) && peer.send("a")) {
            }
        };
    };
    EXPECT_EQ(outcome_of(trickle("HTTP/1.1 200 OK\r\nx-slow: "), options), "timeout");
    EXPECT_EQ(outcome_of(trickle("HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n"), options), "timeout");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 5s);
}

// N38
TEST(Fetch, BodiesAreBounded)
{
    Options options;
    options.max_bytes = 1000;
    const std::string allowed(1000, 'x');
    EXPECT_EQ(outcome_of(raw(response("200 OK", "", allowed)), options), "ok");
    EXPECT_EQ(outcome_of(raw(response("200 OK", "", allowed + "x")), options), "too_large");
    const std::string chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    EXPECT_EQ(outcome_of(endless(chunked, "1\r\nx\r\n"), options), "too_large");
    EXPECT_EQ(outcome_of(endless("HTTP/1.1 200 OK\r\n\r\n", "xxxxxxxxxx"), options), "too_large");
    // E1 and E4: framing that carries nothing.
    EXPECT_EQ(outcome_of(endless(chunked + "1;", std::string(1000, 'e')), options), "too_large");
    EXPECT_EQ(outcome_of(endless(chunked, "1;" + std::string(30000, 'e') + "\r\nx\r\n"), options), "too_large");
    EXPECT_EQ(
        outcome_of(endless(chunked + "0\r\n", "trailer: " + std::string(1000, 't') + "\r\n"), options), "too_large"
    );
}

// N38
TEST(Fetch, HeadersAreBounded)
{
    EXPECT_EQ(outcome_of(endless("HTTP/1.1 200 OK\r\n", "x-header: value\r\n")), "too_large");
    EXPECT_EQ(outcome_of(endless("HTTP/1.1 200 OK\r\nx-long: ", std::string(1000, 'x'))), "too_large");
    EXPECT_EQ(outcome_of(endless("", "HTTP/1.1 100 Continue\r\n\r\n")), "protocol");
}

TEST(Fetch, OddMessagesAreRefused)
{
    for (const auto* head :
         {"HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
          "HTTP/1.1 200 OK\r\ntransfer-encoding: xchunked\r\ncontent-length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 0\r\n\r\n",
          "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\nlocation: https://evil.example/\r\n\r\n",
          "HTTP/1.1 101 Switching Protocols\r\n\r\n",
          "HTTP/2.0 200 OK\r\n\r\n",
          "SSH-2.0-OpenSSH\r\n\r\n",
          "HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n"})
        EXPECT_EQ(outcome_of(raw(head)), "protocol") << head;
}

// N40
TEST(Fetch, NoHeaderCanBeForged)
{
    ScriptedServer server{ScriptedServer::answering([](const std::string&) { return response("200 OK", "", ""); })};
    Rig rig;
    for (const auto* value : {"a\r\nx-evil: 1", "a\nb", "a\r"}) {
        Options options;
        options.headers = {{"x-more", value}};
        EXPECT_EQ(outcome(rig.get(url_of(server), options)), "protocol");
    }
}

TEST(Fetch, SinkTakesTheBodyPieceByPiece)
{
    const std::string whole(100000, 'm');
    ScriptedServer server{ScriptedServer::answering([&](const std::string& request) {
        return response(target_of(request) == "/missing" ? "404 Not Found" : "200 OK", "", whole);
    })};
    Rig rig;
    std::string kept;
    Options options;
    options.sink = [&](std::string_view piece) -> result<void> {
        kept += piece;
        return {};
    };
    EXPECT_EQ(rig.get(url_of(server), options).value().body, "");
    EXPECT_EQ(kept, whole);
    kept.clear();
    EXPECT_EQ(rig.get(url_of(server, "/missing"), options).value().body, whole);
    EXPECT_EQ(kept, "");
    options.sink = [](std::string_view) -> result<void> { return errc::too_large; };
    const auto stopped = rig.get(url_of(server), options);
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error(), errc::too_large);
}

TEST(Fetch, OutcomesAreCounted)
{
    std::vector<std::string> seen;
    auto settings = rig_settings();
    settings.on_outcome = [&](std::string_view name, std::string_view host) {
        seen.push_back(fmt::format("{} {}", name, host));
    };
    ScriptedServer server{raw(response("500 Broken", "", ""))};
    Rig rig{settings};
    EXPECT_EQ(outcome(rig.get(url_of(server))), "ok");
    EXPECT_EQ(outcome(rig.get("http://10.0.0.1/")), "bad_url");
    EXPECT_EQ(seen, (std::vector<std::string>{"ok localhost", "bad_url "}));
}

TEST(Fetch, MayBeUsedFromManyThreads)
{
    ScriptedServer server{ScriptedServer::answering([](const std::string& request) {
        return response("200 OK", "", target_of(request));
    })};
    asio::thread_pool threads{4};
    auto settings = rig_settings();
    settings.requests_per_host = 4;
    Client client{threads.get_executor(), settings};
    std::vector<std::future<result<FetchResponse>>> answers;
    for (int i = 0; i < 64; ++i) {
        auto getting = client.get(url_of(server, fmt::format("/{}", i)), {});
        answers.push_back(asio::co_spawn(threads, std::move(getting), asio::use_future));
    }
    for (std::size_t i = 0; i < answers.size(); ++i) {
        ASSERT_EQ(answers[i].wait_for(20s), std::future_status::ready);
        const auto got = answers[i].get();
        ASSERT_TRUE(got) << outcome(got);
        EXPECT_EQ(got->body, fmt::format("/{}", i));
    }
    EXPECT_LE(server.connections(), 4U);
}
