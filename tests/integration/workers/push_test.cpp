#include "server/push/encrypt.hpp"
#include "server/push/openssl.hpp"
#include "server/workers/push_worker.hpp"
#include "storage/base/crypto.hpp"
#include "storage/tokens.hpp"
#include "tests/integration/api/api_site.hpp"
#include "tests/support/scripted_server.hpp"

#include <fmt/format.h>
#include <mutex>

namespace rounds::workers {
namespace {

using http::Method;
using storage::Transaction;
using test::Phone;
using namespace std::string_literals;

/// A push service on loopback: keeps what it was sent and answers as it is told.
class PushService
{
public:
    PushService()
        : server_(testing::ScriptedServer::answering([this](const std::string& request) {
              const std::lock_guard lock(mutex_);
              received_.push_back(request);
              return testing::response(status_, headers_, "");
          }))
    {
    }

    void answer(std::string status, std::string headers = "")
    {
        const std::lock_guard lock(mutex_);
        status_ = std::move(status);
        headers_ = std::move(headers);
    }
    [[nodiscard]] std::vector<std::string> received() const
    {
        const std::lock_guard lock(mutex_);
        return received_;
    }
    [[nodiscard]] std::string endpoint() const { return fmt::format("http://127.0.0.1:{}/send/1", server_.port()); }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> received_;
    std::string status_ = "201 Created";
    std::string headers_;
    testing::ScriptedServer server_;
};

std::string body_of(const std::string& request)
{
    return request.substr(request.find("\r\n\r\n") + 4);
}

/// The app's side of RFC 8291: what encrypt_aes128gcm made, read again.
std::string decrypted(const std::string& body, const push::KeyPair& key, const std::string& secret)
{
    const auto hkdf = [](std::string_view prk, std::string info, std::size_t size) {
        return crypto::hmac_sha256(prk, info + '\x01').substr(0, size);
    };
    const auto salt = body.substr(0, 16);
    const auto sender = body.substr(21, 65);
    const auto shared = push::shared_secret(key, sender).value();
    const auto input = hkdf(crypto::hmac_sha256(secret, shared), "WebPush: info\0"s + key.public_point + sender, 32);
    const auto prk = crypto::hmac_sha256(salt, input);
    const auto content_key = hkdf(prk, "Content-Encoding: aes128gcm\0"s, 16);
    const auto nonce = hkdf(prk, "Content-Encoding: nonce\0"s, 12);
    auto sealed = body.substr(86);
    auto tag = sealed.substr(sealed.size() - 16);
    sealed.resize(sealed.size() - 16);
    std::string plain(sealed.size(), '\0');
    int size = 0;
    const push::CipherContext context{EVP_CIPHER_CTX_new()};
    const std::string_view k{content_key};
    const std::string_view n{nonce};
    const std::string_view s{sealed};
    EVP_DecryptInit_ex2(context.get(), EVP_aes_128_gcm(), push::bytes(k), push::bytes(n), nullptr);
    EVP_DecryptUpdate(context.get(), push::bytes(plain), &size, push::bytes(s), static_cast<int>(s.size()));
    EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, 16, push::bytes(tag));
    if (EVP_DecryptFinal_ex(context.get(), push::bytes(plain) + size, &size) != 1) return "not for this key";
    plain.resize(plain.rfind('\x02')); // the end of the last record
    return plain;
}

class Push : public ::testing::Test
{
protected:
    Push() : ann(site, "ann"), bob(site, "bob"), worker(site.app(), {.threads = 0}) {}

    template <class F> auto run(F body) { return site.db().transact_blocking(body); }
    std::int64_t number(const std::string& text)
    {
        return run([&](Transaction& tx) { return test::count(tx, text); });
    }
    [[nodiscard]] json::object subscription(const std::string& endpoint) const
    {
        return {
            {"subscription",
             {{"endpoint", endpoint},
              {"standard", true},
              {"keys", {{"p256dh", crypto::to_base64url(key.public_point)}, {"auth", crypto::to_base64url(secret)}}}}},
            {"data", {{"policy", "all"}, {"alerts", {{"mention", true}, {"follow", true}}}}}
        };
    }
    json::value subscribe() { return ann.post("/api/v1/push/subscription", subscription(service.endpoint())); }
    [[nodiscard]] std::size_t waiting()
    {
        return static_cast<std::size_t>(number("SELECT count(*) FROM jobs WHERE kind = 'push'"));
    }

