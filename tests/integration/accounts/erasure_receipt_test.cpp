// Who leaves may have a letter, a week later, that says who confirmed and who did not.
#include "server/social/delete_account.hpp"
#include "server/workers/outbox_worker.hpp"
#include "tests/integration/accounts/accounts_site.hpp"

#include <gmock/gmock.h>

namespace rounds::test {
namespace {

using enum AccountsSite::Mail;
using ::testing::HasSubstr;
using ::testing::Not;

class ErasureReceipt : public ::testing::Test
{
protected:
    template <class F> auto run(F body) { return site.site().db().transact_blocking(body); }

    void address_all()
    {
        auto& app = site.app();
        workers::OutboxWorker outbox(
            {.db = app.work_db, .keyring = app.keyring, .urls = app.urls, .clock = app.clock, .on_deliveries = {}},
            {.threads = 0}
        );
        outbox.drain();
    }
    /// Two servers have had a post; ann leaves.
    void leave(const Fields& more)
    {
        run([&](storage::Transaction& tx) {
            const auto author = storage::accounts::find(tx, ann).value();
            for (const std::string host : {"kept.example", "gone.example"})
                (void)make_follow(tx, make_account(tx, {.username = "rex", .domain = host}), author);
        });
        const auto token = site.site().add_token(ann);
        ASSERT_EQ(site.api(http::Method::post, "/api/v1/statuses", token, {{"status", "what I tell"}}).status, 200U);
        address_all();
        auto browser = site.browser();
        browser.log_in("ann", password);
        const auto form = browser.get("/settings/delete");
        EXPECT_THAT(form.body, HasSubstr("name=\"receipt\""));
        Fields fields{{"current_password", password}, {"sure", "true"}};
        fields.insert(fields.end(), more.begin(), more.end());
        ASSERT_EQ(AccountsSite::send_form(browser, form, "/settings/delete", fields).status, 200U);
        address_all();
    }
    void a_week_passes()
    {
        run([](storage::Transaction& tx) {
            (void
            )tx.exec_plain("UPDATE deliveries SET state = CASE host WHEN 'gone.example' THEN 'done' ELSE 'failed' END");
            (void)tx.exec_plain("UPDATE jobs SET run_at = now() WHERE kind = 'mail'");
        });
    }
    void erase()
    {
        while (!run([&](storage::Transaction& tx) { return social::erase_some(tx, ann); })) {
        }
    }

    AccountsSite site{on};
    AccountId ann = site.site().add_person("ann", password);
};

TEST_F(ErasureReceipt, SaysWhoConfirmedAndWhoDidNot)
{
    leave({{"receipt", "true"}});
    EXPECT_EQ(site.last_mail().header("Subject"), "Your account on Mercy Rounds was deleted");
    EXPECT_EQ(site.count("SELECT count(*) FROM jobs WHERE kind = 'mail' AND run_at > now() + interval '6 days'"), 1);
    EXPECT_EQ(site.count("SELECT count(*) FROM jobs WHERE payload::text LIKE '%ann@%'"), 0) << "it waits sealed";
    erase();
    a_week_passes();
    const auto mail = site.last_mail();
    EXPECT_EQ(mail.to, "ann@mercy.example");
    EXPECT_EQ(mail.header("Subject"), "What became of your account on Mercy Rounds");
    EXPECT_THAT(mail.body(), HasSubstr("Here nothing of it is left"));
    EXPECT_THAT(mail.body(), HasSubstr("took the order to delete it:\n- gone.example"));
    EXPECT_THAT(mail.body(), HasSubstr("did not confirm"));
    EXPECT_THAT(mail.body(), HasSubstr("- kept.example"));
    EXPECT_THAT(mail.body(), Not(HasSubstr("{{")));
    EXPECT_EQ(site.count("SELECT count(*) FROM jobs WHERE kind = 'mail'"), 0) << "the address is gone with it";
}

TEST_F(ErasureReceipt, SaysWhatIsLeftHere)
{
    leave({{"receipt", "true"}});
    a_week_passes();
    EXPECT_THAT(site.last_mail().body(), HasSubstr("something of it is still being erased"));
}

TEST_F(ErasureReceipt, IsForWhoAskedForIt)
{
    leave({});
    EXPECT_EQ(site.count("SELECT count(*) FROM jobs WHERE kind = 'mail' AND run_at > now()"), 0);
}

} // namespace
} // namespace rounds::test
