// The level of Mastodon's API that instances name is a promise: clients then call what belongs to it without asking
// again (client-api.md section 6). tests/fixtures/mastodon/api_levels.tsv lists what Mastodon's documentation says each
// level brought, and the tests that show it here.
#include "server/api/routes.hpp"
#include "server/entities/instance.hpp"
#include "storage/base/text.hpp"
#include "tests/support/test_names.hpp"

#include <algorithm>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <vector>

namespace rounds::api {
namespace {

using enum http::Method;

struct Door
{
    int level;
    http::Method method;
    std::string_view path;
};

/// What a client calls without asking again once it read the level (client-api.md section 6).
constexpr Door doors[] = {
    {1, get, "/api/v1/timelines/link"},
    {2, get, "/api/v2/notifications"},
    {2, get, "/api/v2/notifications/policy"},
    {2, get, "/api/v1/notifications/requests"},
    {4, del, "/api/v1/media/:id"},
    {6, post, "/api/v1/accounts/:id/endorse"},
    {6, get, "/api/v1/accounts/:id/endorsements"},
    {6, post, "/api/v1/tags/:name/feature"},
    {7, get, "/api/v1/statuses/:id/quotes"},
    {7, post, "/api/v1/statuses/:id/quotes/:quoting_status_id/revoke"},
    {7, put, "/api/v1/statuses/:id/interaction_policy"},
    {8, get, "/api/v1/profile"},
    {8, patch, "/api/v1/profile"},
    {8, put, "/api/v1/profile"},
    {8, get, "/api/v1/annual_reports/:year/state"},
    {10, get, "/api/v1/collections/:id"},
    {10, get, "/api/v1/accounts/:account_id/collections"},
    {10, get, "/api/v1/accounts/:account_id/in_collections"},
    {10, post, "/api/v1/collections"},
    {10, patch, "/api/v1/collections/:id"},
    {10, del, "/api/v1/collections/:id"},
    {10, post, "/api/v1/collections/:collection_id/items"},
    {10, del, "/api/v1/collections/:collection_id/items/:id"},
    {10, post, "/api/v1/collections/:collection_id/items/:id/revoke"},
};

bool is_served(const Door& door)
{
    return std::ranges::any_of(routes(), [&](const app::Route& route) {
        return route.method == door.method && route.path == door.path;
    });
}

struct Change
{
    int level = 0;
    std::string what;
    std::vector<std::string> tests;
};

std::vector<Change> changes()
{
    std::ifstream file(ROUNDS_SOURCE_DIR "/tests/fixtures/mastodon/api_levels.tsv");
    std::vector<Change> all;
    std::string line;
    std::getline(file, line); // names of the columns
    while (std::getline(file, line)) {
        const auto cells = text::split(line, '\t');
        if (cells.size() != 3) throw std::runtime_error("api_levels.tsv: " + line);
        Change change{.level = std::stoi(std::string(cells[0])), .what = std::string(cells[1]), .tests = {}};
        for (const auto test : text::split(cells[2], ';')) change.tests.emplace_back(test);
        all.push_back(std::move(change));
    }
    return all;
}

TEST(ApiLevel, IsNoHigherThanWhatIsServed)
{
    for (const auto& door : doors) EXPECT_EQ(is_served(door), door.level <= entities::api_level) << door.path;
}

TEST(ApiLevel, EachChangeHasItsTests)
{
    const auto known = test::google_tests();
    std::set<int> levels;
    for (const auto& change : changes()) {
        levels.insert(change.level);
        EXPECT_FALSE(change.tests.empty()) << change.what;
        for (const auto& test : change.tests)
            EXPECT_TRUE(known.contains(test)) << change.what << ": there is no test " << test;
    }
    for (int level = 1; level <= entities::api_level; ++level)
        EXPECT_TRUE(levels.contains(level)) << "nothing shows level " << level;
    EXPECT_EQ(*levels.rbegin(), entities::api_level) << "a level that is shown and not named";
}

} // namespace
} // namespace rounds::api
