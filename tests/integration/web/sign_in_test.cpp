#include "storage/base/crypto.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <gtest/gtest.h>

namespace rounds::test {
namespace {

constexpr const char* password = "correct horse battery";

class SignIn : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site([](app::Config& config) { config.limits.logins_per_5min = 30; });
    }
    static void TearDownTestSuite()
    {
        delete site;
        site = nullptr;
    }
    /// An address of its own for each browser, so that one test's tries do not count for another.
    static Browser new_browser()
    {
        static int last = 0;
        return Browser(*site, "198.51.100." + std::to_string(++last));
    }
    static std::int64_t sessions()
    {
        return site->db().transact_blocking([](storage::Transaction& tx) {
            return count(tx, "SELECT count(*) FROM sessions");
        });
    }

    static inline Site* site = nullptr;
};

TEST_F(SignIn, StartsASessionInAGuardedCookie)
{
    site->add_person("ann", password);
    auto browser = new_browser();
    const auto form = browser.get("/auth/sign_in");
    ASSERT_EQ(form.status, 200U);
    const auto answer = browser.log_in("ann", password, "/settings");
    ASSERT_EQ(answer.status, 303U);
    EXPECT_EQ(answer.headers.get("Location"), "/settings");
    std::string cookie;
    for (const auto& [name, value] : answer.headers.entries())
        if (name == "Set-Cookie" && value.starts_with("__Host-rounds_session=")) cookie = value;
    for (const char* part : {"HttpOnly", "Secure", "Path=/", "SameSite=Lax"})
        EXPECT_NE(cookie.find(part), std::string::npos) << part << " in " << cookie;
    EXPECT_EQ(browser.get("/auth/sign_in?next=/settings").status, 303U);
    EXPECT_EQ(new_browser().log_in("ANN@mercy.example", password).status, 303U) << "by e-mail address";
}

TEST_F(SignIn, EndsTheSession)
{
    site->add_person("bea", password);
    auto browser = new_browser();
    browser.log_in("bea", password);
    const auto cookies = browser.cookies();
    const auto before = sessions();
    EXPECT_EQ(browser.post("/auth/sign_out", {}).status, 403U) << "without the form's token";
    const auto page = browser.get("/auth/sign_in?again=1");
    EXPECT_EQ(browser.post("/auth/sign_out", hidden_inputs(page, "/auth/sign_out")).status, 303U);
    EXPECT_EQ(sessions(), before - 1);
    browser.cookies() = cookies; // a copy of the cookie is worth nothing any more
    EXPECT_EQ(browser.get("/auth/sign_in").status, 200U);
}

TEST_F(SignIn, ReplacesTheOldSession)
{
    site->add_person("cleo", password);
    auto browser = new_browser();
    browser.log_in("cleo", password);
    const auto old = browser.cookies().at("__Host-rounds_session");
    const auto before = sessions();
    browser.log_in("cleo", password);
    EXPECT_NE(browser.cookies().at("__Host-rounds_session"), old);
    EXPECT_EQ(sessions(), before);
}

TEST_F(SignIn, StaysOnThisSite)
{
    site->add_person("dan", password);
    for (const char* evil :
         {"//evil.example", "/\\evil.example", "https://evil.example", "/%0d%0aX: y\r\nX: y", "evil"}) {
        const auto answer = new_browser().log_in("dan", password, evil);
        ASSERT_EQ(answer.status, 303U) << evil;
        EXPECT_EQ(answer.headers.get("Location"), "/") << evil;
    }
    EXPECT_EQ(new_browser().log_in("dan", password, "/@dan?x=1").headers.get("Location"), "/@dan?x=1");
}

TEST_F(SignIn, NeedsOurForm)
{
    site->add_person("eve", password);
    auto browser = new_browser();
    auto fields = hidden_inputs(browser.get("/auth/sign_in"), "/auth/sign_in");
    fields.emplace_back("login", "eve");
    fields.emplace_back("password", password);
    EXPECT_EQ(browser.post("/auth/sign_in", fields, {{"Origin", "https://evil.example"}}).status, 403U);
    EXPECT_EQ(new_browser().post("/auth/sign_in", fields).status, 403U) << "another browser's token";
    EXPECT_EQ(browser.post("/auth/sign_in", {{"login", "eve"}, {"password", password}}).status, 403U);
    EXPECT_EQ(browser.post("/auth/sign_in", fields).status, 303U);
}

