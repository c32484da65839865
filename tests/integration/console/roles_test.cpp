#include "admin/console/routes.hpp"
#include "server/app/tokens.hpp"
#include "tests/integration/console/console_page.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <gtest/gtest.h>
#include <set>

namespace rounds::test {
namespace {

using console::Least;
using http::Method;
using storage::Transaction;

/// What a hospital wants decided by administrators alone, written down a second time: the table of routes has to agree.
const std::set<std::string> for_admins{
    "GET /console/accounts/:id/delete",
    "POST /console/accounts/:id/delete",
    "GET /console/blocks",
    "POST /console/blocks/mails",
    "POST /console/blocks/mails/:id/remove",
    "POST /console/blocks/addresses",
    "POST /console/blocks/addresses/:id/remove",
    "GET /console/rosters",
    "POST /console/rosters/changes/:id",
    "GET /console/audit",
    "GET /console/peers",
    "POST /console/peers",
    "POST /console/peers/remove",
    "GET /console/peers/export",
    "POST /console/peers/import",
    "GET /console/networks",
    "POST /console/credentials/:id/revoke",
    "GET /console/incidents",
    "POST /console/incidents",
    "GET /console/incidents/:id",
    "POST /console/incidents/:id",
    "POST /console/incidents/:id/told",
    "POST /console/incidents/:id/close",
    "POST /console/incidents/:id/posts",
    "GET /console/incidents/:id/letters/:whom",
    "GET /console/received",
    "POST /console/networks/:id/sensitive",
    "GET /console/settings",
};

std::string name_of(const app::Route& route)
{
    return std::string(http::to_string(route.method)) + " " + std::string(route.path);
}

std::string path_of(const app::Route& route)
{
    std::string path(route.path);
    if (const auto at = path.find(":id"); at != std::string::npos) path.replace(at, 3, "1");
    return path;
}

class ConsoleRoles : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site;
        site->add_person("mia", password);
        site->add_person("mo", password, "moderator");
        site->add_person("ada", password, "admin");
    }
    static void TearDownTestSuite()
    {
        delete site;
        site = nullptr;
    }

    /// The status by which the route answers a form that is ours.
    static unsigned call(Browser& browser, const app::Route& route, const std::string& token)
    {
        if (route.method == Method::get) return browser.get(path_of(route)).status;
        return browser.post(path_of(route), {{"form_token", token}, {"decision", "keep"}}).status;
    }
    static std::string token_of(Browser& browser) { return input_value(browser.get("/settings"), "form_token"); }

    static inline Site* site = nullptr;
};

TEST_F(ConsoleRoles, StrangersAreSentToTheLogIn)
{
    Browser stranger(*site);
    for (const auto& route : console::routes()) {
        const auto answer =
            route.method == Method::get ? stranger.get(path_of(route)) : stranger.post(path_of(route), {});
        EXPECT_EQ(answer.status, 303U) << name_of(route);
        EXPECT_TRUE(answer.headers.get("Location").starts_with("/auth/sign_in")) << name_of(route);
    }
}

TEST_F(ConsoleRoles, MembersFindNothing)
{
    Browser member(*site);
    member.log_in("mia", password);
    const auto token = token_of(member);
    for (const auto& route : console::routes()) EXPECT_EQ(call(member, route, token), 404U) << name_of(route);
    EXPECT_EQ(member.get("/").body.find("/console"), std::string::npos);
}

TEST_F(ConsoleRoles, ModeratorsMayWhatIsNotForAdministratorsAlone)
{
    Browser moderator(*site);
    moderator.log_in("mo", password);
    const auto token = token_of(moderator);
    std::set<std::string> refused;
    for (const auto& route : console::routes())
        if (call(moderator, route, token) == 403) refused.insert(name_of(route));
    EXPECT_EQ(refused, for_admins);
    const auto page = moderator.get("/console");
    EXPECT_EQ(page.status, 200U);
    EXPECT_EQ(page.body.find("/console/peers"), std::string::npos) << "what one may not do is not offered";
    EXPECT_NE(moderator.get("/").body.find("href=\"/console\""), std::string::npos);
}

TEST_F(ConsoleRoles, AdministratorsMayAll)
{
    Browser admin(*site);
    admin.log_in("ada", password);
    const auto token = token_of(admin);
    for (const auto& route : console::routes()) EXPECT_NE(call(admin, route, token), 403U) << name_of(route);
}

TEST_F(ConsoleRoles, EveryRouteSaysWhoMayUseIt)
{
    ASSERT_EQ(console::routes().size(), console::least_roles().size());
    for (std::size_t i = 0; i < console::routes().size(); ++i) {
        const auto& route = console::routes()[i];
        EXPECT_EQ(route.auth, app::Auth::session) << name_of(route);
        EXPECT_EQ(console::least_roles()[i] == Least::admin, for_admins.contains(name_of(route))) << name_of(route);
    }
}

TEST_F(ConsoleRoles, FormsOfOthersAreRefused)
{
    Browser admin(*site);
    admin.log_in("ada", password);
    const auto token = token_of(admin);
    for (const auto& route : console::routes()) {
        if (route.method != Method::post) continue;
        EXPECT_EQ(admin.post(path_of(route), {}).status, 403U) << name_of(route) << " without a token";
        EXPECT_EQ(admin.post(path_of(route), {{"form_token", "x" + token}}).status, 403U) << name_of(route);
        EXPECT_EQ(
            admin.post(path_of(route), {{"form_token", token}}, {{"Origin", "https://evil.example"}}).status, 403U
        ) << name_of(route);
    }
}

TEST_F(ConsoleRoles, StaffIsLoggedOutAfterAQuarterOfAnHour)
{
    Browser moderator(*site);
    moderator.log_in("mo", password);
    const auto idle = [&](const char* ago) {
        site->db().transact_blocking([&](Transaction& tx) {
            tx.exec_plain(std::string("UPDATE sessions SET last_used_at = now() - interval '") + ago + "'");
        });
        site->app().tokens.forget_all(); // kept for a second
        return moderator.get("/console").status;
    };
    EXPECT_EQ(idle("14 minutes"), 200U);
    EXPECT_EQ(idle("16 minutes"), 303U);
}

TEST_F(ConsoleRoles, WithoutTheSecondFactorStaffIsNoStaff)
{
    Site strict([](app::Config& config) { config.accounts.staff_second_factor = true; });
    strict.add_person("ada", password, "admin");
    Browser admin(strict);
    admin.log_in("ada", password);
    EXPECT_EQ(admin.get("/settings").status, 200U);
    EXPECT_EQ(admin.get("/console").status, 404U);
}

} // namespace
} // namespace rounds::test
