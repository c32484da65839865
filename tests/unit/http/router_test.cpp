#include "server/http/router.hpp"

#include <gtest/gtest.h>

namespace rounds::http {
namespace {

using Kind = Router::Match::Kind;
using enum Method;

Router make_router()
{
    return Router{{
        {get, "/"},                             // 0
        {get, "/api/v1/accounts/:id"},          // 1
        {get, "/api/v1/accounts/lookup"},       // 2
        {get, "/api/v1/accounts/:id/statuses"}, // 3
        {post, "/api/v1/accounts/:id/follow"},  // 4
        {del, "/api/v1/accounts/:id"},          // 5
        {get, "/@:name"},                       // 6
        {get, "/@:name/:status"},               // 7
        {get, "/:page"},                        // 8
        {get, "/api/v1/lists/:list/accounts"},  // 9
        {head, "/api/v1/accounts/lookup"},      // 10
        {get, "/tags/:tag"},                    // 11
    }};
}

struct Found
{
    std::string_view path;
    std::size_t row;
    std::string first; ///< value of the first name
};

TEST(Router, FindsRows)
{
    const auto router = make_router();
    for (const auto& [path, row, first] : std::vector<Found>{
             {"/", 0, ""},
             {"/api/v1/accounts/12", 1, "12"},
             {"/api/v1/accounts/12/", 1, "12"},
             {"/api/v1/accounts/lookup", 2, ""},
             {"/api/v1/accounts/lookup/statuses", 3, "lookup"},
             {"/@ann", 6, "ann"},
             {"/@ann@mercy.example/3", 7, "ann@mercy.example"},
             {"/about", 8, "about"},
             {"/@", 8, "@"},
             {"/tags/kr%C3%A4utertee", 11, "kr\xc3\xa4utertee"},
             {"/tags/a%2Fb", 11, "a/b"},
             {"/tags/a+b", 11, "a+b"},
         }) {
        const auto match = router.match(get, path);
        ASSERT_EQ(match.kind, Kind::found) << path;
        EXPECT_EQ(match.index, row) << path;
        EXPECT_EQ(match.params.empty() ? "" : match.params.front().second, first) << path;
    }
    const auto two = router.match(get, "/@ann/3").params;
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[0].first, "name");
    EXPECT_EQ(two[1], (std::pair<std::string_view, std::string>{"status", "3"}));
}

TEST(Router, UnknownPathsAreUnknown)
{
    const auto router = make_router();
    for (const std::string_view path :
         {"/api/v1",
          "/api/v1/accounts",
          "/api/v1/accounts//statuses",
          "/api/v1/accounts/12/statuses/more",
          "/API/v1/accounts/12",
          "/api/v1/accounts/12.json/x",
          "/tags/%00",
          "/tags/%zz",
          "/tags/%",
          "/tags/%ff",
          "//",
          "/a/../api/v1/accounts/12"})
        EXPECT_EQ(router.match(get, path).kind, Kind::unknown) << path;
    EXPECT_EQ(router.match(get, "/" + std::string(100'000, '/')).kind, Kind::unknown);
}

TEST(Router, TellsWhichMethodsThePathHas)
{
    const auto router = make_router();
    const auto match = router.match(put, "/api/v1/accounts/12");
    EXPECT_EQ(match.kind, Kind::wrong_method);
    EXPECT_EQ(match.allowed, (std::vector<Method>{get, del}));
    EXPECT_EQ(router.match(get, "/api/v1/accounts/12/follow").kind, Kind::wrong_method);
    // The literal row has no DELETE, the named one has.
    const auto named = router.match(del, "/api/v1/accounts/lookup");
    EXPECT_EQ(named.kind, Kind::found);
    EXPECT_EQ(named.index, 5U);
}

TEST(Router, HeadFindsItsOwnRowThenGet)
{
    const auto router = make_router();
    EXPECT_EQ(router.match(head, "/api/v1/accounts/lookup").index, 10U);
    EXPECT_EQ(router.match(head, "/api/v1/accounts/12").index, 1U);
    EXPECT_EQ(router.match(head, "/api/v1/accounts/12/follow").kind, Kind::wrong_method);
}

} // namespace
} // namespace rounds::http
