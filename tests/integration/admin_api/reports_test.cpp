#include "tests/integration/admin_api/admin_site.hpp"

namespace rounds::test {
namespace {

using http::Method;

class AdminReports : public AdminTest
{
protected:
    static std::string report_about(const Phone& target, const std::vector<std::string>& posts = {})
    {
        json::object form{{"account_id", to_string(target.id)}, {"comment", "Please look"}};
        json::array ids;
        for (const auto& id : posts) ids.emplace_back(id);
        form["status_ids"] = std::move(ids);
        return id_of(ann->post("/api/v1/reports", form));
    }
    static std::string path(const std::string& id, const std::string& rest = "")
    {
        return "/api/v1/admin/reports/" + id + rest;
    }
};

TEST_F(AdminReports, AreWorkedOff)
{
    const auto id = report_about(*bob, {bob->say("unkind")});
    const auto listed = get("/api/v1/admin/reports");
    EXPECT_EQ(id_of(listed.at(0)), id);
    const auto one = get(path(id));
    EXPECT_EQ(one.at("comment"), "Please look");
    EXPECT_EQ(one.at("account").at("username"), "ann");
    EXPECT_EQ(one.at("target_account").at("username"), "bob");
    EXPECT_EQ(one.at("statuses").as_array().size(), 1U);
    EXPECT_EQ(one.at("assigned_account"), nullptr);

    EXPECT_EQ(post(path(id, "/assign_to_self")).at("assigned_account").at("username"), "boss");
    EXPECT_EQ(post(path(id, "/unassign")).at("assigned_account"), nullptr);
    const auto changed = Phone::parsed(ask(Method::put, path(id), json::value{{"rule_ids", json::array{"2"}}}));
    EXPECT_EQ(changed.at("category"), "violation");
    EXPECT_EQ(changed.at("rules").at(0).at("text"), "Keep names out");
    EXPECT_EQ(ask(Method::put, path(id), json::value{{"rule_ids", json::array{"3"}}}).status, 422U);
    EXPECT_EQ(ask(Method::put, path(id), json::value{{"category", "hm"}}).status, 422U);
    const auto resolved = post(path(id, "/resolve"));
    EXPECT_EQ(resolved.at("action_taken"), true);
    EXPECT_EQ(resolved.at("action_taken_by_account").at("username"), "boss");
    EXPECT_EQ(id_of(get("/api/v1/admin/reports?resolved=true").at(0)), id);
    EXPECT_EQ(post(path(id, "/reopen")).at("action_taken"), false);
    EXPECT_EQ(ask(Method::post, path("1", "/resolve")).status, 404U);
    for (const auto* action : {"assign", "unassign", "update", "resolve", "reopen"})
        EXPECT_EQ(
            number(
                "SELECT count(*) FROM audit_log WHERE related_id IS NULL AND target_id = " + id +
                " AND action = 'report." + action + "'"
            ),
            1
        ) << action;
    (void)post(path(id, "/resolve"));
}

/// What was sent to the reporter may be looked at in its report, and that is noted; it shows nowhere else.
TEST_F(AdminReports, ShowWhatTheReporterSaw)
{
    const auto id = report_about(*bob, {bob->say("@ann just you", "direct")});
    const auto before = audited("report.read");
    EXPECT_TRUE(
        get("/api/v1/admin/reports?target_account_id=" + to_string(bob->id)).at(0).at("statuses").as_array().empty()
    );
    EXPECT_EQ(audited("report.read"), before);
    EXPECT_EQ(get(path(id)).at("statuses").as_array().size(), 1U);
    EXPECT_EQ(audited("report.read"), before + 1);
    EXPECT_EQ(number("SELECT count(*) FROM audit_log WHERE target_id = " + id + " AND actor_id IS NULL"), 0);
    (void)post(path(id, "/resolve"));
}

TEST_F(AdminReports, AreSettledByWhatIsDone)
{
    Phone nina(*site, "nina");
    const auto first = report_about(nina);
    const auto second = report_about(nina);
    const auto third = report_about(nina);
    (void)post(account(nina, "/action"), {{"type", "none"}, {"report_id", first}, {"text", "Mind your words"}});
    EXPECT_EQ(get(path(first)).at("action_taken"), true);
    EXPECT_EQ(get(path(second)).at("action_taken"), false) << "a warning settles the one it came from";
    (void)post(account(nina, "/action"), {{"type", "silence"}, {"report_id", second}});
    EXPECT_EQ(get(path(second)).at("action_taken"), true);
    EXPECT_EQ(get(path(third)).at("action_taken"), true);
    EXPECT_EQ(
        ask(Method::post, account(*bob, "/action"), json::value{{"type", "none"}, {"report_id", first}}).status, 422U
    ) << "it is about somebody else";
}

class AdminAppeals : public AdminTest
{
protected:
    static Browser logged_in(const std::string& name)
    {
        Browser browser(*site);
        EXPECT_EQ(browser.log_in(name, "correct horse battery").status, 303U);
        return browser;
    }
    static std::string strike_of(Phone& one)
    {
        const auto told = one.get("/api/v1/notifications?types[]=moderation_warning");
        return id_of(told.at(0).at("moderation_warning"));
    }
    static http::Response appeal(Browser& browser, const std::string& strike, const std::string& text)
    {
        const auto action = "/settings/strikes/" + strike + "/appeal";
        auto fields = hidden_inputs(browser.get("/settings/strikes"), action);
        fields.emplace_back("text", text);
        return browser.post(action, fields);
    }
};

TEST_F(AdminAppeals, TakeBackWhatWasDecided)
{
    Phone olga(*site, "olga");
    (void)post(account(olga, "/action"), {{"type", "silence"}, {"text", "Too loud"}});
    auto browser = logged_in("olga");
    const auto page = browser.get("/settings/strikes");
    EXPECT_NE(page.body.find("Too loud"), std::string::npos);
    const auto strike = strike_of(olga);
    EXPECT_EQ(appeal(browser, strike, "  ").status, 422U);
    EXPECT_EQ(appeal(browser, strike, "I was quoting").status, 303U);
    EXPECT_NE(browser.get("/settings/strikes").body.find("waits for an answer"), std::string::npos);
    EXPECT_EQ(
        olga.get("/api/v1/notifications?types[]=moderation_warning")
            .at(0)
            .at("moderation_warning")
            .at("appeal")
            .at("state"),
        "pending"
    );
    const auto open = get("/api/v1/admin/appeals");
    ASSERT_EQ(open.as_array().size(), 1U);
    EXPECT_EQ(open.at(0).at("text"), "I was quoting");
    const auto path = "/api/v1/admin/appeals/" + id_of(open.at(0));
    EXPECT_EQ(post(path + "/approve").at("state"), "approved");
    EXPECT_EQ(get(account(olga)).at("silenced"), false);
    EXPECT_EQ(ask(Method::post, path + "/reject").status, 404U) << "decided";
    EXPECT_NE(browser.get("/settings/strikes").body.find("taken back"), std::string::npos);
    EXPECT_EQ(audited("appeal.approve"), 1);
}

TEST_F(AdminAppeals, MayBeRejectedAndAreOfTheHolderInTime)
{
    Phone pete(*site, "pete");
    (void)post(account(pete, "/action"), {{"type", "silence"}});
    auto browser = logged_in("pete");
    const auto strike = strike_of(pete);
    const auto action = "/settings/strikes/" + strike + "/appeal";
    auto fields = hidden_inputs(browser.get("/settings/strikes"), action);
    fields.emplace_back("text", "Not me");
    auto other = logged_in("ann");
    EXPECT_EQ(other.post(action, fields).status, 403U) << "another's token";
    sql("UPDATE strikes SET created_at = now() - interval '21 days' WHERE id = " + strike);
    EXPECT_EQ(browser.post(action, fields).status, 422U) << "too late";
    sql("UPDATE strikes SET created_at = now() - interval '19 days' WHERE id = " + strike);
    EXPECT_EQ(browser.post(action, fields).status, 303U);
    EXPECT_EQ(browser.post(action, fields).status, 422U) << "once";
    const auto open = get("/api/v1/admin/appeals");
    (void)post("/api/v1/admin/appeals/" + id_of(open.at(0)) + "/reject");
    EXPECT_EQ(get(account(pete)).at("silenced"), true);
    EXPECT_NE(browser.get("/settings/strikes?lang=es").body.find("fue rechazada"), std::string::npos);
}

} // namespace
} // namespace rounds::test
