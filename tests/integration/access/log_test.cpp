// security.md N74: whatever people type and programs send, the log holds no token, password, signature or message.

#include "server/http/access_log.hpp"
#include "storage/base/log.hpp"
#include "tests/integration/access/stage.hpp"

namespace rounds::test {
namespace {

using http::Method;

/// What is written to standard error while it lives.
class CapturedLog
{
public:
    CapturedLog()
    {
        log::flush();
        log::configure(log::Level::debug, false);
        testing::internal::CaptureStderr();
    }
    ~CapturedLog() { (void)text(); }
    CapturedLog(const CapturedLog&) = delete;
    CapturedLog& operator=(const CapturedLog&) = delete;

    std::string text()
    {
        if (done_) return text_;
        log::flush();
        text_ = testing::internal::GetCapturedStderr();
        log::configure(log::Level::warn, false);
        done_ = true;
        return text_;
    }

private:
    std::string text_;
    bool done_ = false;
};

TEST(Log, HoldsNothingSecretOfAWholeDay)
{
    AccessStage stage;
    const auto sent = [&](http::Request request) {
        request.id = "req-1";
        const auto answer = stage.send(request);
        http::write_access_log(request, answer, std::chrono::microseconds{5});
        return answer;
    };
    const std::string password = "a passphrase nobody guesses";
    const std::string wrong = "a passphrase nobody guesset";
    const std::string message = "between the two of us: xylophone";
    const auto person = stage.site().add_person("loggy", password);
    const auto token = stage.site().add_token(person, "read write");
    std::string signature;

    CapturedLog captured;
    Browser browser(stage.site());
    EXPECT_EQ(browser.log_in("loggy", wrong).status, 422U);
    EXPECT_EQ(browser.log_in("loggy", password).status, 303U);
    auto cookies = browser.cookies();
    const Fields bearer{{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}};
    auto post = make_request(Method::post, "/api/v1/statuses", bearer);
    post.body = json::serialize(json::object{{"status", "@ann " + message}, {"visibility", "direct"}});
    EXPECT_EQ(sent(post).status, 200U);
    post.body = "{\"status\": \"" + message + "\", ";
    EXPECT_EQ(sent(post).status, 400U);
    EXPECT_EQ(sent(make_request(Method::get, "/api/v1/streaming/user?access_token=" + token + "x")).status, 401U);
    EXPECT_EQ(sent(make_request(Method::get, "/oauth/authorize?code=" + token + "&state=" + password)).status, 400U);
    EXPECT_EQ(
        sent(make_request(Method::get, "/api/v2/search?q=xylophone", {{"Authorization", "Bearer " + token}})).status,
        200U
    );
    EXPECT_EQ(
        sent(make_request(Method::get, "/api/v1/preferences", {{"Authorization", "Bearer " + token + "x"}})).status,
        401U
    );
    for (const auto who : {Who::follower, Who::wrong_scope, Who::suspended}) {
        auto fetch = make_request(Method::get, "/users/ann/outbox", {{"Accept", "application/activity+json"}});
        stage.sign(who, fetch);
        signature = std::string(fetch.headers.get("signature"));
        ASSERT_FALSE(signature.empty());
        signature = signature.substr(signature.find("signature=") + 11, 40);
        (void)sent(fetch);
    }
    log::info("the twin: {}", log::printable("written"));

    const auto text = captured.text();
    EXPECT_TRUE(text.contains("the twin: written")) << "nothing is captured, which proves nothing";
    EXPECT_TRUE(text.contains("/api/v1/statuses")) << "no request is written, which proves nothing";
    for (const auto& secret : {password, wrong, std::string("xylophone"), token, signature, message})
        EXPECT_FALSE(text.contains(secret)) << secret;
    for (const auto& [name, value] : cookies) EXPECT_FALSE(text.contains(value)) << name;
}

} // namespace
} // namespace rounds::test
