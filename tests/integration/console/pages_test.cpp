#include "server/knowledge/credentials.hpp"
#include "storage/audit.hpp"
#include "storage/guard.hpp"
#include "storage/jobs.hpp"
#include "storage/moderation.hpp"
#include "storage/networks.hpp"
#include "storage/peers.hpp"
#include "storage/reports.hpp"
#include "storage/sign_ups.hpp"
#include "tests/integration/console/console_page.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using storage::Transaction;
using ::testing::Test;

constexpr const char* hostile = "<script>alert(1)</script>\"'>";

/// The console in the hands of an administrator.
class Console : public Test
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site([](app::Config& config) { config.federation.peers = {"stluke.example"}; });
        site->add_person("ada", password, "admin");
        ann = site->add_person("ann", password);
        bob = site->add_person("bob", password);
    }
    static void TearDownTestSuite()
    {
        delete site;
        site = nullptr;
    }
    void SetUp() override { admin.log_in("ada", password); }

    template <class F> static auto in(F body) { return site->db().transact_blocking(body); }
    http::Response send(const std::string& path, Fields fields)
    {
        fields.emplace_back("form_token", input_value(admin.get("/console"), "form_token"));
        return admin.post(path, fields);
    }
    /// A file as browsers send it.
    http::Response upload(const std::string& path, const std::string& content)
    {
        const auto token = input_value(admin.get("/console"), "form_token");
        auto request = make_request(
            http::Method::post,
            path,
            {{"Accept", "text/html"},
             {"Content-Type", "multipart/form-data; boundary=edge"},
             {"Origin", "https://mercy.example"}}
        );
        std::string cookies;
        for (const auto& [name, value] : admin.cookies()) cookies += (cookies.empty() ? "" : "; ") + name + "=" + value;
        request.headers.set("Cookie", cookies);
        request.body = "--edge\r\nContent-Disposition: form-data; name=\"form_token\"\r\n\r\n" + token +
                       "\r\n--edge\r\nContent-Disposition: form-data; name=\"data\"; filename=\"list.csv\"\r\n"
                       "Content-Type: text/csv\r\n\r\n" +
                       content + "\r\n--edge--\r\n";
        return site->send(request);
    }

    Browser admin{*site};
    static inline Site* site = nullptr;
    static inline AccountId ann{};
    static inline AccountId bob{};
};

TEST_F(Console, TheOverviewShowsLiveFigures)
{
    in([](Transaction& tx) {
        storage::jobs::add(tx, "console_test", {});
        tx.exec_plain("INSERT INTO peers (host, breaker, failures, retry_at) VALUES ('down.example', 'open', 7, now())"
        );
    });
    const auto page = admin.get("/console");
    EXPECT_EQ(page.status, 200U);
    EXPECT_TRUE(has(page, "<th scope=\"row\">console_test</th><td>1</td><td>1</td>")) << page.body;
    EXPECT_TRUE(has(page, "<h3>down.example</h3>"));
    EXPECT_TRUE(has(page, "It fails; nothing is sent until the next try"));
    EXPECT_TRUE(has(page, "Failures in a row: 7"));
    EXPECT_TRUE(has(page, " GB / "));
    EXPECT_TRUE(has(page, "None was ever made.")) << "copies";
    EXPECT_NE(page.headers.get("Cache-Control").find("no-store"), std::string::npos);
    in([](Transaction& tx) {
        storage::jobs::add(tx, "console_test", {});
        tx.exec_plain("DELETE FROM peers WHERE host = 'down.example'");
    });
    const auto later = admin.get("/console");
    EXPECT_TRUE(has(later, "<th scope=\"row\">console_test</th><td>2</td><td>2</td>"));
    EXPECT_FALSE(has(later, "down.example"));
}

