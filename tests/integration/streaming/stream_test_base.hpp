#pragma once

#include "storage/tokens.hpp"
#include "tests/integration/api/api_site.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/live_site.hpp"

namespace rounds::test {

inline json::array names(std::initializer_list<std::string_view> all)
{
    json::array list;
    for (const auto name : all) list.emplace_back(json::string(name));
    return list;
}

/// A person who also listens.
class Listener : public Phone
{
public:
    Listener(LiveSite& live, const std::string& name, const std::string& scopes = "read write follow")
        : Phone(live.site(), name), live_(&live), token(live.site().add_token(id, scopes))
    {
    }

    /// A WebSocket with one stream: "user", or "hashtag&tag=x".
    [[nodiscard]] TestSocket listen(const std::string& stream) { return live_->listen(token, "stream=" + stream); }
    void follow(const Phone& target, const json::value& form = nullptr)
    {
        post("/api/v1/accounts/" + to_string(target.id) + "/follow", form);
    }

private:
    LiveSite* live_;

public:
    std::string token;
};

/// One site for a suite.
class StreamTest : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        live = new LiveSite([](app::Config& config) {
            config.limits.api_per_5min = 1'000'000;
            config.limits.deletes_per_30min = 1'000'000;
            config.database.worker_connections = 3;
            config.streaming.sockets_per_account = 4;
            config.streaming.subscriptions = 5;
        });
    }
    static void TearDownTestSuite()
    {
        delete live;
        live = nullptr;
    }
    template <class F> static void change(F body) { live->site().db().transact_blocking(std::move(body)); }

    /// The post arrives on the stream, and none of `others` has come before it.
    static void expect_only(TestSocket& socket, const std::string& id, const std::vector<std::string>& others)
    {
        const auto is = [](const json::value& message, const std::string& wanted) {
            const auto payload = payload_of(message);
            return payload.is_object() && payload.as_object().contains("id") && id_of(payload) == wanted;
        };
        EXPECT_TRUE(socket.find([&](const json::value& message) { return is(message, id); })) << "did not arrive";
        for (const auto& message : socket.seen)
            for (const auto& other : others) EXPECT_FALSE(is(message, other)) << payload_of(message);
    }

    static inline LiveSite* live = nullptr;
};

} // namespace rounds::test
