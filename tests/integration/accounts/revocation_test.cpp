#include "server/app/tokens.hpp"
#include "server/social/second_factor.hpp"
#include "server/social/security_keys.hpp"
#include "server/social/totp.hpp"
#include "storage/accounts.hpp"
#include "storage/logins.hpp"
#include "tests/integration/streaming/stream_test_base.hpp"
#include "tests/support/authenticator.hpp"

#include <cstdlib>
#include <fstream>
#include <sys/wait.h>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* password = "correct horse battery";
constexpr const char* other_password = "staple horse correct";

/// N63: who changes what the log-in stands on shows everybody else out, within a second.
struct Revocation : StreamTest
{
    static void expect_shown_out(TestSocket& socket, std::chrono::steady_clock::time_point began)
    {
        EXPECT_EQ(socket.close_code(), 1008U);
        EXPECT_LT(std::chrono::steady_clock::now() - began, 5s); // a second, on a machine that has time
    }
    static http::Response send(Browser& browser, const std::string& path, const Fields& more)
    {
        auto fields = hidden_inputs(browser.get(path), path);
        fields.insert(fields.end(), more.begin(), more.end());
        return browser.post(path, fields);
    }
};

TEST_F(Revocation, AChangedPasswordClosesStreams)
{
    Listener ann(*live, "pann");
    Listener bob(*live, "pbob");
    auto socket = ann.listen("user");
    auto others = bob.listen("user");
    Browser browser(live->site());
    ASSERT_EQ(browser.log_in("pann", password).status, 303U);
    const Fields fields{{"current_password", password}, {"password", other_password}, {"again", other_password}};
    const auto began = std::chrono::steady_clock::now();
    ASSERT_EQ(send(browser, "/settings/password", fields).status, 200U);
    expect_shown_out(socket, began);
    EXPECT_EQ(live->socket(ann.token).answer().status, 401U);
    EXPECT_TRUE(others.sync());
}

TEST_F(Revocation, ADeletedAccountClosesStreams)
{
    Listener ann(*live, "dann");
    auto socket = ann.listen("user");
    Browser browser(live->site());
    ASSERT_EQ(browser.log_in("dann", password).status, 303U);
    const auto began = std::chrono::steady_clock::now();
    ASSERT_EQ(send(browser, "/settings/delete", {{"current_password", password}, {"sure", "true"}}).status, 200U);
    expect_shown_out(socket, began);
    EXPECT_EQ(live->socket(ann.token).answer().status, 401U);
}

TEST_F(Revocation, ANewAddressClosesStreams)
{
    Listener ann(*live, "eann");
    auto socket = ann.listen("user");
    Browser browser(live->site());
    ASSERT_EQ(browser.log_in("eann", password).status, 303U);
    const auto began = std::chrono::steady_clock::now();
    const Fields fields{{"current_password", password}, {"email", "eann@elsewhere.example"}};
    ASSERT_EQ(send(browser, "/settings/email", fields).status, 200U);
    expect_shown_out(socket, began);
}

TEST_F(Revocation, AnAppThatIsStoppedClosesItsStreams)
{
    Listener ann(*live, "aann");
    auto socket = ann.listen("user");
    Browser browser(live->site());
    ASSERT_EQ(browser.log_in("aann", password).status, 303U);
    const auto page = browser.get("/settings");
    const auto start = page.body.find("/settings/apps/");
    ASSERT_NE(start, std::string::npos);
    const auto path = page.body.substr(start, page.body.find('"', start) - start);
    const auto began = std::chrono::steady_clock::now();
    ASSERT_EQ(browser.post(path, hidden_inputs(page, path)).status, 303U);
    expect_shown_out(socket, began);
    EXPECT_EQ(live->socket(ann.token).answer().status, 401U);
}