TEST_F(Console, AReportIsReadAndDealtWith)
{
    const auto id = in([](Transaction& tx) {
        const auto target = storage::accounts::find(tx, bob).value();
        const auto post = make_status(tx, target, {.content = "<p>The reported words</p>"});
        storage::reports::Report report;
        report.uri = "https://mercy.example/flags/1";
        report.account = ann;
        report.target = bob;
        report.statuses = {post.id};
        report.comment = std::string("He sells cures ") + hostile;
        report.category = "spam";
        return storage::reports::add(tx, report).value().id;
    });
    const auto path = "/console/reports/" + to_string(id);
    EXPECT_TRUE(has(admin.get("/console/reports"), path));
    const auto page = admin.get(path);
    EXPECT_EQ(page.status, 200U);
    EXPECT_TRUE(has(page, "The reported words"));
    EXPECT_TRUE(has(page, "@ann"));
    EXPECT_TRUE(has(page, "@bob"));
    EXPECT_FALSE(has(page, "<script>alert"));
    EXPECT_EQ(send(path + "/handle", {}).status, 303U);
    EXPECT_FALSE(has(admin.get("/console/reports"), path));
    EXPECT_FALSE(has(admin.get(path), "/handle\"")) << "what is dealt with is not offered again";
    EXPECT_EQ(send(path + "/handle", {}).status, 404U);
    EXPECT_EQ(admin.get("/console/reports/12345").status, 404U);
}

TEST_F(Console, AReportIsAnsweredByWhatIsDoneToTheAccount)
{
    const auto carl = site->add_person("clive", password);
    const auto report_on = [&](AccountId target, const std::string& uri) {
        const auto id = in([&](Transaction& tx) {
            storage::reports::Report report;
            report.uri = uri;
            report.account = ann;
            report.target = target;
            report.category = "spam";
            return storage::reports::add(tx, report).value().id;
        });
        return "/console/reports/" + to_string(id);
    };
    const auto first = report_on(carl, "https://mercy.example/flags/11");
    EXPECT_TRUE(has(admin.get(first), "Nothing yet."));
    EXPECT_EQ(send(first + "/handle", {{"action", "dance"}}).status, 422U);
    const auto refused = send(first + "/handle", {{"action", "dance"}, {"text", "kept words"}});
    EXPECT_TRUE(has(refused, "kept words")) << "nothing typed is lost";
    EXPECT_EQ(send(first + "/handle", {{"action", "silence"}, {"text", "Three warnings."}}).status, 303U);
    in([&](Transaction& tx) {
        EXPECT_TRUE(storage::accounts::find(tx, carl).value().silenced_at.has_value());
        const auto strikes = storage::moderation::strikes_of(tx, carl, 10);
        ASSERT_EQ(strikes.size(), 1U);
        EXPECT_EQ(strikes.front().action, "silence");
        EXPECT_EQ(strikes.front().text, "Three warnings.");
    });
    EXPECT_FALSE(has(admin.get("/console/reports"), first)) << "the report is settled with it";
    EXPECT_EQ(send(first + "/handle", {{"action", "suspend"}}).status, 404U);
    EXPECT_TRUE(
        has(admin.get(report_on(carl, "https://mercy.example/flags/12")), "Limited: only who follows them sees them")
    );
}

TEST_F(Console, AHeldPostIsReleasedOrKept)
{
    const auto hold = [] {
        return in([](Transaction& tx) {
            const auto author = make_account(tx, {.domain = "far.example"});
            const auto post = make_status(tx, author, {.content = "<p>Her number is 123</p>"});
            storage::guard::hold(tx, post.id, {"record_number"});
            return post.id;
        });
    };
    const auto state = [](StatusId id) {
        return in([&](Transaction& tx) {
            return tx.exec_plain("SELECT state FROM guard_holds WHERE status_id = " + to_string(id))
                .front()
                .template get<std::string>("state");
        });
    };
    for (const auto& [decision, wanted] : {std::pair{"release", "released"}, {"keep", "kept"}}) {
        const auto id = hold();
        const auto page = admin.get("/console/held");
        EXPECT_TRUE(has(page, "/console/held/" + to_string(id)));
        EXPECT_TRUE(has(page, "record_number"));
        EXPECT_TRUE(has(page, "Her number is 123"));
        EXPECT_EQ(send("/console/held/" + to_string(id), {{"decision", decision}}).status, 303U);
        EXPECT_EQ(state(id), wanted);
        const auto log = in([](Transaction& tx) { return storage::guard::list_decisions(tx, 1); });
        EXPECT_EQ(log.front().action, decision);
        EXPECT_EQ(log.front().status, id);
        EXPECT_EQ(send("/console/held/" + to_string(id), {{"decision", decision}}).status, 404U);
        const auto entries = in([&](Transaction& tx) {
            return storage::audit::search(tx, {.action = std::string("held.") + decision, .target = to_int(id)});
        });
        ASSERT_EQ(entries.size(), 1U) << "what was refused leaves none";
        EXPECT_EQ(entries.front().via, "page");
        EXPECT_EQ(entries.front().target_kind, "held");
    }
    EXPECT_EQ(send("/console/held/" + to_string(hold()), {{"decision", "burn"}}).status, 400U);
}

