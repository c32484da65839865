#include "server/api/routes.hpp"
#include "server/entities/instance.hpp"

#include <algorithm>
#include <gtest/gtest.h>

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

TEST(ApiLevel, IsNoHigherThanWhatIsServed)
{
    for (const auto& door : doors) EXPECT_EQ(is_served(door), door.level <= entities::api_level) << door.path;
}

} // namespace
} // namespace rounds::api