TEST_F(SignIn, AnswersTheSameForAWrongPasswordAndAnUnknownName)
{
    site->add_person("finn", password);
    auto known = new_browser().log_in("finn", "wrong");
    auto unknown = new_browser().log_in("nobody_here", "wrong");
    EXPECT_EQ(known.status, 422U);
    EXPECT_EQ(unknown.status, 422U);
    const auto clean = [](http::Response page, const std::string& name) {
        auto body = page.body;
        for (const auto& part : {name, input_value(page, "form_token")}) body.replace(body.find(part), part.size(), "");
        return body;
    };
    EXPECT_EQ(clean(known, "finn"), clean(unknown, "nobody_here"));
}

TEST_F(SignIn, RefusesAnEndlessPasswordAtOnce)
{
    const std::string endless(1 << 20, 'a');
    auto browser = new_browser();
    auto fields = hidden_inputs(browser.get("/auth/sign_in"), "/auth/sign_in");
    fields.emplace_back("login", "ann");
    fields.emplace_back("password", endless);
    const auto started = std::chrono::steady_clock::now();
    EXPECT_EQ(browser.post("/auth/sign_in", fields).status, 400U);
    EXPECT_LT(std::chrono::steady_clock::now() - started, std::chrono::seconds(2));
    const auto request = make_request(http::Method::post, "/auth/sign_in");
    EXPECT_GT(site->dispatcher().admit(request).body_limit, endless.size()) << "it must get as far as the handler";
}

TEST_F(SignIn, LocksAnAccountAfterFailuresButNotAKnownDevice)
{
    const auto gil = site->add_person("gil", password);
    auto own = new_browser();
    ASSERT_EQ(own.log_in("gil", password).status, 303U);
    auto stranger = new_browser();
    for (int i = 0; i < 5; ++i) EXPECT_EQ(stranger.log_in("gil", "wrong").status, 422U);
    EXPECT_EQ(stranger.log_in("gil", password).status, 422U) << "locked";
    EXPECT_EQ(own.log_in("gil", password).status, 303U) << "a device that logged in before";

    for (int i = 0; i < 5; ++i) (void)stranger.log_in("gil", "wrong");
    ASSERT_EQ(new_browser().log_in("gil", password).status, 422U);
    site->db().transact_blocking([&](storage::Transaction& tx) {
        tx.exec_plain(
            "UPDATE users SET locked_until = now() - interval '1 second' WHERE account_id = " + to_string(gil)
        );
    });
    EXPECT_EQ(new_browser().log_in("gil", password).status, 303U) << "the lock is over";
}

TEST_F(SignIn, CountsTriesPerAddress)
{
    auto browser = new_browser();
    unsigned last = 0;
    for (int i = 0; i < 31 && last != 429; ++i) last = browser.log_in("name" + std::to_string(i), "wrong").status;
    EXPECT_EQ(last, 429U);
    EXPECT_EQ(new_browser().log_in("name_x", "wrong").status, 422U) << "another address is not held off";
}

TEST_F(SignIn, CountsTriesPerNameFromManyAddresses)
{
    unsigned right = 0;
    site->add_person("hal", password);
    for (int i = 0; i < 40; ++i) (void)new_browser().log_in("hal", "wrong");
    right = new_browser().log_in("hal", password).status;
    EXPECT_EQ(right, 422U);
}

TEST_F(SignIn, EndsStaffSessionsAfterAQuarterOfAnHour)
{
    site->add_person("ida", password, "admin");
    site->add_person("jon", password);
    for (const auto& [name, lives] : {std::pair{"ida", false}, std::pair{"jon", true}}) {
        auto browser = new_browser();
        ASSERT_EQ(browser.log_in(name, password).status, 303U);
        const auto hash = crypto::to_hex(crypto::sha256(browser.cookies().at("__Host-rounds_session")));
        site->db().transact_blocking([&](storage::Transaction& tx) {
            tx.exec_plain(
                "UPDATE sessions SET last_used_at = now() - interval '16 minutes' WHERE secret_hash = '\\x" + hash + "'"
            );
        });
        EXPECT_EQ(browser.get("/auth/sign_in").status, lives ? 303U : 200U) << name;
    }
}

} // namespace
} // namespace rounds::test
