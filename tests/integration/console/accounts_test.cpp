// Accounts in the console: who is found, what is told of them, and what moderators may do to them.

#include "storage/accounts.hpp"
#include "storage/jobs.hpp"
#include "storage/moderation.hpp"
#include "storage/pseudonyms.hpp"
#include "storage/reports.hpp"
#include "tests/integration/api/api_site.hpp"
#include "tests/integration/console/console_page.hpp"

namespace rounds::test {
namespace {

using storage::Transaction;

class ConsoleAccounts : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site([](app::Config& config) { config.mail.server = "smtp://127.0.0.1:1"; });
        ada = site->add_person("ada", password, "admin");
        mona = site->add_person("mona", password, "moderator");
        max = site->add_person("max", password, "moderator");
        AccountSpec far;
        far.username = "ann";
        far.domain = "far.example";
        site->db().transact_blocking([&](Transaction& tx) { (void)make_account(tx, far); });
    }
    static void TearDownTestSuite()
    {
        delete site;
        site = nullptr;
    }
    void SetUp() override
    {
        admin.log_in("ada", password);
        moderator.log_in("mona", password);
    }
    template <class F> static auto in(F body) { return site->db().transact_blocking(body); }
    static http::Response send(Browser& as, const std::string& path, Fields fields)
    {
        fields.emplace_back("form_token", input_value(as.get("/console"), "form_token"));
        return as.post(path, fields);
    }
    static std::string page_of(AccountId id) { return "/console/accounts/" + to_string(id); }
    static std::int64_t number(const std::string& sql)
    {
        return in([&](Transaction& tx) { return tx.exec_plain(sql).front().at(0).as<std::int64_t>(); });
    }
    static std::int64_t letters(AccountId to)
    {
        return number(
            "SELECT count(*) FROM jobs WHERE payload ->> 'letter' = 'strike' AND payload ->> 'account' = '" +
            to_string(to) + "'"
        );
    }
    static storage::moderation::Strike last_strike(AccountId id)
    {
        return in([&](Transaction& tx) { return storage::moderation::strikes_of(tx, id, 1).at(0); });
    }
    /// Twice: the privacy guard warns of full names once, and the second time lets them through.
    static unsigned rename(Phone& phone, const std::string& name)
    {
        const json::value form{{"display_name", name}};
        const auto path = "/api/v1/accounts/update_credentials";
        (void)phone.ask(http::Method::patch, path, form);
        return phone.ask(http::Method::patch, path, form).status;
    }

    Browser admin{*site};
    Browser moderator{*site};
    static inline Site* site = nullptr;
    static inline AccountId ada{};
    static inline AccountId mona{};
    static inline AccountId max{};
};

TEST_F(ConsoleAccounts, AreFoundByNameAddressServerStateAndRole)
{
    Phone finn(*site, "finn_search");
    in([&](Transaction& tx) { storage::moderation::set_silenced(tx, finn.id, true); });
    const auto found = [&](const std::string& query) { return moderator.get("/console/accounts?" + query); };
    const auto finds = [&](const std::string& query) { return has(found(query), "href=\"" + page_of(finn.id) + "\""); };
    EXPECT_TRUE(finds("username=%40finn_se"));
    EXPECT_TRUE(finds("username=finn_search%40mercy.example"));
    EXPECT_TRUE(finds("email=FINN_search%40mercy.example"));
    EXPECT_TRUE(finds("status=silenced"));
    EXPECT_TRUE(finds("role=member&username=finn"));
    EXPECT_FALSE(finds("role=moderator"));
    EXPECT_FALSE(finds("status=suspended"));
    EXPECT_FALSE(finds("email=finn"));
    EXPECT_FALSE(finds("origin=remote"));
    EXPECT_TRUE(has(found("status=silenced"), "<strong>Limited</strong>"));
    EXPECT_TRUE(has(found("username=ann%40far.example"), "@ann@far.example"));
    EXPECT_TRUE(has(found("domain=far.example"), "@ann@far.example"));
    EXPECT_FALSE(has(found(""), "@ann@far.example")) << "those of here, unless others are asked for";
    EXPECT_TRUE(has(found("username=nobody_at_all"), "No account is like that."));
    in([](Transaction& tx) {
        tx.exec_plain("INSERT INTO sign_ups (username, email, password_hash, reason, must_confirm, must_approve) "
                      "VALUES ('gina', 'gina@mail.example', 'x', '', false, true)");
    });
    EXPECT_TRUE(has(found("status=pending&username=gi"), "<h3>@gina</h3>"));
    EXPECT_EQ(found("origin=moon&status=odd&role=king&max_id=x").status, 200U);
}