    test::Site site{[](app::Config& config) {
        config.federation.loopback_testing = true; // and a consortium: push services are no peers
        config.limits.api_per_5min = 1'000'000;
        config.instance.contact_email = "it@mercy.example";
    }};
    Phone ann;
    Phone bob;
    push::KeyPair key = push::make_key_pair();
    std::string secret = crypto::random_bytes(16);
    PushService service;
    PushWorker worker;
};

TEST_F(Push, SendsWhatOnlyTheAppCanRead)
{
    EXPECT_EQ(ann.status_of("/api/v1/push/subscription"), 404U);
    const auto made = subscribe();
    EXPECT_EQ(made.at("endpoint"), json::value(service.endpoint()));
    EXPECT_EQ(made.at("alerts").at("mention"), true);
    EXPECT_EQ(made.at("alerts").at("favourite"), false);
    EXPECT_EQ(made.at("policy"), "all");
    EXPECT_FALSE(made.at("server_key").as_string().empty());
    EXPECT_EQ(ann.get("/api/v1/push/subscription"), made);
    bob.say("@ann a secret about the Breast Cancer Network");
    EXPECT_EQ(worker.drain(), 1U);
    EXPECT_EQ(waiting(), 0U);
    const auto received = service.received();
    ASSERT_EQ(received.size(), 1U);
    const auto& request = received[0];
    EXPECT_TRUE(request.starts_with("POST /send/1 HTTP/1.1\r\n"));
    EXPECT_EQ(testing::header_of(request, "content-encoding"), "aes128gcm");
    EXPECT_GT(std::stoi(testing::header_of(request, "ttl")), 47 * 3600);
    EXPECT_TRUE(testing::header_of(request, "authorization").starts_with("vapid t="));
    const auto text = decrypted(body_of(request), key, secret);
    const auto payload = json::parse(text);
    EXPECT_EQ(payload.at("notification_type"), "mention");
    EXPECT_EQ(payload.at("title"), "You were mentioned");
    EXPECT_EQ(payload.at("body"), "");
    EXPECT_TRUE(payload.at("notification_id").is_int64());
    EXPECT_EQ(
        std::to_string(payload.at("notification_id").as_int64()), test::id_of(ann.get("/api/v1/notifications").at(0))
    );
    EXPECT_EQ(text.find("Cancer"), std::string::npos);
    EXPECT_EQ(text.find("bob"), std::string::npos);
    // The token in it is the one that subscribed.
    const std::string token(payload.at("access_token").as_string());
    const auto who =
        test::make_request(Method::get, "/api/v1/accounts/verify_credentials", {{"Authorization", "Bearer " + token}});
    EXPECT_EQ(json::parse(site.send(who).body).at("username"), "ann");
}

TEST_F(Push, SendsTheKindsAndFromWhomThatWereAskedFor)
{
    subscribe();
    const auto post = ann.say("a post");
    bob.post(test::unlimited_path(post, "/favourite"));
    EXPECT_EQ(waiting(), 0U) << "not among the alerts";
    const auto change = [&](const std::string& policy) {
        const json::value form{{"data", {{"policy", policy}, {"alerts", {{"mention", true}, {"favourite", true}}}}}};
        return ann.ask(Method::put, "/api/v1/push/subscription", form);
    };
    EXPECT_EQ(Phone::parsed(change("followed")).at("alerts").at("favourite"), true);
    bob.say("@ann one");
    EXPECT_EQ(waiting(), 0U) << "ann does not follow bob";
    ann.post("/api/v1/accounts/" + to_string(bob.id) + "/follow");
    bob.say("@ann two");
    EXPECT_EQ(waiting(), 1U);
    EXPECT_EQ(Phone::parsed(change("follower")).at("policy"), "follower");
    bob.say("@ann three");
    EXPECT_EQ(waiting(), 1U) << "bob does not follow ann";
    bob.post("/api/v1/accounts/" + to_string(ann.id) + "/follow");
    bob.say("@ann four");
    EXPECT_EQ(waiting(), 2U);
    EXPECT_EQ(change("none").status, 200U);
    bob.say("@ann five");
    EXPECT_EQ(waiting(), 2U);
    EXPECT_EQ(change("everybody").status, 422U);
}

TEST_F(Push, IsSilentAboutWhatIsHeldBack)
{
    subscribe();
    bob.say("@ann psst", "direct");
    EXPECT_EQ(ann.get("/api/v1/notifications/requests").as_array().size(), 1U);
    EXPECT_EQ(waiting(), 0U);
}

TEST_F(Push, ForgetsASubscriptionThatItsServiceForgot)
{
    for (const auto* status : {"410 Gone", "404 Not Found"}) {
        subscribe();
        service.answer(status);
        bob.say("@ann hello");
        EXPECT_EQ(worker.drain(), 1U);
        EXPECT_EQ(waiting(), 0U);
        EXPECT_EQ(ann.status_of("/api/v1/push/subscription"), 404U) << status;
    }
}

TEST_F(Push, WaitsAsLongAsTheServiceAsks)
{
    subscribe();
    service.answer("429 Too Many Requests", "Retry-After: 3000\r\n");
    bob.say("@ann hello");
    EXPECT_EQ(worker.drain(), 0U);
    EXPECT_EQ(
        number("SELECT count(*) FROM jobs WHERE kind = 'push' AND lease_until IS NULL AND last_error LIKE '%429%' "
               "AND run_at BETWEEN now() + interval '2900 seconds' AND now() + interval '3000 seconds'"),
        1
    );
    EXPECT_EQ(ann.status_of("/api/v1/push/subscription"), 200U);
    run([](Transaction& tx) { (void)tx.exec_plain("UPDATE jobs SET run_at = now()"); });
    service.answer("201 Created");
    EXPECT_EQ(worker.drain(), 1U);
    EXPECT_EQ(service.received().size(), 2U);
    EXPECT_EQ(waiting(), 0U);
}

TEST_F(Push, TriesAServiceInTroubleAgainAndBelievesARefusal)
{
    subscribe();
    service.answer("503 Service Unavailable");
    bob.say("@ann hello");
    EXPECT_EQ(worker.drain(), 0U);
    EXPECT_EQ(number("SELECT count(*) FROM jobs WHERE kind = 'push' AND attempts = 1 AND run_at > now()"), 1);
    run([](Transaction& tx) { (void)tx.exec_plain("UPDATE jobs SET run_at = now()"); });
    service.answer("403 Forbidden");
    EXPECT_EQ(worker.drain(), 1U);
    EXPECT_EQ(number("SELECT count(*) FROM dead_jobs WHERE kind = 'push'"), 1);
    EXPECT_EQ(ann.status_of("/api/v1/push/subscription"), 200U);
}

TEST_F(Push, SendsNothingThatIsGoneOrOld)
{
    subscribe();
    bob.say("@ann one");
    ann.post("/api/v1/notifications/clear");
    EXPECT_EQ(worker.drain(), 1U);
    bob.say("@ann two");
    run([](Transaction& tx) {
        (void)tx.exec_plain("UPDATE notifications SET created_at = now() - interval '49 hours'");
    });
    EXPECT_EQ(worker.drain(), 1U);
    EXPECT_TRUE(service.received().empty());
    EXPECT_EQ(waiting(), 0U);
}

TEST_F(Push, EndsWithItsToken)
{
    subscribe();
    bob.say("@ann on its way");
    run([&](Transaction& tx) { storage::tokens::revoke_of(tx, ann.id, {}, site.app().clock.now()); });
    EXPECT_EQ(number("SELECT count(*) FROM push_subscriptions"), 0);
    EXPECT_EQ(worker.drain(), 1U);
    EXPECT_TRUE(service.received().empty());
    bob.say("@ann after that");
    EXPECT_EQ(waiting(), 0U);
}

TEST_F(Push, IsEndedByTheApp)
{
    subscribe();
    EXPECT_EQ(ann.ask(Method::del, "/api/v1/push/subscription").status, 200U);
    EXPECT_EQ(ann.ask(Method::del, "/api/v1/push/subscription").status, 200U);
    EXPECT_EQ(ann.ask(Method::put, "/api/v1/push/subscription").status, 404U);
    bob.say("@ann hello");
    EXPECT_EQ(waiting(), 0U);
}

TEST_F(Push, GoesToAnotherPlaceAfterItWasReplaced)
{
    subscribe();
    bob.say("@ann for the old place");
    ann.post("/api/v1/push/subscription", subscription(service.endpoint() + "/new"));
    EXPECT_EQ(number("SELECT count(*) FROM push_subscriptions"), 1);
    EXPECT_EQ(worker.drain(), 1U);
    EXPECT_TRUE(service.received().empty());
    bob.say("@ann for the new place");
    EXPECT_EQ(worker.drain(), 1U);
    ASSERT_EQ(service.received().size(), 1U);
    EXPECT_TRUE(service.received()[0].starts_with("POST /send/1/new "));
}

// security.md N37: the address that a person's app names is one that this server connects to.
TEST_F(Push, RefusesPlacesAndKeysThatAreNone)
{
    const auto refused = [&](const json::object& form) {
        const auto answer = ann.ask(Method::post, "/api/v1/push/subscription", form);
        EXPECT_EQ(answer.status, 422U) << answer.body;
    };
    for (const auto* endpoint :
         {"", "push", "ftp://push.example/1", "https://10.0.0.1/x", "https://[fd00::1]/x", "https://intranet/x"})
        refused(subscription(endpoint));
    auto form = subscription(service.endpoint());
    form.at("subscription").as_object()["keys"] = {{"p256dh", "AAAA"}, {"auth", crypto::to_base64url(secret)}};
    refused(form);
    form.at("subscription").as_object()["keys"] = {{"p256dh", crypto::to_base64url(key.public_point)}, {"auth", "AA"}};
    refused(form);
    EXPECT_EQ(number("SELECT count(*) FROM push_subscriptions"), 0);
}

} // namespace
} // namespace rounds::workers
