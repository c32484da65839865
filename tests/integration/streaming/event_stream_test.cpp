// Server-sent events.
#include "tests/integration/streaming/stream_test_base.hpp"

#include <gmock/gmock.h>

namespace rounds::test {
namespace {

using testing::HasSubstr;

class EventStream : public StreamTest
{
protected:
    struct Reader
    {
        RawClient client;
        RawResponse answer{};
        std::string text{};

        /// Waits until the text is there.
        bool reads(std::string_view wanted)
        {
            while (true) {
                auto& bytes = client.buffered();
                text += bytes;
                bytes.clear();
                if (text.find(wanted) != std::string::npos) return true;
                if (client.more() == nullptr) return false;
            }
        }
    };
    static Reader open(const std::string& token, const std::string& target)
    {
        Reader reader{.client = RawClient{live->port()}};
        const auto lines = token.empty() ? std::string{} : "Authorization: Bearer " + token + "\r\n";
        if (auto answer = reader.client.ask(raw_request("GET", "/api/v1/streaming/" + target, lines), true))
            reader.answer = std::move(*answer);
        return reader;
    }
};

TEST_F(EventStream, BeginsWithACommentAndCarriesEvents)
{
    Listener reader(*live, "oreader");
    Listener author(*live, "oauthor");
    reader.follow(author);
    auto stream = open(reader.token, "user");
    EXPECT_EQ(stream.answer.status, 200U);
    EXPECT_EQ(stream.answer.header("Content-Type"), "text/event-stream; charset=utf-8");
    EXPECT_THAT(stream.answer.header("Cache-Control"), HasSubstr("no-store"));
    EXPECT_EQ(stream.answer.header("Access-Control-Allow-Origin"), "*");
    ASSERT_TRUE(stream.reads(":)\n"));
    const auto id = author.say("@oreader hello");
    EXPECT_TRUE(stream.reads("event: notification\ndata: {"));
    EXPECT_TRUE(stream.reads("event: update\ndata: {\"id\":\"" + id + "\""));
    author.ask(http::Method::del, unlimited_path(id));
    EXPECT_TRUE(stream.reads("event: delete\ndata: " + id + "\n\n"));
}

TEST_F(EventStream, EachStreamHasAnAddress)
{
    for (const std::string target :
         {"user",
          "user/notification",
          "public",
          "public/local",
          "public/remote",
          "hashtag?tag=x",
          "hashtag/local?tag=x",
          "list?list=",
          "direct"}) {
        static int people = 0;
        Listener reader(*live, "preader" + std::to_string(++people));
        const auto list = id_of(reader.post("/api/v1/lists", {{"title", "mine"}}));
        const auto whole = target.ends_with('=') ? target + list : target;
        auto stream = open(reader.token, whole);
        EXPECT_EQ(stream.answer.status, 200U) << whole;
        EXPECT_TRUE(stream.reads(":)")) << whole;
        EXPECT_EQ(open({}, whole).answer.status, 401U) << whole;
        EXPECT_EQ(open(live->site().add_token(reader.id, "write"), whole).answer.status, 403U) << whole;
        const auto query = whole + (whole.contains('?') ? "&" : "?") + "access_token=" + reader.token;
        EXPECT_EQ(open({}, query).answer.status, 200U) << query;
    }
    Listener reader(*live, "preader");
    EXPECT_EQ(open(reader.token, "hashtag").answer.status, 400U);
    EXPECT_EQ(open(reader.token, "list?list=1").answer.status, 404U);
    auto health = open({}, "health");
    EXPECT_EQ(health.answer.status, 200U);
    EXPECT_TRUE(health.reads("OK"));
}

TEST_F(EventStream, EndsWithTheToken)
{
    Listener reader(*live, "qreader");
    auto stream = open(reader.token, "user");
    ASSERT_TRUE(stream.reads(":)"));
    const auto began = std::chrono::steady_clock::now();
    change([&](storage::Transaction& tx) {
        const auto grant = storage::tokens::find_by_hash(tx, crypto::sha256(reader.token));
        storage::tokens::revoke(tx, grant->id, live->site().app().clock.now());
    });
    EXPECT_TRUE(stream.reads("\r\n0\r\n\r\n")) << "the last chunk";
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{1});
    EXPECT_EQ(open(reader.token, "user").answer.status, 401U);
}

TEST_F(EventStream, SeatsAreGivenBack)
{
    Listener reader(*live, "sreader2");
    {
        std::vector<Reader> streams;
        for (int i = 0; i < 4; ++i) {
            streams.push_back(open(reader.token, "public"));
            ASSERT_TRUE(streams.back().reads(":)"));
        }
        EXPECT_EQ(open(reader.token, "public").answer.status, 429U);
    }
    EXPECT_TRUE(eventually([&] { return open(reader.token, "public").answer.status == 200; }));
}

} // namespace
} // namespace rounds::test