TEST_F(Console, PeopleWhoAskedAreLetInOrTurnedAway)
{
    const auto ask = [](const std::string& name) {
        return in([&](Transaction& tx) {
            storage::SignUp wanted;
            wanted.username = name;
            wanted.email = name + "@home.example";
            wanted.password_hash = "!";
            wanted.locale = "en";
            wanted.reason = std::string("I live with it ") + hostile;
            wanted.must_approve = true;
            return storage::sign_ups::add(tx, wanted).value().id;
        });
    };
    const auto exists = [](const std::string& name) {
        return in([&](Transaction& tx) { return storage::accounts::find_by_handle(tx, name, std::nullopt).has_value(); }
        );
    };
    const auto path = "/console/sign_ups/";
    const auto wanted = ask("wanda");
    const auto unwanted = ask("sellers");
    const auto page = admin.get("/console/sign_ups");
    EXPECT_TRUE(has(page, "@wanda") && has(page, "@sellers") && has(page, "I live with it"));
    EXPECT_FALSE(has(page, "<script>alert"));
    EXPECT_EQ(send(path + to_string(wanted) + "/approve", {}).status, 303U);
    EXPECT_EQ(send(path + to_string(unwanted) + "/reject", {}).status, 303U);
    EXPECT_TRUE(exists("wanda"));
    EXPECT_FALSE(exists("sellers"));
    EXPECT_FALSE(has(admin.get("/console/sign_ups"), "@sellers"));
    EXPECT_EQ(send(path + to_string(unwanted) + "/approve", {}).status, 404U);
}

TEST_F(Console, APolicyIsSetFollowedAndForgotten)
{
    const auto trust = [](const char* host) { return site->app().trust.of(host); };
    EXPECT_EQ(trust("new.example"), peers::Trust::refused);
    EXPECT_EQ(
        send("/console/peers", {{"domain", " New.example "}, {"policy", "allow"}, {"reason", hostile}}).status, 303U
    );
    EXPECT_EQ(trust("new.example"), peers::Trust::allowed) << "the running server follows at once";
    const auto page = admin.get("/console/peers");
    EXPECT_TRUE(has(page, "<h3>new.example</h3>"));
    EXPECT_TRUE(has(page, "<li>stluke.example</li>"));
    EXPECT_FALSE(has(page, "<script>alert"));
    EXPECT_EQ(send("/console/peers/remove", {{"domain", "new.example"}}).status, 303U);
    EXPECT_EQ(trust("new.example"), peers::Trust::refused);
    EXPECT_EQ(send("/console/peers/remove", {{"domain", "new.example"}}).status, 404U);
    for (const auto* bad : {"", "https://new.example", "new.example/path", "two words"})
        EXPECT_EQ(send("/console/peers", {{"domain", bad}, {"policy", "allow"}}).status, 422U) << bad;
    EXPECT_EQ(send("/console/peers", {{"domain", "new.example"}, {"policy", "adore"}}).status, 422U);
}

