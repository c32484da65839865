#include "server/mail/smtp.hpp"
#include "storage/base/crypto.hpp"
#include "storage/jobs.hpp"
#include "storage/sign_ups.hpp"
#include "tests/integration/accounts/accounts_site.hpp"
#include "tests/support/certificates.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <openssl/pem.h>

namespace rounds::test {
namespace {

using enum AccountsSite::Mail;
using enum http::Method;
using ::testing::HasSubstr;
using ::testing::Not;

void open(app::Config& config)
{
    config.accounts.sign_up = "open";
}

std::string token_of(const http::Response& answer)
{
    return std::string(object_of(answer).at("access_token").as_string());
}

http::Response press(Browser& browser, const std::string& path, const std::string& token)
{
    return AccountsSite::send_form(browser, browser.get(path + "?token=" + token), path, {});
}

TEST(Mail, ConfirmsTheAddressBeforeThereIsAnAccount)
{
    AccountsSite site(on, open);
    const auto token = token_of(site.sign_up(site.app_token(), "ann"));
    const auto refused = site.api(get, "/api/v1/accounts/verify_credentials", token);
    EXPECT_EQ(refused.status, 403U);
    EXPECT_EQ(object_of(refused).at("error").as_string(), "Your login is missing a confirmed e-mail address");
    EXPECT_EQ(site.api(get, "/api/v1/emails/check_confirmation", token).body, "false");
    auto browser = site.browser();
    EXPECT_THAT(browser.log_in("ann", password).body, HasSubstr("Confirm your address"));

    const auto mail = site.last_mail();
    EXPECT_EQ(mail.to, "ann@home.example");
    EXPECT_EQ(mail.from, "rounds@mercy.example");
    EXPECT_EQ(mail.header("From"), "\"Mercy Rounds\" <rounds@mercy.example>");
    EXPECT_EQ(mail.header("Subject"), "Confirm your e-mail address for Mercy Rounds");
    EXPECT_THAT(mail.body(), HasSubstr("https://mercy.example/auth/confirm?token="));
    EXPECT_THAT(mail.body(), Not(HasSubstr("{{")));

    // What follows links by itself confirms nothing.
    EXPECT_EQ(browser.get("/auth/confirm?token=" + mail.token()).status, 200U);
    EXPECT_EQ(site.count("SELECT count(*) FROM users"), 0);
    EXPECT_EQ(browser.post("/auth/confirm", {{"token", mail.token()}}).status, 403U) << "without our form";
    EXPECT_EQ(press(browser, "/auth/confirm", mail.token()).status, 200U);
    EXPECT_EQ(site.count("SELECT count(*) FROM users WHERE confirmed_at IS NOT NULL"), 1);
    EXPECT_EQ(browser.get("/auth/confirm?token=" + mail.token()).status, 404U) << "once";
    EXPECT_EQ(site.api(get, "/api/v1/accounts/verify_credentials", token).status, 200U);
    EXPECT_EQ(site.api(get, "/api/v1/emails/check_confirmation", token).body, "true");
    EXPECT_EQ(browser.log_in("ann", password).status, 303U);
}

TEST(Mail, LinksExpireAndCountForTheirAddressOnly)
{
    AccountsSite site(on, open);
    const auto token = token_of(site.sign_up(site.app_token(), "ann"));
    const auto first = site.last_mail().token();
    auto browser = site.browser();
    site.change("UPDATE email_tokens SET expires_at = now() - interval '1 second'");
    EXPECT_EQ(browser.get("/auth/confirm?token=" + first).status, 404U);

    EXPECT_EQ(site.api(post, "/api/v1/emails/confirmations", token, {{"email", "not one"}}).status, 422U);
    EXPECT_EQ(site.api(post, "/api/v1/emails/confirmations", token, {{"email", "ann@work.example"}}).status, 200U);
    site.change("UPDATE email_tokens SET expires_at = now() + interval '1 day'");
    const auto page = browser.get("/auth/confirm?token=" + first);
    EXPECT_EQ(AccountsSite::send_form(browser, page, "/auth/confirm", {}).status, 404U) << "of the former address";
    const auto second = site.last_mail();
    EXPECT_EQ(second.to, "ann@work.example");
    EXPECT_EQ(press(browser, "/auth/confirm", second.token()).status, 200U);
    const auto late = site.api(post, "/api/v1/emails/confirmations", token);
    EXPECT_EQ(late.status, 403U) << "nothing awaits confirmation";
    EXPECT_EQ(site.api(post, "/api/v1/emails/confirmations", site.app_token()).status, 422U) << "no person";
}

// ASVS 6.3.8: nobody learns whose address is known.
TEST(Mail, ASignUpDoesNotTellWhoseAddressIsKnown)
{
    AccountsSite site(on, open);
    site.site().add_person("bea", password); // bea@mercy.example
    const auto app = site.app_token();
    const auto known = site.sign_up(app, "stranger", {{"email", "BEA@mercy.example"}});
    const auto unknown = site.sign_up(app, "newcomer");
    ASSERT_EQ(known.status, 200U) << known.body;
    ASSERT_EQ(unknown.status, 200U);
    for (const auto* answer : {&known, &unknown}) {
        const auto refused = site.api(get, "/api/v1/accounts/verify_credentials", token_of(*answer));
        EXPECT_EQ(refused.status, 403U);
        EXPECT_EQ(object_of(refused).at("error").as_string(), "Your login is missing a confirmed e-mail address");
    }
    const auto mails = site.mails();
    ASSERT_EQ(mails.size(), 2U);
    EXPECT_EQ(mails[0].header("Subject"), "Your account on Mercy Rounds");
    EXPECT_EQ(mails[0].token(), "");
    EXPECT_NE(mails[1].token(), "");
    site.change("UPDATE sign_ups SET created_at = now() - interval '3 days'");
    site.site().db().transact_blocking([&](storage::Transaction& tx) {
        EXPECT_EQ(storage::sign_ups::sweep_unconfirmed(tx, site.app().clock.now() - std::chrono::days{2}, 10), 2U);
    });
}

TEST(Mail, ANewPasswordEndsAllAccess)
{
    AccountsSite site(on);
    const auto ann = site.site().add_person("ann", password);
    const auto token = site.site().add_token(ann);
    auto old = site.browser();
    ASSERT_EQ(old.log_in("ann", password).status, 303U);
    auto browser = site.browser();
    const auto ask = [&](const std::string& email) {
        return AccountsSite::send_form(browser, browser.get("/auth/password"), "/auth/password", {{"email", email}});
    };
    const auto known = ask("Ann@mercy.example");
    const auto unknown = ask("nobody@mercy.example");
    EXPECT_EQ(known.status, 200U);
    EXPECT_EQ(known.body, unknown.body) << "the same answer";
    EXPECT_EQ(site.count("SELECT count(*) FROM jobs WHERE payload::text ILIKE '%ann@mercy%'"), 0) << "it waits sealed";

    site.change("DELETE FROM jobs WHERE payload->>'letter' = 'new_log_in'");
    const auto mails = site.mails();
    ASSERT_EQ(mails.size(), 1U) << "nobody has the other address";
    EXPECT_EQ(mails[0].to, "ann@mercy.example");
    const auto link = mails[0].token();
    EXPECT_EQ(site.count("SELECT count(*) FROM email_tokens WHERE token_hash = '" + link + "'::bytea"), 0);
    const auto form = browser.get("/auth/password/new?token=" + link);
    ASSERT_EQ(form.status, 200U);
    const auto set = [&](const std::string& new_password, const std::string& again) {
        const Fields fields{{"password", new_password}, {"again", again}};
        return AccountsSite::send_form(browser, form, "/auth/password/new", fields);
    };
    EXPECT_EQ(set("short", "short").status, 422U);
    EXPECT_EQ(set(other_password, password).status, 422U);
    EXPECT_TRUE(logged_in(old));
    EXPECT_EQ(set(other_password, other_password).status, 200U);
    EXPECT_EQ(set(password, password).status, 404U) << "once";
    EXPECT_FALSE(logged_in(old));
    EXPECT_EQ(site.api(get, "/api/v1/accounts/verify_credentials", token).status, 401U);
    EXPECT_EQ(browser.log_in("ann", password).status, 422U);
    EXPECT_EQ(browser.log_in("ann", other_password).status, 303U);
    EXPECT_EQ(site.count("SELECT count(*) FROM users WHERE confirmed_at IS NOT NULL"), 1);
}

TEST(Mail, ALinkForANewPasswordDiesWithTheAddressAndInTime)
{
    AccountsSite site(on);
    site.site().add_person("ann", password);
    auto browser = site.browser();
    const auto link = [&] {
        const Fields fields{{"email", "ann@mercy.example"}};
        (void)AccountsSite::send_form(browser, browser.get("/auth/password"), "/auth/password", fields);
        return site.last_mail().token();
    };
    const auto first = link();
    const auto form = browser.get("/auth/password/new?token=" + first);
    site.change("UPDATE users SET email = 'ann@work.example'");
    const Fields fields{{"password", other_password}, {"again", other_password}};
    EXPECT_EQ(AccountsSite::send_form(browser, form, "/auth/password/new", fields).status, 404U);
    site.change("UPDATE users SET email = 'ann@mercy.example'");
    const auto second = link();
    EXPECT_EQ(browser.get("/auth/password/new?token=" + second).status, 200U);
    site.change("UPDATE email_tokens SET expires_at = now() - interval '1 second'");
    EXPECT_EQ(browser.get("/auth/password/new?token=" + second).status, 404U);
}

TEST(Mail, WhoCannotSendAnyTellsWhomToAsk)
{
    AccountsSite site(off);
    auto browser = site.browser();
    const auto page = browser.get("/auth/password");
    EXPECT_EQ(page.status, 200U);
    EXPECT_THAT(page.body, HasSubstr("help@mercy.example"));
    EXPECT_THAT(page.body, Not(HasSubstr("<form class=\"stacked\"")));
    EXPECT_EQ(site.count("SELECT count(*) FROM jobs WHERE kind = 'mail'"), 0);
}

TEST(Mail, TellsOfALogInInAnUnknownBrowserOnly)
{
    AccountsSite site(on);
    site.site().add_person("ann", password);
    auto browser = site.browser();
    EXPECT_EQ(browser.log_in("ann", password).status, 303U);
    ASSERT_EQ(site.mails().size(), 1U);
    EXPECT_EQ(site.last_mail().header("Subject"), "A new log-in to your account on Mercy Rounds");
    EXPECT_EQ(browser.log_in("ann", password).status, 303U);
    EXPECT_EQ(site.mails().size(), 1U);
    auto stranger = site.browser();
    EXPECT_EQ(stranger.log_in("ann", "wrong").status, 422U);
    EXPECT_EQ(site.mails().size(), 1U);
    EXPECT_EQ(stranger.log_in("ann", password).status, 303U);
    EXPECT_EQ(site.mails().size(), 2U);
}

TEST(Mail, IsWrittenInSpanishToWhoReadsSpanish)
{
    AccountsSite site(on, open);
    EXPECT_EQ(site.sign_up(site.app_token(), "ann", {{"locale", "es-MX"}}).status, 200U);
    const auto mail = site.last_mail();
    EXPECT_THAT(mail.header("Subject"), HasSubstr("=?UTF-8?B?")) << "ó is not ASCII";
    EXPECT_THAT(mail.body(), HasSubstr("dirección"));
}

TEST(Mail, AskedForTooOftenIsNotSent)
{
    AccountsSite site(on, [](app::Config& config) { config.limits.mails_per_30min = 2; });
    site.site().add_person("ann", password);
    for (int i = 0; i < 4; ++i) {
        auto browser = site.browser(); // of another network address each
        const Fields fields{{"email", "ann@mercy.example"}};
        EXPECT_EQ(
            AccountsSite::send_form(browser, browser.get("/auth/password"), "/auth/password", fields).status, 200U
        );
    }
    EXPECT_EQ(site.mails().size(), 2U);
    auto one = site.browser();
    unsigned last = 0;
    for (int i = 0; i < 3; ++i) {
        const Fields fields{{"email", "nobody" + std::to_string(i) + "@mercy.example"}};
        last = AccountsSite::send_form(one, one.get("/auth/password"), "/auth/password", fields).status;
    }
    EXPECT_EQ(last, 429U);
}

TEST(Mail, ANewAddressCountsOnceItIsConfirmed)
{
    AccountsSite site(on);
    const auto ann = site.site().add_person("ann", password);
    site.site().add_person("bea", password);
    const auto token = site.site().add_token(ann);
    auto browser = site.browser();
    ASSERT_EQ(browser.log_in("ann", password).status, 303U);
    const auto ask = [&](const std::string& email, const std::string& with) {
        const Fields fields{{"email", email}, {"current_password", with}};
        return AccountsSite::send_form(browser, browser.get("/settings/email"), "/settings/email", fields);
    };
    EXPECT_EQ(ask("ann@work.example", "wrong").status, 422U);
    EXPECT_EQ(ask("bea@mercy.example", password).status, 200U) << "tells nobody whose it is";
    EXPECT_EQ(site.last_mail().to, "bea@mercy.example");
    EXPECT_EQ(site.last_mail().token(), "");
    EXPECT_EQ(ask("ann@work.example", password).status, 200U);
    const auto mail = site.last_mail();
    EXPECT_EQ(mail.to, "ann@work.example");
    EXPECT_EQ(site.count("SELECT count(*) FROM users WHERE email = 'ann@mercy.example'"), 1);
    auto elsewhere = site.browser();
    EXPECT_EQ(press(elsewhere, "/auth/confirm_address", mail.token()).status, 200U);
    EXPECT_EQ(site.count("SELECT count(*) FROM users WHERE email = 'ann@work.example' AND new_email = ''"), 1);
    EXPECT_EQ(site.last_mail().to, "ann@mercy.example") << "the old address is told";
    EXPECT_FALSE(logged_in(browser));
    EXPECT_EQ(site.api(get, "/api/v1/accounts/verify_credentials", token).status, 401U);
}

/// The job of a letter to an address of our choice.
void add_letter(AccountsSite& site, const std::string& to)
{
    site.site().db().transact_blocking([&](storage::Transaction& tx) {
        json::object payload{{"letter", "rejected"}, {"locale", "en"}};
        payload["to"] = crypto::to_base64url(site.app().secrets.seal(to, "jobs mail to"));
        storage::jobs::add(tx, "mail", payload);
    });
}

TEST(Mail, WaitsForAServerThatIsBusyAndGivesUpWhereItIsRefused)
{
    AccountsSite site(on);
    add_letter(site, "busy@home.example");
    add_letter(site, "refused@home.example");
    add_letter(site, "taken@home.example");
    const auto mails = site.mails();
    ASSERT_EQ(mails.size(), 1U);
    EXPECT_EQ(mails[0].to, "taken@home.example");
    EXPECT_EQ(site.count("SELECT count(*) FROM jobs WHERE kind = 'mail' AND last_error LIKE '%451%'"), 1);
    EXPECT_EQ(site.count("SELECT count(*) FROM dead_jobs WHERE last_error LIKE '%550%'"), 1);
    EXPECT_EQ(site.count("SELECT count(*) FROM dead_jobs WHERE last_error LIKE '%@%'"), 0);
    site.change(
        "UPDATE jobs SET payload = payload || jsonb_build_object('letter', 'admitted', 'to', ''), run_at = now()"
    );
    site.mails();
    EXPECT_EQ(site.count("SELECT count(*) FROM jobs WHERE kind = 'mail'"), 0) << "what says nothing is buried";
}

std::string pem_file(const TemporaryFolder& folder, const std::string& name, const testing::Certificate& made)
{
    const auto file = folder.path() + "/" + name;
    auto* out = fopen(file.c_str(), "w");
    PEM_write_X509(out, made.certificate.get());
    PEM_write_PrivateKey(out, made.key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    fclose(out);
    return file;
}

TEST(Mail, GoesEncryptedAndWithALogIn)
{
    const TemporaryFolder folder;
    const testing::TestAuthority authority;
    const auto file = pem_file(folder, "server.pem", authority.issue({.names = {"IP:127.0.0.1"}}));
    const MailSink sink({.certificate_file = file, .key_file = file, .user = "rounds", .password = "s3cret"});
    mail::SmtpSettings settings;
    settings.server = sink.server();
    settings.user = "rounds";
    settings.password = "s3cret";
    settings.timeout = std::chrono::seconds{10};
    const std::string message = "Subject: x\r\n\r\ny\r\n";
    const auto send = [&] { return mail::Smtp(settings).send("a@b.example", "c@d.example", message).why; };
    EXPECT_NE(send(), "") << "an authority that nobody knows";
    settings.ca_file = authority.file();
    settings.password = "wrong";
    EXPECT_NE(send(), "");
    EXPECT_TRUE(sink.mails().empty());
    settings.password = "s3cret";
    EXPECT_EQ(send(), "");
    ASSERT_EQ(sink.mails().size(), 1U);
    EXPECT_TRUE(sink.mails()[0].tls);
    EXPECT_EQ(sink.mails()[0].user, "rounds");

    const MailSink plain; // offers no STARTTLS
    settings.server = plain.server();
    EXPECT_NE(send(), "");
    EXPECT_TRUE(plain.mails().empty()) << "rather not at all than for all to read";
    settings.security = mail::SmtpSettings::Security::none;
    settings.user.clear();
    EXPECT_EQ(send(), "");
    settings.server = "mail.example:25";
    EXPECT_THROW(mail::Smtp{settings}, std::runtime_error);
}

} // namespace
} // namespace rounds::test
