// Coming in, subscribing, and being shown out.
#include "server/http/websocket.hpp"
#include "tests/integration/streaming/stream_test_base.hpp"

namespace rounds::test {
namespace {

using namespace std::chrono_literals;

class StreamSocket : public StreamTest
{
protected:
    static RawResponse plain(const std::string& target, const std::string& lines = {})
    {
        RawClient client{live->port()};
        return client.ask(raw_request("GET", target, lines)).value_or(RawResponse{});
    }
    static std::string bearer(const std::string& token) { return "Authorization: Bearer " + token + "\r\n"; }
    static bool refused(TestSocket& socket, std::string_view error, int status)
    {
        return socket
            .find([&](const json::value& message) {
                const auto* said = message.as_object().if_contains("error");
                return said != nullptr && *said == json::value(error) && message.at("status") == json::value(status);
            })
            .has_value();
    }
    /// Closed by 1008 within a second.
    static void expect_shown_out(TestSocket& socket, std::chrono::steady_clock::time_point since)
    {
        EXPECT_EQ(socket.close_code(), 1008U);
        EXPECT_LT(std::chrono::steady_clock::now() - since, 1s);
    }
};

TEST_F(StreamSocket, TakesTheTokenInThreeWays)
{
    Listener ann(*live, "wann");
    const std::string target = "/api/v1/streaming";
    EXPECT_TRUE(TestSocket(live->port(), target, bearer(ann.token)).open());
    EXPECT_TRUE(TestSocket(live->port(), target + "?access_token=" + ann.token).open());
    const TestSocket by_protocol{live->port(), target, "Sec-WebSocket-Protocol: " + ann.token + "\r\n"};
    EXPECT_EQ(by_protocol.answer().header("Sec-WebSocket-Protocol"), ann.token);
    // Also when the token came otherwise: browsers insist.
    const TestSocket both{
        live->port(), target + "/?access_token=" + ann.token, "Sec-WebSocket-Protocol: " + ann.token + "\r\n"
    };
    EXPECT_EQ(both.answer().header("Sec-WebSocket-Protocol"), ann.token);
}

TEST_F(StreamSocket, IsRefusedBeforeTheUpgrade)
{
    Listener ann(*live, "xann");
    const std::string target = "/api/v1/streaming";
    const TestSocket nobody{live->port(), target};
    EXPECT_EQ(nobody.answer().status, 401U);
    EXPECT_EQ(nobody.answer().header("Content-Type"), "application/json; charset=utf-8");
    EXPECT_EQ(json::parse(nobody.answer().body).at("error"), "The access token is invalid");
    EXPECT_EQ(
        TestSocket(live->port(), target + "?stream=user", "Sec-WebSocket-Protocol: wrong\r\n").answer().status, 401U
    );
    EXPECT_EQ(plain(target, bearer(ann.token)).status, 404U);
    const auto narrow = live->site().add_token(ann.id, "write push");
    EXPECT_EQ(TestSocket(live->port(), target, bearer(narrow)).answer().status, 403U);
}

TEST_F(StreamSocket, TheNumberOfSocketsIsLimited)
{
    Listener ann(*live, "yann");
    std::vector<std::unique_ptr<TestSocket>> open;
    for (int i = 0; i < 4; ++i) open.push_back(std::make_unique<TestSocket>(live->socket(ann.token)));
    EXPECT_TRUE(open.back()->open());
    EXPECT_EQ(live->socket(ann.token).answer().status, 429U);
    open.pop_back();
    EXPECT_TRUE(eventually([&] { return live->socket(ann.token).open(); }));
}

TEST_F(StreamSocket, SaysWhatItDoesNotUnderstandAndStaysOpen)
{
    Listener ann(*live, "zann");
    auto socket = live->listen(ann.token, "stream=everything");
    EXPECT_TRUE(refused(socket, "Unknown stream type", 400));
    socket.send({.payload = "not json"});
    EXPECT_TRUE(refused(socket, "The message is not a JSON object", 400));
    socket.say({{"type", "subscribe"}, {"stream", "list"}, {"list", "1"}});
    EXPECT_TRUE(refused(socket, "Record not found", 404));
    for (int i = 0; i < 6; ++i)
        socket.say({{"type", "subscribe"}, {"stream", "hashtag"}, {"tag", "t" + std::to_string(i)}});
    EXPECT_TRUE(refused(socket, "Too many subscriptions", 429));
    EXPECT_TRUE(socket.sync());
}

TEST_F(StreamSocket, AnothersListIsNotFound)
{
    Listener ann(*live, "vann");
    Listener bob(*live, "vbob");
    const auto list = id_of(ann.post("/api/v1/lists", {{"title", "mine"}}));
    auto socket = live->listen(bob.token, "stream=list&list=" + list);
    EXPECT_TRUE(refused(socket, "Record not found", 404));
}

TEST_F(StreamSocket, EachStreamNeedsItsRight)
{
    Listener ann(*live, "uann");
    const std::string wrong = "This action is outside the authorized scopes";
    auto socket = live->listen(live->site().add_token(ann.id, "read:notifications"), "stream=user");
    EXPECT_TRUE(refused(socket, wrong, 403));
    auto other = live->listen(live->site().add_token(ann.id, "read:statuses"), "stream=user:notification");
    EXPECT_TRUE(refused(other, wrong, 403));
}

TEST_F(StreamSocket, ClosesWhenTheTokenIsRevoked)
{
    Listener ann(*live, "rann");
    Listener bob(*live, "rbob");
    auto socket = ann.listen("user");
    auto others = live->listen(live->site().add_token(ann.id), "stream=user");
    auto bobs = bob.listen("user");
    const auto began = std::chrono::steady_clock::now();
    // As another process would, or the operator's command: no notice, no call.
    change([&](storage::Transaction& tx) {
        const auto grant = storage::tokens::find_by_hash(tx, crypto::sha256(ann.token));
        storage::tokens::revoke(tx, grant->id, live->site().app().clock.now());
    });
    expect_shown_out(socket, began);
    EXPECT_EQ(live->socket(ann.token).answer().status, 401U);
    EXPECT_TRUE(others.sync());
    EXPECT_TRUE(bobs.sync());
}

TEST_F(StreamSocket, ClosesWhenThePersonMayNotComeInAnyMore)
{
    Listener ann(*live, "sann");
    Listener bob(*live, "sbob");
    Listener eve(*live, "seve");
    auto suspended = ann.listen("user");
    auto disabled = bob.listen("public");
    auto lowered = eve.listen("user:notification");
    auto began = std::chrono::steady_clock::now();
    change([&](storage::Transaction& tx) { storage::accounts::set_suspended(tx, ann.id, true); });
    expect_shown_out(suspended, began);
    began = std::chrono::steady_clock::now();
    change([&](storage::Transaction& tx) {
        tx.exec_plain("UPDATE users SET disabled_at = now() WHERE account_id = " + to_string(bob.id));
    });
    expect_shown_out(disabled, began);
    began = std::chrono::steady_clock::now();
    change([&](storage::Transaction& tx) {
        tx.exec_plain("UPDATE oauth_tokens SET scopes = 'write' WHERE account_id = " + to_string(eve.id));
    });
    expect_shown_out(lowered, began);
    for (const auto& token : {ann.token, bob.token}) EXPECT_EQ(live->socket(token).answer().status, 401U);
    EXPECT_EQ(live->socket(eve.token).answer().status, 403U);
}

/// Revoked between the check at the door and the hub's own: the hub looks again once the client is known to it.
TEST_F(StreamSocket, ATokenThatEndsWhileComingInIsNoticed)
{
    Listener ann(*live, "tann");
    const auto grant = live->site().db().transact_blocking([&](storage::Transaction& tx) {
        return storage::tokens::find_by_hash(tx, crypto::sha256(ann.token));
    });
    EXPECT_TRUE(live->socket(ann.token).sync()); // the answer is kept for a second
    change([&](storage::Transaction& tx) {
        tx.exec_plain("SET LOCAL ROLE NONE");                           // the owner of the table
        tx.exec_plain("ALTER TABLE oauth_tokens DISABLE TRIGGER USER"); // nobody is told
        storage::tokens::revoke(tx, grant->id, live->site().app().clock.now());
        tx.exec_plain("ALTER TABLE oauth_tokens ENABLE TRIGGER USER");
    });
    auto socket = live->socket(ann.token);
    if (socket.open())
        EXPECT_EQ(socket.close_code(), 1008U);
    else
        EXPECT_EQ(socket.answer().status, 401U);
}

TEST_F(StreamSocket, MissedEventsSendClientsHomeToLook)
{
    Listener ann(*live, "mann");
    auto socket = ann.listen("user");
    live->hub().apply({{.kind = "reset"}});
    EXPECT_EQ(socket.close_code(), 1013U);
    EXPECT_TRUE(ann.listen("user").sync());
}

TEST_F(StreamSocket, AFloodOfCommandsEnds)
{
    Listener ann(*live, "fann");
    auto socket = ann.listen("user");
    std::string flood;
    for (int i = 0; i < 20'000; ++i) flood += Frame{.payload = R"({"type":"unsubscribe","stream":"public"})"}.bytes();
    // The hub may keep up; whatever happens, nothing piles up and it goes on.
    socket.send_bytes(flood);
    Listener bob(*live, "fbob");
    EXPECT_TRUE(bob.listen("user").sync());
}

TEST(StreamStop, SaysGoingAway)
{
    LiveSite site;
    Listener ann(site, "ann");
    auto socket = ann.listen("user");
    site.stop_hub();
    EXPECT_EQ(socket.close_code(), 1001U);
    EXPECT_EQ(site.socket(ann.token).close_code(), 1001U) << "too late to join";
}

} // namespace
} // namespace rounds::test
