#include "server/app/tokens.hpp"
#include "server/social/totp.hpp"
#include "storage/base/crypto.hpp"
#include "tests/integration/accounts/accounts_site.hpp"

#include <gmock/gmock.h>

namespace rounds::test {
namespace {

using enum AccountsSite::Mail;
using enum http::Method;
using ::testing::HasSubstr;
namespace totp = social::totp;

std::string from_base32(std::string_view text)
{
    std::string out;
    unsigned held = 0;
    unsigned bits = 0;
    for (const char c : text) {
        if (c == ' ') continue;
        held = (held << 5U | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26)) & 0xfffU;
        bits += 5;
        if (bits < 8) continue;
        bits -= 8;
        out += static_cast<char>(held >> bits & 0xffU);
    }
    return out;
}

std::string between(const std::string& text, const std::string& before, const std::string& after)
{
    const auto start = text.find(before) + before.size();
    return text.substr(start, text.find(after, start) - start);
}

/// A person with a second factor, as the pages set it up.
struct Enrolled
{
    std::string secret;
    std::vector<std::string> recovery_codes;
};

struct SecondFactor : ::testing::Test
{
    AccountsSite site{off, [](app::Config& config) { config.limits.codes_per_5min = 12; }};

    http::Response begin(Browser& browser, const std::string& with = password)
    {
        const auto page = browser.get("/settings/second_factor");
        return AccountsSite::send_form(browser, page, "/settings/second_factor", {{"current_password", with}});
    }
    static std::string secret_on(const http::Response& page)
    {
        return from_base32(between(page.body, "id=\"key\">", "<"));
    }
    [[nodiscard]] std::string code(const std::string& secret, int later = 0)
    {
        return totp::code_of(secret, totp::step_at(site.app().clock.now()) + later);
    }
    static http::Response confirm(Browser& browser, const http::Response& page, const std::string& code)
    {
        return AccountsSite::send_form(browser, page, "/settings/second_factor/confirm", {{"code", code}});
    }
    Enrolled enrol(Browser& browser)
    {
        const auto page = begin(browser);
        Enrolled enrolled;
        enrolled.secret = secret_on(page);
        const auto done = confirm(browser, page, code(enrolled.secret));
        EXPECT_EQ(done.status, 200U);
        const std::string mark = "<li><code>";
        for (auto at = done.body.find(mark); at != std::string::npos; at = done.body.find(mark, at + 1))
            enrolled.recovery_codes.push_back(done.body.substr(at + mark.size(), 19));
        return enrolled;
    }
    static http::Response show_code(Browser& browser, const std::string& code, const std::string& next = "/settings")
    {
        const auto page = browser.get("/auth/second_factor?next=" + next);
        return AccountsSite::send_form(browser, page, "/auth/second_factor", {{"code", code}});
    }
    Browser with_password(const std::string& name)
    {
        auto browser = site.browser();
        const auto answer = browser.log_in(name, password, "/settings");
        EXPECT_EQ(answer.status, 303U);
        EXPECT_TRUE(answer.headers.get("Location").starts_with("/auth/second_factor"));
        EXPECT_FALSE(logged_in(browser)) << "the password alone is not enough";
        return browser;
    }
};

TEST_F(SecondFactor, IsAskedForOnceItIsSetUp)
{
    const auto ann = site.site().add_person("ann", password);
    const auto token = site.site().add_token(ann);
    auto browser = site.browser();
    ASSERT_EQ(browser.log_in("ann", password).status, 303U);
    auto other = site.browser();
    ASSERT_EQ(other.log_in("ann", password).status, 303U);
    EXPECT_EQ(begin(browser, "wrong").status, 422U);
    const auto page = begin(browser);
    ASSERT_EQ(page.status, 200U);
    EXPECT_THAT(page.body, HasSubstr("<svg "));
    EXPECT_THAT(page.body, HasSubstr("otpauth://totp/Mercy%20Rounds:ann%40mercy.example?secret="));
    const auto secret = secret_on(page);
    EXPECT_EQ(secret.size(), 20U);
    EXPECT_EQ(confirm(browser, page, "000000").status, 422U);
    auto stranger = site.browser();
    EXPECT_EQ(stranger.log_in("ann", password).headers.get("Location"), "/") << "it is not on yet";

    const auto enrolled = enrol(browser);
    EXPECT_EQ(enrolled.recovery_codes.size(), 10U);
    EXPECT_TRUE(logged_in(browser));
    EXPECT_FALSE(logged_in(other)) << "all other access ends";
    EXPECT_EQ(site.api(get, "/api/v1/accounts/verify_credentials", token).status, 401U);
    EXPECT_EQ(
        site.count(
            "SELECT count(*) FROM second_factors WHERE position('\\x" + crypto::to_hex(enrolled.secret) +
            "'::bytea IN secret_sealed) > 0"
        ),
        0
    ) << "sealed";

    auto fresh = with_password("ann");
    EXPECT_EQ(show_code(fresh, "123456").status, 422U);
    const auto in = show_code(fresh, code(enrolled.secret, 1));
    EXPECT_EQ(in.status, 303U);
    EXPECT_EQ(in.headers.get("Location"), "/settings");
    EXPECT_TRUE(logged_in(fresh));
}

TEST_F(SecondFactor, TakesNoCodeTwice)
{
    site.site().add_person("ann", password);
    auto browser = site.browser();
    ASSERT_EQ(browser.log_in("ann", password).status, 303U);
    const auto enrolled = enrol(browser);
    auto again = with_password("ann");
    EXPECT_EQ(show_code(again, code(enrolled.secret)).status, 422U) << "the one it was set up with";
    const auto now = code(enrolled.secret, 1);
    EXPECT_EQ(show_code(again, now).status, 303U);
    auto replay = with_password("ann");
    EXPECT_EQ(show_code(replay, now).status, 422U);
    EXPECT_EQ(show_code(replay, code(enrolled.secret)).status, 422U) << "nor an earlier one";
    EXPECT_EQ(show_code(replay, code(enrolled.secret, 3)).status, 422U) << "nor one of the future";

    const auto& recovery = enrolled.recovery_codes.at(3);
    EXPECT_EQ(show_code(replay, recovery).status, 303U);
    auto twice = with_password("ann");
    EXPECT_EQ(show_code(twice, recovery).status, 422U);
    EXPECT_EQ(site.count("SELECT count(*) FROM recovery_codes"), 9);
    EXPECT_EQ(site.count("SELECT count(*) FROM recovery_codes WHERE code_hash = '" + recovery + "'::bytea"), 0);
}

TEST_F(SecondFactor, LocksAfterWrongCodes)
{
    site.site().add_person("ann", password);
    auto browser = site.browser();
    ASSERT_EQ(browser.log_in("ann", password).status, 303U);
    const auto enrolled = enrol(browser);
    auto guess = with_password("ann");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(show_code(guess, "00000" + std::to_string(i)).status, 422U);
    EXPECT_EQ(show_code(guess, enrolled.recovery_codes.at(0)).status, 422U) << "locked";
    site.change("UPDATE second_factors SET locked_until = now() - interval '1 second'");
    EXPECT_EQ(show_code(guess, enrolled.recovery_codes.at(0)).status, 303U);
    site.change("UPDATE second_factors SET failures = -100");
    auto more = with_password("ann");
    for (int i = 0; i < 20; ++i) (void)show_code(more, "111111");
    EXPECT_EQ(show_code(more, enrolled.recovery_codes.at(1)).status, 422U) << "limits.codes_per_5min";
}

TEST_F(SecondFactor, NeedsThePasswordOfNow)
{
    site.site().add_person("ann", password);
    auto browser = site.browser();
    ASSERT_EQ(browser.log_in("ann", password).status, 303U);
    const auto enrolled = enrol(browser);
    auto bare = site.browser();
    EXPECT_EQ(bare.get("/auth/second_factor").status, 303U) << "no password shown";
    auto half = with_password("ann");
    const auto page = half.get("/auth/second_factor");
    site.change("UPDATE users SET password_hash = '$argon2id$other'");
    const Fields fields{{"code", enrolled.recovery_codes.at(0)}};
    const auto answer = AccountsSite::send_form(half, page, "/auth/second_factor", fields);
    EXPECT_TRUE(answer.headers.get("Location").starts_with("/auth/sign_in"));
    EXPECT_FALSE(logged_in(half));
}

TEST_F(SecondFactor, IsRemovedWithPasswordAndCodeOnly)
{
    site.site().add_person("ann", password);
    auto browser = site.browser();
    ASSERT_EQ(browser.log_in("ann", password).status, 303U);
    const auto enrolled = enrol(browser);
    const auto remove = [&](const std::string& code) {
        auto fields = hidden_inputs(browser.get("/settings/second_factor"), "/settings/second_factor/codes");
        fields.emplace_back("current_password", password);
        fields.emplace_back("code", code);
        return browser.post("/settings/second_factor/remove", fields);
    };
    EXPECT_EQ(remove("").status, 422U);
    EXPECT_EQ(remove(enrolled.recovery_codes.at(0)).status, 200U);
    auto fresh = site.browser();
    EXPECT_EQ(fresh.log_in("ann", password, "/about").headers.get("Location"), "/about");
    EXPECT_EQ(site.count("SELECT count(*) FROM recovery_codes"), 0);
}

TEST(StaffSecondFactor, IsWhatStaffHasItsRightsBy)
{
    AccountsSite site(off, [](app::Config& config) { config.accounts.staff_second_factor = true; });
    const auto ida = site.site().add_person("ida", password, "admin");
    const auto token = site.site().add_token(ida, "read write admin:read");
    const auto staff_route = "/api/rounds/v1/guard/holds";
    EXPECT_EQ(site.api(get, "/api/v1/accounts/verify_credentials", token).status, 200U);
    EXPECT_EQ(site.api(get, staff_route, token).status, 403U);
    auto browser = site.browser();
    EXPECT_EQ(browser.log_in("ida", password, "/about").headers.get("Location"), "/settings/second_factor");
    EXPECT_THAT(browser.get("/settings/second_factor").body, HasSubstr("Your role here demands a second factor"));
    site.change(
        "INSERT INTO second_factors (account_id, secret_sealed, confirmed_at) SELECT account_id, 'x', now() FROM users"
    );
    site.change("UPDATE users SET second_factor_at = now()");
    site.app().tokens.forget(ida);
    EXPECT_EQ(site.api(get, staff_route, token).status, 200U);
    auto fields = hidden_inputs(browser.get("/settings/second_factor"), "/settings/second_factor/codes");
    EXPECT_EQ(browser.post("/settings/second_factor/remove", fields).status, 403U);
}

} // namespace
} // namespace rounds::test
