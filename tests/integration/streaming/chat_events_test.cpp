// The page of a chat listens.
#include "server/knowledge/chat_tools.hpp"
#include "server/knowledge/chats.hpp"
#include "server/knowledge/networks.hpp"
#include "storage/chats.hpp"
#include "tests/integration/streaming/stream_test_base.hpp"

namespace rounds::test {
namespace {

using namespace std::chrono_literals;

class ChatEvents : public StreamTest
{
protected:
    struct Told
    {
        RawClient client;
        RawResponse answer{};
        bool reads(std::string_view wanted)
        {
            std::string text;
            while (text.find(wanted) == std::string::npos) {
                auto& bytes = client.buffered();
                text += bytes;
                bytes.clear();
                if (text.find(wanted) == std::string::npos && client.more() == nullptr) return false;
            }
            return true;
        }
    };
    static Told listen(const std::string& chat)
    {
        Told told{.client = RawClient{live->port()}};
        if (auto answer = told.client.ask(raw_request("GET", "/api/v1/streaming/chats/" + chat, ""), true))
            told.answer = std::move(*answer);
        return told;
    }
    /// A chat that runs, of a network with that way of joining.
    static storage::Chat running(storage::Transaction& tx, const storage::Account& steward, const std::string& joining)
    {
        const auto network = make_network(tx, {.join_policy = joining, .stewards = {steward.id}});
        knowledge::ChatForm form;
        const auto now = live->site().app().clock.now();
        form.title = "Sleep";
        form.hashtag = "sleepchat";
        form.starts_at = now + 1s;
        form.ends_at = now + 1h;
        form.timezone = "UTC";
        form.prompts = {{"What helped?", 1min}};
        const auto& urls = live->site().app().urls;
        auto chat = knowledge::schedule_chat(tx, urls, steward, network.id, form, now).value();
        while (knowledge::run_due(tx, urls, now + 2s) > 0) {
        }
        return storage::chats::find(tx, chat.id).value();
    }
};

TEST_F(ChatEvents, TellReadersWithoutALogInThatThePageHasChanged)
{
    Listener host(*live, "chathost");
    storage::Chat chat;
    change([&](storage::Transaction& tx) { chat = running(tx, storage::accounts::find(tx, host.id).value(), "open"); });
    auto told = listen(to_string(chat.id));
    ASSERT_EQ(told.answer.status, 200U);
    EXPECT_EQ(told.answer.header("Content-Type"), "text/event-stream; charset=utf-8");
    ASSERT_TRUE(told.reads("retry: "));
    (void)host.say("I walk each day", "public", to_string(*chat.status));
    EXPECT_TRUE(told.reads("event: changed\ndata: {}\n\n"));
}

TEST_F(ChatEvents, AreForNobodyWhoMayNotReadThePage)
{
    Listener host(*live, "quiethost");
    storage::Chat chat;
    storage::Chat over;
    change([&](storage::Transaction& tx) {
        const auto steward = storage::accounts::find(tx, host.id).value();
        chat = running(tx, steward, "invitation");
        over = running(tx, steward, "open");
        over.state = "cancelled";
        storage::chats::update(tx, over);
    });
    EXPECT_EQ(listen(to_string(chat.id)).answer.status, 204U);
    EXPECT_EQ(listen(to_string(over.id)).answer.status, 204U);
    EXPECT_EQ(listen("1").answer.status, 204U);
    EXPECT_EQ(listen("x").answer.status, 404U);
}

} // namespace
} // namespace rounds::test