TEST_F(Console, ListsOfServersComeAndGo)
{
    const auto answer = upload(
        "/console/peers/import",
        "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n"
        "Bad.example,suspend,true,true,\"sells \"\"cures\"\"\",false\n"
        "loud.example,silence,false,false,,false\n"
        "open.example,noop,false,false,,false\n"
        "not a domain,suspend,false,false,,false\n"
    );
    EXPECT_EQ(answer.status, 303U) << answer.body;
    const auto policies = in([](Transaction& tx) { return storage::peers::policies(tx); });
    ASSERT_EQ(policies.size(), 2U) << "Mastodon's noop does not open the allow-list";
    EXPECT_EQ(policies[0].domain + policies[0].policy + policies[0].reason, "bad.exampleblocksells \"cures\"");
    EXPECT_EQ(policies[1].domain + policies[1].policy, "loud.examplelimit");
    const auto exported = admin.get("/console/peers/export");
    EXPECT_EQ(exported.content_type, "text/csv; charset=utf-8");
    EXPECT_TRUE(has(exported, "bad.example,suspend,true,true,\"sells \"\"cures\"\"\",false\r\n")) << exported.body;
    EXPECT_TRUE(has(exported, "loud.example,silence,false,false,,false\r\n"));
    in([](Transaction& tx) { tx.exec_plain("DELETE FROM domain_policies"); });
    EXPECT_EQ(upload("/console/peers/import", exported.body).status, 303U) << "what goes out can come back";
    EXPECT_EQ(in([](Transaction& tx) { return storage::peers::policies(tx).size(); }), 2U);
    EXPECT_EQ(upload("/console/peers/import", "\"open").status, 422U);
    EXPECT_EQ(upload("/console/peers/import", "#domain,#severity\n").status, 422U);
}

TEST_F(Console, ACredentialIsTakenBack)
{
    const auto id = in([](Transaction& tx) {
        knowledge::CredentialForm form;
        form.role = "hcp";
        form.method = "staff roster";
        const auto subject = storage::accounts::find(tx, ann).value();
        auto& app = site->app();
        return knowledge::issue_credential(
                   tx, app.urls, app.keyring, site->runtime().instance_actor(), subject, form, app.clock.now()
        )
            .value()
            .id;
    });
    const auto asthma = in([](Transaction& tx) {
        const auto id = make_network(tx, {.username = "asthma", .title = "Asthma network", .stewards = {ann}}).id;
        auto row = storage::networks::find(tx, id).value();
        row.conditions = {"DOID:2841"};
        row.hashtag = "asthma";
        storage::networks::update(tx, row);
        return id;
    });
    const auto page = admin.get("/console/networks");
    EXPECT_TRUE(has(page, "Asthma network"));
    EXPECT_TRUE(has(page, "staff roster"));
    const auto preset = "/console/networks/" + to_string(asthma) + "/sensitive";
    EXPECT_EQ(send(preset, {{"on", "true"}}).status, 303U);
    const auto row = in([&](Transaction& tx) { return storage::networks::find(tx, asthma).value(); });
    EXPECT_TRUE(row.sensitive && row.local_only);
    EXPECT_TRUE(has(admin.get("/console/networks"), "Sensitive network"));
    const auto path = "/console/credentials/" + to_string(id) + "/revoke";
    EXPECT_TRUE(has(page, path));
    EXPECT_EQ(send(path, {}).status, 303U);
    EXPECT_FALSE(has(admin.get("/console/networks"), path));
    EXPECT_EQ(send(path, {}).status, 404U);
}

TEST_F(Console, SettingsAreShownWithoutPasswords)
{
    Site other([](app::Config& config) {
        config.database.url += " password='not for \\' eyes'";
        config.limits.status_characters = 777;
    });
    other.add_person("ada", password, "admin");
    Browser there(other);
    there.log_in("ada", password);
    const auto page = there.get("/console/settings");
    EXPECT_EQ(page.status, 200U);
    EXPECT_TRUE(has(page, "limits.status_characters</dt><dd><code>777</code> <strong>(not the default)</strong>"));
    EXPECT_TRUE(has(page, "password=***"));
    EXPECT_FALSE(has(page, "eyes"));
}

TEST_F(Console, SpeaksSpanishToWhomSpanishIsSpoken)
{
    in([](Transaction& tx) { tx.exec_plain("UPDATE users SET locale = 'es-MX' WHERE role = 'admin'"); });
    const auto page = admin.get("/console/reports");
    EXPECT_TRUE(has(page, "<html lang=\"es\">"));
    EXPECT_TRUE(has(page, "Denuncias"));
    EXPECT_TRUE(has(page, "No hay denuncias abiertas.") || has(page, "Denuncia "));
    in([](Transaction& tx) { tx.exec_plain("UPDATE users SET locale = 'en' WHERE role = 'admin'"); });
    EXPECT_TRUE(has(admin.get("/console/reports"), "<html lang=\"en\">"));
}

} // namespace
} // namespace rounds::test