TEST_F(ConsoleAccounts, MoreThanAPageGoesOn)
{
    in([](Transaction& tx) {
        AccountSpec spec;
        for (int i = 0; i < 60; ++i) {
            spec.username = "many" + std::to_string(i);
            (void)make_account(tx, spec);
        }
    });
    const auto first = moderator.get("/console/accounts?username=many&origin=any");
    const auto at = first.body.find("/console/accounts?max_id=");
    ASSERT_NE(at, std::string::npos);
    auto address = first.body.substr(at, first.body.find('"', at) - at);
    for (auto amp = address.find("&amp;"); amp != std::string::npos; amp = address.find("&amp;"))
        address.erase(amp + 1, 4);
    const auto second = moderator.get(address);
    EXPECT_TRUE(has(first, "@many59"));
    EXPECT_FALSE(has(second, "@many59"));
    EXPECT_TRUE(has(second, "@many0"));
    EXPECT_FALSE(has(second, "/console/accounts?max_id="));
}

TEST_F(ConsoleAccounts, APageTellsWhoItIsAndWhatWas)
{
    Phone gus(*site, "gus");
    Browser(*site).log_in("gus", password);
    in([&](Transaction& tx) {
        storage::reports::Report report;
        report.uri = "https://mercy.example/flags/70";
        report.account = mona;
        report.target = gus.id;
        report.comment = "He <b>sells</b> cures.";
        (void)storage::reports::add(tx, report).value();
        report.uri = "https://mercy.example/flags/71";
        std::swap(report.account, report.target);
        report.comment = "She is unfair.";
        (void)storage::reports::add(tx, report).value();
    });
    ASSERT_EQ(
        send(moderator, page_of(gus.id) + "/act", {{"action", "silence"}, {"text", "No\nadverts."}}).status, 303U
    );
    in([&](Transaction& tx) {
        const auto strike = storage::moderation::strikes_of(tx, gus.id, 1).at(0);
        (void)storage::moderation::add_appeal(tx, strike.id, gus.id, "It was one link.").value();
    });
    const auto page = moderator.get(page_of(gus.id));
    EXPECT_EQ(page.status, 200U);
    for (const auto* text :
         {"@gus",
          "gus@mercy.example",
          "Member",
          "<dt>Last use</dt><dd>20",
          "<dt>Log-in</dt><dd>works</dd>",
          "He &lt;b&gt;sells&lt;/b&gt; cures.",
          "She is unfair.",
          "No\nadverts.",
          "It was one link.",
          "They appealed, and wait for an answer.",
          "Limited: only who follows them sees them",
          "@mona"})
        EXPECT_TRUE(has(page, text)) << text;
    EXPECT_EQ(moderator.get(page_of(AccountId{1})).status, 404U);
    EXPECT_EQ(moderator.get("/console/accounts/x").status, 404U);
    const auto far =
        in([](Transaction& tx) { return storage::accounts::find_by_handle(tx, "ann", "far.example").value(); });
    const auto elsewhere = moderator.get(page_of(far.id));
    EXPECT_TRUE(has(elsewhere, "<dd>far.example</dd>"));
    EXPECT_FALSE(has(elsewhere, "<dt>Log-in</dt>"));
}

/// Each action takes effect, shows, and is taken back.
TEST_F(ConsoleAccounts, AreLimitedAndSetFree)
{
    for (const auto& [action, shown] :
         {std::pair{"sensitive", "Pictures hidden behind a warning"},
          {"silence", "Limited: only who follows them sees them"},
          {"disable", "Log-in frozen"},
          {"suspend", "Suspended"}}) {
        Phone hal(*site, "hal_" + std::string(action));
        const auto path = page_of(hal.id);
        const auto in_force = std::string("<h3>") + shown + "</h3>";
        const auto states = [&] {
            const auto page = moderator.get(path);
            return page.body.substr(0, page.body.find("id=\"actions\""));
        };
        EXPECT_EQ(send(moderator, path + "/act", {{"action", action}, {"text", "why"}}).status, 303U) << action;
        EXPECT_NE(states().find(in_force), std::string::npos) << action;
        EXPECT_EQ(last_strike(hal.id).action, action);
        const bool barred = std::string_view(action) == "disable" || std::string_view(action) == "suspend";
        EXPECT_EQ(hal.status_of("/api/v1/accounts/verify_credentials"), barred ? 401U : 200U) << action;
        EXPECT_EQ(send(moderator, path + "/lift", {{"action", action}}).status, 303U) << action;
        EXPECT_EQ(states().find(in_force), std::string::npos) << action;
        EXPECT_EQ(hal.status_of("/api/v1/accounts/verify_credentials"), 200U) << action;
        EXPECT_TRUE(has(moderator.get(path), std::string("Taken back: ") + shown)) << action;
    }
}

