// Who may do what, written down for the hospital: deploy/ROLES.md is made from the tables of routes and compared with
// them, and whatever it says is refused is tried and refused. A new route changes the document or fails the test.
#include "admin/console/routes.hpp"
#include "server/admin_api/routes.hpp"
#include "server/api/routes.hpp"
#include "server/inbound/document_routes.hpp"
#include "server/inbound/routes.hpp"
#include "server/media/routes.hpp"
#include "server/oauth/routes.hpp"
#include "server/rounds_api/routes.hpp"
#include "server/streaming/routes.hpp"
#include "server/web/routes.hpp"
#include "tests/support/site.hpp"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>

namespace rounds::test {
namespace {

using app::Auth;
using app::Route;
using console::Least;

constexpr const char* password = "correct horse battery";
enum Role : std::size_t { anonymous, an_app, member, moderator, admin, roles };
using May = std::array<bool, roles>;

struct Row
{
    Route route{};
    May may{};
    std::string by;    ///< what proves who asks
    bool tried = true; ///< through the dispatcher of the test
};

struct Table
{
    std::string_view title;
    std::vector<Row> rows;
};

May from(Role least)
{
    May may{};
    for (std::size_t role = least; role < roles; ++role) may[role] = true;
    return may;
}

Row row_of(const Route& route)
{
    Row row;
    row.route = route;
    const auto token = route.scope.empty() ? std::string("token") : "token: " + std::string(route.scope);
    switch (route.auth) {
    case Auth::open:
        row.may = from(anonymous);
        break;
    case Auth::optional_user:
    case Auth::page:
        row.may = from(anonymous);
        row.by = "optional";
        break;
    case Auth::peer:
    case Auth::inbox:
        row.may = from(anonymous);
        row.by = "signature of a server";
        break;
    case Auth::app:
        row.may = from(an_app);
        row.by = token;
        break;
    case Auth::user:
    case Auth::stream:
        row.may = from(member);
        row.by = token;
        break;
    case Auth::session:
        row.may = from(member);
        row.by = "session";
        break;
    case Auth::admin:
        row.may = from(moderator);
        row.by = token;
        break;
    }
    return row;
}

std::string filled(std::string_view path)
{
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        out += path[i] == ':' ? '1' : path[i];
        if (path[i] == ':')
            while (i + 1 < path.size() && path[i + 1] != '/') ++i;
    }
    return out;
}

struct RoleMatrix : ::testing::Test
{
    Site site{[](app::Config& config) { config.limits.api_per_5min = 1'000'000; }};
    std::array<std::string, roles> tokens;
    std::array<Browser, roles> browsers{Browser(site), Browser(site), Browser(site), Browser(site), Browser(site)};

    void SetUp() override
    {
        constexpr auto all = "read write follow push profile admin:read admin:write";
        const std::pair<Role, const char*> people[] = {{member, "member"}, {moderator, "moderator"}, {admin, "admin"}};
        for (const auto& [role, name] : people) {
            const auto id = site.add_person(std::string("one_") + name, password, name);
            tokens[role] = site.add_token(id, all);
            ASSERT_EQ(browsers[role].log_in(std::string("one_") + name, password).status, 303U);
        }
        const auto app =
            json::parse(browsers[anonymous]
                            .post("/api/v1/apps", {{"client_name", "x"}, {"redirect_uris", "app://x"}, {"scopes", all}})
                            .body)
                .as_object();
        const Fields grant{
            {"grant_type", "client_credentials"},
            {"client_id", std::string(app.at("client_id").as_string())},
            {"client_secret", std::string(app.at("client_secret").as_string())},
            {"scope", all}
        };
        const auto made = json::parse(browsers[anonymous].post("/oauth/token", grant).body).as_object();
        tokens[an_app] = made.at("access_token").as_string().c_str();
    }

    unsigned status(const Row& row, std::size_t role)
    {
        const auto path = filled(row.route.path);
        const bool by_cookie = row.route.auth == Auth::session || row.route.auth == Auth::page;
        if (by_cookie)
            return row.route.method == http::Method::get ? browsers[role].get(path).status
                                                         : browsers[role].post(path, {}).status;
        Fields headers;
        if (!tokens[role].empty()) headers.emplace_back("Authorization", "Bearer " + tokens[role]);
        return site.send(make_request(row.route.method, path, headers)).status;
    }

