// security.md N58, what is not asked for: what streams and push messages bring to whom.

#include "server/push/keys.hpp"
#include "server/push/message.hpp"
#include "tests/integration/access/stage.hpp"
#include "tests/support/raw_http.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::test {
namespace {

using http::Method;

constexpr std::array listeners{Who::owner, Who::mentioned, Who::follower, Who::other, Who::blocked, Who::staff};

class AccessStreams : public ::testing::Test
{
protected:
    static void SetUpTestSuite() { stage = new AccessStage; }
    static void TearDownTestSuite()
    {
        delete stage;
        stage = nullptr;
    }

    /// As add_posts() of the stage, now that somebody listens: said, changed, and taken back once `heard` returns:
    /// whoever reads of a post that is gone by then is told nothing of it.
    static void say_all(const std::function<void()>& heard = [] {})
    {
        auto& ann = stage->phone("ann");
        std::vector<std::string> said;
        for (const auto kind : kinds) {
            if (kind == "deleted") continue;
            const auto text = "quokka " + canary(kind) + " #quokka @mentioned @blocked @suspended";
            said.push_back(ann.say(text, std::string(kind)));
            const json::object form{{"status", text + " later"}};
            EXPECT_EQ(ann.ask(Method::put, unlimited_path(said.back()), form).status, 200U);
        }
        heard();
        for (const auto& id : said) EXPECT_EQ(ann.ask(Method::del, unlimited_path(id)).status, 200U);
    }

    static inline AccessStage* stage = nullptr;
};

TEST_F(AccessStreams, BringToEachWhatTheyMaySee)
{
    std::map<Who, TestSocket> sockets;
    for (const auto who : listeners) {
        auto& socket = sockets.emplace(who, stage->live().socket(stage->token(who))).first->second;
        for (const auto* stream : {"user", "public", "public:local", "direct"})
            ASSERT_TRUE(socket.say(json::object{{"type", "subscribe"}, {"stream", stream}}));
        ASSERT_TRUE(socket.say(json::object{{"type", "subscribe"}, {"stream", "hashtag"}, {"tag", "quokka"}}));
        ASSERT_TRUE(socket.sync());
    }
    // Whoever does not follow and is not named hears of unlisted posts nowhere.
    const auto is_told = [](Who who, std::string_view kind) {
        const bool far = who == Who::other || who == Who::staff;
        return kind != "deleted" && expected_to_see(who, kind) && !(kind == "unlisted" && far);
    };
    const auto holds = [](const std::string& word) {
        return [word](const json::value& event) { return json::serialize(event).contains(word); };
    };
    say_all([&] {
        for (auto& [who, socket] : sockets)
            for (const auto kind : kinds)
                if (is_told(who, kind)) EXPECT_TRUE(socket.find(holds(canary(kind)))) << name_of(who) << ' ' << kind;
    });
    const auto last = stage->phone("crowd").say("the last #quokka");
    for (auto& [who, socket] : sockets) {
        for (const auto* stream : {"public", "hashtag"})
            EXPECT_TRUE(socket.find([&](const json::value& event) {
                return holds(last)(event) && json::serialize(event.at("stream")).contains(stream);
            })) << name_of(who);
    }
    for (auto& [who, socket] : sockets) {
        EXPECT_TRUE(socket.sync());
        for (const auto kind : kinds)
            EXPECT_EQ(std::ranges::any_of(socket.seen, holds(canary(kind))), is_told(who, kind))
                << name_of(who) << ' ' << kind;
    }
}

/// The routes of access.tsv with the rule `stream`, over a real connection.
TEST_F(AccessStreams, AreOpenedByWhoMayListen)
{
    for (const auto& route : stage->routes()) {
        if (route.auth != app::Auth::stream) continue;
        auto target = std::string(route.path);
        if (target.contains("hashtag")) target += "?tag=quokka";
        const bool socket = target == "/api/v1/streaming";
        const bool list = target.ends_with("/list");
        if (list) target += "?list=" + stage->filled("{list}", "", Who::owner);
        for (const auto who : everyone) {
            const auto token =
                who == Who::anonymous ? std::string{} : "Authorization: Bearer " + stage->token(who) + "\r\n";
            unsigned expected = socket ? 101 : 200;
            if (who == Who::anonymous || who == Who::suspended) expected = 401;
            if (who == Who::app_only) expected = 422;
            if (who == Who::wrong_scope) expected = 403;
            if (list && expected == 200 && who != Who::owner) expected = 404;
            unsigned status = 0;
            if (socket) {
                status = TestSocket(stage->live().port(), target, token).answer().status;
            } else {
                RawClient client{stage->live().port()};
                if (const auto answer = client.ask(raw_request("GET", target, token), true)) status = answer->status;
            }
            EXPECT_EQ(status, expected) << target << " as " << name_of(who);
        }
    }
}

TEST_F(AccessStreams, PushMessagesSayNothingAndReachNobodyElse)
{
    const auto key = push::make_key_pair();
    const json::object form{
        {"subscription",
         {{"endpoint", "https://push.example/1"},
          {"standard", true},
          {"keys",
           {{"p256dh", crypto::to_base64url(key.public_point)}, {"auth", crypto::to_base64url(crypto::random_bytes(16))}
           }}}},
        {"data", {{"policy", "all"}, {"alerts", {{"mention", true}, {"status", true}, {"update", true}}}}}
    };
    const app::Route* subscribe = nullptr;
    for (const auto& route : stage->routes())
        if (route.method == Method::post && route.path == "/api/v1/push/subscription") subscribe = &route;
    ASSERT_NE(subscribe, nullptr);
    for (const auto who : listeners)
        ASSERT_EQ(
            stage->ask(who, *subscribe, std::string(subscribe->path), json::serialize(form), Method::post).status, 200U
        ) << name_of(who);
    stage->sql("DELETE FROM jobs WHERE kind = 'push'");
    say_all();
    EXPECT_GT(stage->count("SELECT count(*) FROM jobs WHERE kind = 'push'"), 0);
    const auto waiting_for = [](const std::string& name) {
        return stage->count(
            "SELECT count(*) FROM jobs j JOIN push_subscriptions p ON p.id = (j.payload ->> 'subscription')::bigint "
            "WHERE j.kind = 'push' AND p.account_id = " +
            to_string(stage->phone(name).id)
        );
    };
    EXPECT_GT(waiting_for("mentioned"), 0);
    for (const auto* name : {"blocked", "suspended", "other", "follower", "helper"})
        EXPECT_EQ(waiting_for(name), 0) << name;
    EXPECT_EQ(stage->count("SELECT count(*) FROM jobs WHERE kind = 'push' AND payload::text LIKE '%zebra%'"), 0);
}

} // namespace
} // namespace rounds::test