TEST_F(Revocation, ASecondFactorClosesStreams)
{
    Listener ann(*live, "fann");
    auto socket = ann.listen("user");
    Browser browser(live->site());
    ASSERT_EQ(browser.log_in("fann", password).status, 303U);
    std::string secret;
    change([&](storage::Transaction& tx) {
        secret = social::begin_second_factor(tx, live->site().app().secrets, ann.id).value();
    });
    const auto code = social::totp::code_of(secret, social::totp::step_at(live->site().app().clock.now()));
    auto fields = hidden_inputs(browser.get("/settings/second_factor"), "/settings/second_factor");
    fields.emplace_back("code", code);
    const auto began = std::chrono::steady_clock::now();
    ASSERT_EQ(browser.post("/settings/second_factor/confirm", fields).status, 200U);
    expect_shown_out(socket, began);
    EXPECT_EQ(live->socket(ann.token).answer().status, 401U);
}

TEST_F(Revocation, ASecurityKeyClosesStreams)
{
    Listener ann(*live, "kann");
    auto socket = ann.listen("user");
    Browser browser(live->site());
    ASSERT_EQ(browser.log_in("kann", password).status, 303U);
    const Authenticator key;
    const auto& app = live->site().app();
    const auto challenge = social::make_challenge(app.secrets, social::KeyUse::add, ann.id, app.clock.now());
    auto fields = hidden_inputs(browser.get("/settings/second_factor"), "/settings/second_factor");
    fields.emplace_back("credential", Authenticator::as_field(key.make(challenge, {})));
    const auto began = std::chrono::steady_clock::now();
    ASSERT_EQ(browser.post("/settings/security_keys/confirm", fields).status, 200U);
    expect_shown_out(socket, began);
    EXPECT_EQ(live->socket(ann.token).answer().status, 401U);
}

/// N64: the operator's command does the same. It runs as a process of its own, against the database of the site.
struct CommandLine
{
    explicit CommandLine(LiveSite& live)
    {
        auto& runtime = live.site().runtime();
        config = live.site().app().config.paths.data.string() + "/command.toml";
        std::ofstream out(config);
        out << "[instance]\ndomain = \"mercy.example\"\n[paths]\ndata = \""
            << live.site().app().config.paths.data.string() << "\"\n[database]\nurl = \"" << runtime.database_url()
            << "\"\nallow_unsafe_settings = true\n";
    }
    [[nodiscard]] int run(const std::string& words) const
    {
        const auto line = std::string(ROUNDS_PROGRAM) + " --config " + config + ' ' + words + " > /dev/null 2>&1";
        return WEXITSTATUS(std::system(line.c_str())); // NOLINT(concurrency-mt-unsafe): a test
    }
    std::string config;
};

TEST_F(Revocation, TheCommandsEndAccessAsThePagesDo)
{
    Listener ann(*live, "cann");
    Browser browser(live->site());
    ASSERT_EQ(browser.log_in("cann", password).status, 303U);
    auto socket = ann.listen("user");
    const CommandLine rounds(*live);
    ASSERT_EQ(rounds.run("account password cann --password '" + std::string(other_password) + "'"), 0);
    EXPECT_EQ(socket.close_code(), 1008U);
    EXPECT_EQ(live->socket(ann.token).answer().status, 401U);
    live->site().app().tokens.forget_all(); // other processes remember for a second
    EXPECT_EQ(browser.get("/settings").status, 303U);

    EXPECT_EQ(rounds.run("account remove-second-factor cann"), 2) << "there is none";
    change([&](storage::Transaction& tx) {
        ASSERT_TRUE(social::begin_second_factor(tx, live->site().app().secrets, ann.id));
        storage::logins::enable_second_factor(tx, ann.id, live->site().app().clock.now());
    });
    Browser half(live->site());
    EXPECT_TRUE(half.log_in("cann", other_password).headers.get("Location").starts_with("/auth/second_factor"));
    EXPECT_EQ(rounds.run("account remove-second-factor cann"), 0);
    EXPECT_EQ(half.log_in("cann", other_password, "/about").headers.get("Location"), "/about");
}

} // namespace
} // namespace rounds::test