    /// Some of staff's routes are for administrators alone; their handlers say so.
    void narrow(Row& row)
    {
        if (row.route.auth == Auth::admin) row.may[moderator] = status(row, moderator) != 403;
    }
    Table table(std::string_view title, std::span<const Route> routes)
    {
        Table made{title, {}};
        for (const auto& route : routes) {
            auto row = row_of(route);
            row.tried = title != "Streaming" && title != "Inboxes";
            if (row.tried) narrow(row);
            made.rows.push_back(std::move(row));
        }
        return made;
    }
    static Table console_table()
    {
        Table made{"Console", {}};
        for (std::size_t i = 0; i < console::routes().size(); ++i) {
            auto row = row_of(console::routes()[i]);
            const auto least = console::least_roles()[i];
            row.may = from(least == Least::admin ? admin : moderator);
            if (least == Least::break_glass) {
                row.may = {};
                row.by = "session, and the right of break-glass";
            }
            if (least == Least::safety_contact) row.by = "session, and a safety contact where some are named";
            made.rows.push_back(std::move(row));
        }
        return made;
    }
    std::vector<Table> tables()
    {
        return {
            table("Client API (Mastodon's)", api::routes()),
            table("Administration by API", admin_api::routes()),
            table("Knowledge (our own API)", rounds_api::routes()),
            table("Streaming", streaming::routes()),
            table("Log-in of apps", oauth::routes()),
            table("Pages", web::routes()),
            console_table(),
            table("Files", media::routes()),
            table("Documents for other servers", inbound::document_routes()),
            table("Inboxes", inbound::inbox_routes()),
        };
    }
};

std::string written(const std::vector<Table>& tables)
{
    std::ostringstream out;
    out << "# Who may do what\n\n"
           "Made from the tables of routes; a test compares it with them and tries what is refused. Nothing that is "
           "not here "
           "can be\ncalled, and nothing is open to a role that has no x. What a person may do with a single post, chat "
           "or "
           "account (whose it is,\nwho may see it) is decided below this: server/social/visibility, "
           "server/knowledge.\n\n"
           "With `accounts.staff_second_factor` moderators and administrators count as members until they have a "
           "second "
           "factor.\nAn x under App is for tokens of an app without a person.\n";
    for (const auto& table : tables) {
        out << "\n## " << table.title
            << "\n\n| | Anybody | App | Member | Moderator | Administrator | Proof |\n| --- | --- | --- | --- | --- | "
               "--- | --- |\n";
        for (const auto& row : table.rows) {
            out << "| " << http::to_string(row.route.method) << ' ' << row.route.path << " |";
            for (const bool may : row.may) out << (may ? " x |" : " |");
            out << ' ' << row.by << " |\n";
        }
    }
    return out.str();
}

TEST_F(RoleMatrix, IsTheDocumentInTheRepository)
{
    const auto text = written(tables());
    const auto file = std::filesystem::path(ROUNDS_SOURCE_DIR) / "deploy" / "ROLES.md";
    if (std::getenv("ROUNDS_UPDATE_ROLES") != nullptr) std::ofstream(file) << text; // NOLINT(concurrency-mt-unsafe)
    std::ifstream in(file);
    std::ostringstream kept;
    kept << in.rdbuf();
    EXPECT_TRUE(kept.str() == text) << "deploy/ROLES.md is not current: ROUNDS_UPDATE_ROLES=1 integration_tests "
                                       "--gtest_filter='RoleMatrix.*'";
}

TEST_F(RoleMatrix, RefusesWhateverItDoesNotAllow)
{
    std::size_t refused = 0;
    for (const auto& table : tables())
        for (const auto& row : table.rows)
            for (std::size_t role = 0; role < roles && row.tried; ++role) {
                // To pages an app's token is nothing: it is anybody.
                if (row.may[role] || (role == an_app && row.route.auth == Auth::session)) continue;
                const auto got = status(row, role);
                const bool hidden = table.title == "Console" && got == 404;
                EXPECT_TRUE(got == 401 || got == 403 || got == 303 || got == 422 || hidden)
                    << http::to_string(row.route.method) << ' ' << row.route.path << " answers " << got << " to role "
                    << role;
                ++refused;
            }
    EXPECT_GT(refused, 500U);
}

} // namespace
} // namespace rounds::test