TEST_F(ConsoleAccounts, WordsAreReadyMadeInTheHoldersLanguageOrOnesOwn)
{
    Phone ines(*site, "ines");
    in([&](Transaction& tx) {
        auto user = storage::accounts::find_user(tx, ines.id).value();
        user.locale = "es";
        storage::accounts::update_user_preferences(tx, user);
    });
    const auto path = page_of(ines.id) + "/act";
    EXPECT_EQ(
        send(moderator, path, {{"action", "none"}, {"preset", "advertising"}, {"text", "El martes."}}).status, 303U
    );
    const auto told = last_strike(ines.id).text;
    EXPECT_EQ(told.find("Usted hizo publicidad"), 0U) << told;
    EXPECT_TRUE(told.ends_with("\n\nEl martes."));
    EXPECT_EQ(letters(ines.id), 1);
    EXPECT_EQ(send(moderator, path, {{"action", "none"}, {"text", "Again."}, {"no_letter", "true"}}).status, 303U);
    EXPECT_EQ(last_strike(ines.id).text, "Again.");
    EXPECT_EQ(letters(ines.id), 1) << "a notification alone";
    const auto notices = ines.get("/api/v1/notifications?types[]=moderation_warning");
    EXPECT_EQ(notices.as_array().size(), 2U);
    const auto refused = send(moderator, path, {{"action", "none"}, {"preset", "poem"}, {"text", "kept words"}});
    EXPECT_EQ(refused.status, 422U);
    EXPECT_TRUE(has(refused, "kept words"));
    EXPECT_EQ(send(moderator, path, {{"action", "dance"}}).status, 422U);
    EXPECT_EQ(send(moderator, path, {{"action", "none"}, {"text", std::string(5001, 'x')}}).status, 422U);
}

TEST_F(ConsoleAccounts, NobodyActsOnEqualsOrThemselves)
{
    for (const auto id : {ada, max, mona}) {
        EXPECT_EQ(send(moderator, page_of(id) + "/act", {{"action", "silence"}}).status, 422U);
        EXPECT_EQ(send(moderator, page_of(id) + "/lift", {{"action", "silence"}}).status, 422U);
        EXPECT_FALSE(has(moderator.get(page_of(id)), page_of(id) + "/act")) << "what one may not do is not offered";
        EXPECT_EQ(number("SELECT count(*) FROM strikes WHERE target_account_id = " + to_string(id)), 0);
    }
    EXPECT_EQ(send(admin, page_of(ada) + "/act", {{"action", "silence"}}).status, 422U);
    EXPECT_EQ(send(admin, page_of(max) + "/act", {{"action", "none"}, {"text", "Please rest."}}).status, 303U);
    const auto far =
        in([](Transaction& tx) { return storage::accounts::find_by_handle(tx, "ann", "far.example").value(); });
    EXPECT_EQ(send(moderator, page_of(far.id) + "/act", {{"action", "disable"}}).status, 422U)
        << "it has no log-in here";
    EXPECT_EQ(send(moderator, page_of(far.id) + "/act", {{"action", "pseudonym"}}).status, 422U);
}

TEST_F(ConsoleAccounts, AReportIsSettledFromThePageOfWhomItIsAbout)
{
    Phone jan(*site, "jan");
    const auto report = in([&](Transaction& tx) {
        storage::reports::Report one;
        one.uri = "https://mercy.example/flags/80";
        one.account = mona;
        one.target = jan.id;
        return storage::reports::add(tx, one).value().id;
    });
    const auto link = page_of(jan.id) + "?report=" + to_string(report);
    EXPECT_TRUE(has(moderator.get("/console/reports/" + to_string(report)), link));
    const auto page = moderator.get(link);
    EXPECT_EQ(input_value(page, "report"), to_string(report));
    EXPECT_FALSE(has(moderator.get(page_of(max) + "?report=" + to_string(report)), "name=\"report\""));
    const auto acted = send(moderator, page_of(jan.id) + "/act", {{"action", "none"}, {"report", to_string(report)}});
    EXPECT_EQ(acted.status, 303U);
    EXPECT_EQ(acted.headers.get("Location"), "/console/reports");
    EXPECT_EQ(number("SELECT count(*) FROM reports WHERE handled_at IS NOT NULL AND id = " + to_string(report)), 1);
    EXPECT_FALSE(has(moderator.get(link), "name=\"report\"")) << "once";
}

