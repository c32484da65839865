#include "tests/integration/admin_api/admin_site.hpp"

#include <set>

namespace rounds::test {
namespace {

using http::Method;

class AdminAccounts : public AdminTest
{
};

std::string filled(std::string_view path)
{
    std::string out(path);
    for (auto at = out.find(":id"); at != std::string::npos; at = out.find(":id")) out.replace(at, 3, "1");
    return out;
}

TEST_F(AdminAccounts, RoutesAreForStaffWithTheScope)
{
    const auto plain = site->add_token(admin->id, "read write");
    std::size_t seen = 0;
    for (const auto& route : admin_api::routes()) {
        const auto path = filled(route.path);
        ++seen;
        EXPECT_EQ(route.auth, app::Auth::admin) << path;
        EXPECT_TRUE(route.scope.starts_with("admin:")) << path;
        EXPECT_EQ(site->send(make_request(route.method, path)).status, 401U) << path;
        EXPECT_EQ(ask_as(member_token, route.method, path).status, 403U) << path;
        EXPECT_EQ(ask_as(plain, route.method, path).status, 403U) << path;
        EXPECT_NE(ask_as(staff_token, route.method, path).status, 403U) << path;
    }
    EXPECT_GT(seen, 60U);
}

TEST_F(AdminAccounts, ModeratorsDoNotDecideOnServersBlocksAndDeletion)
{
    const std::set<std::string_view> for_admins{
        "domain_allows", "domain_blocks", "email_domain_blocks", "canonical_email_blocks", "ip_blocks"
    };
    for (const auto& route : admin_api::routes()) {
        const auto path = filled(route.path);
        auto resource = path.substr(path.find("/admin/") + 7);
        resource = resource.substr(0, resource.find('/'));
        const bool denied = for_admins.contains(resource) || (resource == "accounts" && route.method == Method::del);
        EXPECT_EQ(ask_as(moderator_token, route.method, path).status == 403U, denied) << path;
    }
}

TEST_F(AdminAccounts, AreFoundByWhatTheyAre)
{
    const auto named = [](const json::value& list) {
        std::set<std::string> names;
        for (const auto& one : list.as_array()) names.emplace(one.at("username").as_string());
        return names;
    };
    using Names = std::set<std::string>;
    EXPECT_EQ(named(get("/api/v1/admin/accounts?local=true")), (Names{"boss", "helper", "ann", "bob"}));
    EXPECT_EQ(named(get("/api/v1/admin/accounts?staff=true")), (Names{"boss", "helper"}));
    EXPECT_EQ(named(get("/api/v1/admin/accounts?email=ANN@mercy.example")), Names{"ann"});
    EXPECT_EQ(named(get("/api/v2/admin/accounts?username=bo&origin=local&status=active")), (Names{"boss", "bob"}));
    EXPECT_EQ(named(get("/api/v2/admin/accounts?role_ids[]=1")), Names{"helper"});
    EXPECT_EQ(named(get("/api/v2/admin/accounts?origin=remote")), Names{});
    const auto first = ask(Method::get, "/api/v2/admin/accounts?limit=1&origin=local");
    EXPECT_NE(first.headers.get("Link").find("max_id="), std::string_view::npos);
    const auto one = get(account(*ann));
    EXPECT_EQ(one.at("email"), "ann@mercy.example");
    EXPECT_EQ(one.at("role").at("id"), "-99");
    EXPECT_EQ(one.at("confirmed"), true);
    EXPECT_EQ(one.at("account").at("username"), "ann");
    EXPECT_EQ(ask(Method::get, "/api/v1/admin/accounts/1").status, 404U);
}

/// Each action shows, is told to its holder, takes effect, is taken back, and leaves its entries.
TEST_F(AdminAccounts, AreLimitedAndSetFree)
{
    struct Row
    {
        std::string action;
        std::string undo;
        std::string flag;
    };
    for (const auto& row :
         {Row{"sensitive", "unsensitive", "sensitized"},
          Row{"silence", "unsilence", "silenced"},
          Row{"disable", "enable", "disabled"},
          Row{"suspend", "unsuspend", "suspended"}}) {
        Phone carl(*site, "carl_" + row.action);
        const auto before = audited("account." + row.action);
        EXPECT_EQ(post(account(carl, "/action"), {{"type", row.action}, {"text", "why"}}), json::value(json::object{}));
        EXPECT_EQ(get(account(carl)).at(row.flag), true) << row.action;
        EXPECT_EQ(audited("account." + row.action), before + 1);
        const bool barred = row.action == "disable" || row.action == "suspend";
        EXPECT_EQ(carl.status_of("/api/v1/accounts/verify_credentials"), barred ? 401U : 200U) << row.action;
        EXPECT_EQ(post(account(carl, "/" + row.undo)).at(row.flag), false) << row.action;
        EXPECT_EQ(carl.status_of("/api/v1/accounts/verify_credentials"), 200U) << row.action << " is taken back";
        EXPECT_EQ(
            number(
                "SELECT count(*) FROM notifications WHERE kind = 'moderation_warning' AND account_id = " +
                to_string(carl.id)
            ),
            1
        );
        EXPECT_EQ(
            number(
                "SELECT count(*) FROM audit_log WHERE action = 'account.lift' AND rule = '" + row.action +
                "' AND target_id = " + to_string(carl.id)
            ),
            1
        );
    }
}

TEST_F(AdminAccounts, SensitiveOnesShowTheirPostsSo)
{
    Phone dora(*site, "dora");
    const auto post_id = dora.say("a picture");
    EXPECT_EQ(ann->get("/api/v1/statuses/" + post_id).at("sensitive"), false);
    (void)post(account(dora, "/action"), {{"type", "sensitive"}});
    site->read_events();
    EXPECT_EQ(ann->get("/api/v1/statuses/" + post_id).at("sensitive"), true);
    (void)post(account(dora, "/unsensitive"));
    site->read_events();
    EXPECT_EQ(ann->get("/api/v1/statuses/" + post_id).at("sensitive"), false);
}

TEST_F(AdminAccounts, NobodyActsOnEqualsOrThemselves)
{
    const json::value order{{"type", "silence"}};
    EXPECT_EQ(ask(Method::post, account(*admin, "/action"), order).status, 403U);
    EXPECT_EQ(ask_as(moderator_token, Method::post, account(*admin, "/action"), order).status, 403U);
    EXPECT_EQ(ask_as(moderator_token, Method::post, account(*moderator, "/action"), order).status, 403U);
    EXPECT_EQ(ask_as(moderator_token, Method::post, account(*bob, "/action"), order).status, 200U);
    EXPECT_EQ(ask_as(moderator_token, Method::post, account(*bob, "/unsilence")).status, 200U);
    EXPECT_EQ(ask(Method::post, account(*bob, "/action"), json::value{{"type", "shout"}}).status, 422U);
}

TEST_F(AdminAccounts, WarningsAreNotificationsWithTheirWords)
{
    Phone erin(*site, "erin");
    for (const auto* text : {"first", "second"})
        (void)post(account(erin, "/action"), {{"type", "none"}, {"text", text}});
    const auto told = erin.get("/api/v1/notifications?types[]=moderation_warning");
    ASSERT_EQ(told.as_array().size(), 2U);
    const auto& warning = told.at(0).at("moderation_warning");
    EXPECT_EQ(warning.at("action"), "none");
    EXPECT_EQ(warning.at("text"), "second");
    EXPECT_EQ(warning.at("appeal"), nullptr);
    EXPECT_EQ(told.at(0).at("account").at("username"), "instance.actor") << "whoever decided is not told";
    const auto grouped = erin.get("/api/v2/notifications?types[]=moderation_warning");
    EXPECT_EQ(grouped.at("notification_groups").at(0).at("moderation_warning").at("text"), "second");
}

TEST_F(AdminAccounts, AskForAPseudonymByWhatAppsKnowAsAWarning)
{
    Phone gwen(*site, "gwen");
    const auto before = audited("account.pseudonym");
    (void)post(account(gwen, "/action"), {{"type", "pseudonym"}, {"text", "Your street is known."}});
    EXPECT_EQ(audited("account.pseudonym"), before + 1);
    const auto told = gwen.get("/api/v1/notifications?types[]=moderation_warning");
    ASSERT_EQ(told.as_array().size(), 1U);
    const auto& warning = told.at(0).at("moderation_warning");
    EXPECT_EQ(warning.at("action"), "none");
    EXPECT_NE(warning.at("text").as_string().find("pseudonym"), json::string::npos);
    EXPECT_NE(warning.at("text").as_string().find("Your street is known."), json::string::npos);
    EXPECT_EQ(gwen.ask(Method::post, "/api/v1/statuses", {{"status", "hello"}}).status, 403U);
}

TEST_F(AdminAccounts, DeletesOnlyWhatIsSuspended)
{
    Phone fred(*site, "fred");
    EXPECT_EQ(ask(Method::del, account(fred)).status, 403U);
    (void)post(account(fred, "/action"), {{"type", "suspend"}});
    EXPECT_EQ(ask(Method::del, account(fred)).status, 200U);
    EXPECT_EQ(ask(Method::get, account(fred)).status, 404U);
    EXPECT_EQ(number("SELECT count(*) FROM jobs WHERE payload ->> 'what' = 'account_deleted'"), 1);
    EXPECT_EQ(audited("account.delete"), 1);
}

TEST_F(AdminAccounts, LetInOrTurnAwayWhoAsks)
{
    sql("INSERT INTO sign_ups (username, email, password_hash, reason, must_confirm, must_approve) VALUES "
        "('gina', 'gina@mail.example', 'x', 'I have asthma', false, true), "
        "('hugo', 'hugo@mail.example', 'x', '', false, true)");
    const auto waiting = get("/api/v2/admin/accounts?status=pending");
    ASSERT_EQ(waiting.as_array().size(), 2U);
    EXPECT_EQ(get("/api/v1/admin/accounts?pending=true").as_array().size(), 2U);
    const auto& hugo = waiting.at(0);
    const auto& gina = waiting.at(1);
    EXPECT_EQ(gina.at("invite_request"), "I have asthma");
    EXPECT_EQ(gina.at("approved"), false);
    const auto path = "/api/v1/admin/accounts/";
    EXPECT_EQ(get(path + id_of(gina)).at("username"), "gina");
    const auto made = post(path + id_of(gina) + "/approve");
    EXPECT_EQ(made.at("approved"), true);
    EXPECT_NE(id_of(made), id_of(gina)) << "of the account";
    EXPECT_EQ(post(path + id_of(hugo) + "/reject").at("username"), "hugo");
    EXPECT_TRUE(get("/api/v2/admin/accounts?status=pending").as_array().empty());
    EXPECT_EQ(ask(Method::post, path + id_of(hugo) + "/approve").status, 404U);
    EXPECT_EQ(audited("sign_up.approve") + audited("sign_up.reject"), 2);
}

} // namespace
} // namespace rounds::test