TEST_F(ConsoleAccounts, AreDeletedWhenSuspendedByAdministratorsWhoTypeTheName)
{
    Phone kim(*site, "kim");
    const auto path = page_of(kim.id);
    EXPECT_EQ(admin.get(path + "/delete").status, 404U) << "only of suspended ones";
    EXPECT_EQ(send(admin, path + "/delete", {{"confirm", "kim"}}).status, 403U);
    ASSERT_EQ(send(admin, path + "/act", {{"action", "suspend"}}).status, 303U);
    EXPECT_FALSE(has(moderator.get(path), path + "/delete"));
    EXPECT_EQ(moderator.get(path + "/delete").status, 403U);
    EXPECT_EQ(send(moderator, path + "/delete", {{"confirm", "kim"}}).status, 403U);
    EXPECT_TRUE(has(admin.get(path), path + "/delete"));
    EXPECT_TRUE(has(admin.get(path + "/delete"), "@kim"));
    for (const auto* wrong : {"", "kin", "true"})
        EXPECT_EQ(send(admin, path + "/delete", {{"confirm", wrong}}).status, 422U) << wrong;
    EXPECT_EQ(admin.get(path).status, 200U);
    EXPECT_EQ(send(admin, path + "/delete", {{"confirm", "@KIM"}}).status, 303U);
    EXPECT_EQ(admin.get(path).status, 404U);
    EXPECT_EQ(number("SELECT count(*) FROM audit_log WHERE action = 'account.delete'"), 1);
}

TEST_F(ConsoleAccounts, WhoHasToTakeAPseudonymPostsAgainUnderAnotherName)
{
    Phone lena(*site, "lena");
    ASSERT_EQ(rename(lena, "Maria Lopez"), 200U);
    const auto before = lena.say("before");
    const auto path = page_of(lena.id);
    ASSERT_EQ(
        send(moderator, path + "/act", {{"action", "pseudonym"}, {"text", "Your street is known."}}).status, 303U
    );
    const auto strike = last_strike(lena.id);
    EXPECT_EQ(strike.action, "none") << "apps know five actions";
    EXPECT_EQ(strike.text.find("Please change the name"), 0U);
    EXPECT_TRUE(strike.text.ends_with("\n\nYour street is known."));
    EXPECT_EQ(letters(lena.id), 1);
    EXPECT_EQ(lena.get("/api/v1/notifications?types[]=moderation_warning").as_array().size(), 1U);
    EXPECT_TRUE(has(moderator.get(path), "<h3>A pseudonym is required</h3>"));

    const auto refused = lena.ask(http::Method::post, "/api/v1/statuses", {{"status", "after"}});
    EXPECT_EQ(refused.status, 403U);
    EXPECT_TRUE(has(refused, "change the name")) << refused.body;
    EXPECT_EQ(lena.status_of("/api/v1/statuses/" + before), 200U) << "all else works";
    const auto edited = lena.ask(http::Method::put, "/api/v1/statuses/" + before, {{"status", "I am Maria Lopez"}});
    EXPECT_EQ(edited.status, 403U) << "an old post is no way around it";
    EXPECT_TRUE(has(edited, "change the name")) << edited.body;
    EXPECT_FALSE(has(lena.ask(http::Method::get, "/api/v1/statuses/" + before), "I am Maria"));
    for (const auto* name : {"Ana Lopez", "MARIA LOPEZ", " Maria Lopez "}) EXPECT_EQ(rename(lena, name), 422U) << name;
    EXPECT_EQ(lena.ask(http::Method::patch, "/api/v1/accounts/update_credentials", {{"locked", true}}).status, 200U);
    EXPECT_EQ(lena.ask(http::Method::post, "/api/v1/statuses", {{"status", "after"}}).status, 403U);
    EXPECT_EQ(rename(lena, "quiet_river"), 200U);
    (void)lena.say("after");
    EXPECT_EQ(lena.ask(http::Method::put, "/api/v1/statuses/" + before, {{"status", "changed"}}).status, 200U);
    EXPECT_FALSE(has(moderator.get(path), "<h3>A pseudonym is required</h3>"));
}

TEST_F(ConsoleAccounts, ThePseudonymIsTakenBackByHandAndByAppeal)
{
    Phone otto(*site, "otto");
    const auto path = page_of(otto.id);
    const auto order = [&] { return send(moderator, path + "/act", {{"action", "pseudonym"}}).status; };
    const auto required = [&] {
        return in([&](Transaction& tx) { return storage::pseudonyms::required(tx, otto.id); });
    };
    ASSERT_EQ(order(), 303U);
    EXPECT_TRUE(required());
    EXPECT_EQ(send(moderator, path + "/lift", {{"action", "pseudonym"}}).status, 303U);
    EXPECT_FALSE(required());
    ASSERT_EQ(order(), 303U);
    const auto appeal = in([&](Transaction& tx) {
        const auto strike = storage::moderation::strikes_of(tx, otto.id, 1).at(0);
        return storage::moderation::add_appeal(tx, strike.id, otto.id, "It is no name.").value().id;
    });
    EXPECT_EQ(send(moderator, "/console/appeals/" + to_string(appeal), {{"decision", "approve"}}).status, 303U);
    EXPECT_FALSE(required());
    (void)otto.say("again");
}

} // namespace
} // namespace rounds::test
