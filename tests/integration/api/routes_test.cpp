#include "server/api/routes.hpp"
#include "server/api/state.hpp"
#include "tests/integration/api/api_site.hpp"

#include <set>

namespace rounds::test {
namespace {

using app::Auth;
using http::Method;

class ApiRoutes : public ApiTest
{
};

/// "/api/v1/lists/:id" with the names filled in.
std::string filled(std::string_view path)
{
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (path[i] != ':') {
            out += path[i];
            continue;
        }
        out += '1';
        while (i + 1 < path.size() && path[i + 1] != '/') ++i;
    }
    return out;
}

TEST_F(ApiRoutes, EachNeedsATokenUnlessItIsOpen)
{
    auto nobody = ann->stranger();
    for (const auto& route : api::routes()) {
        if (route.auth == Auth::open || route.auth == Auth::optional_user) continue;
        const auto answer = nobody.ask(route.method, filled(route.path));
        EXPECT_EQ(answer.status, 401U) << route.path;
    }
}

TEST_F(ApiRoutes, EachNeedsItsScope)
{
    const auto token = site->add_token(ann->id, "nothing");
    for (const auto& route : api::routes()) {
        if (route.auth == Auth::open || route.scope.empty()) continue;
        const auto request = make_request(route.method, filled(route.path), {{"Authorization", "Bearer " + token}});
        EXPECT_EQ(site->send(request).status, 403U) << route.path;
    }
}

TEST_F(ApiRoutes, UpdatesAnswerPutAndPatch)
{
    std::set<std::string_view> put;
    std::set<std::string_view> patch;
    for (const auto& route : api::routes()) {
        if (route.method == Method::put) put.insert(route.path);
        if (route.method == Method::patch) patch.insert(route.path);
    }
    EXPECT_EQ(put, patch);
}

/// security.md N61: what belongs to one person is not found by another.
TEST_F(ApiRoutes, OthersThingsAreNotFound)
{
    const auto list = std::string(ann->post("/api/v1/lists", {{"title", "mine"}}).at("id").as_string());
    const auto filter = ann->post(
        "/api/v2/filters", {{"title", "f"}, {"context", {"home"}}, {"keywords_attributes", {{{"keyword", "word"}}}}}
    );
    const auto id = std::string(filter.at("id").as_string());
    const auto keyword = std::string(filter.at("keywords").at(0).at("id").as_string());
    for (const auto& target :
         {"/api/v1/lists/" + list,
          "/api/v1/lists/" + list + "/accounts",
          "/api/v1/timelines/list/" + list,
          "/api/v2/filters/" + id,
          "/api/v2/filters/" + id + "/keywords",
          "/api/v2/filters/keywords/" + keyword,
          "/api/v1/filters/" + keyword}) {
        EXPECT_EQ(ann->status_of(target), 200U) << target;
        EXPECT_EQ(bob->status_of(target), 404U) << target;
    }
    EXPECT_EQ(bob->ask(Method::del, "/api/v1/lists/" + list).status, 404U);
    EXPECT_EQ(bob->ask(Method::put, "/api/v2/filters/" + id, {{"title", "x"}}).status, 404U);
}

TEST_F(ApiRoutes, PeopleAreNotEnumerable)
{
    follow(*bob, *ann);
    const auto mine = ann->get("/api/v1/accounts/" + to_string(ann->id) + "/followers");
    EXPECT_EQ(ids_in(mine), (std::vector{to_string(bob->id)}));
    EXPECT_TRUE(bob->get("/api/v1/accounts/" + to_string(ann->id) + "/followers").as_array().empty());
    EXPECT_TRUE(ann->get("/api/v1/accounts/" + to_string(bob->id) + "/following").as_array().empty());
}

TEST_F(ApiRoutes, FamiliarFollowersAreThoseTheViewerKnowsAnyway)
{
    Phone me(*site, "familiar1");
    Phone friend_(*site, "familiar2");
    Phone idol(*site, "familiar3");
    follow(me, friend_);
    follow(friend_, me);
    follow(me, idol);
    follow(friend_, idol);
    const auto path =
        "/api/v1/accounts/familiar_followers?id[]=" + to_string(me.id) + "&id[]=" + to_string(idol.id) + "&id[]=7";
    const auto found = me.get(path).as_array();
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(ids_in(found[0].at("accounts")), (std::vector{to_string(friend_.id)})) << "who follows back";
    EXPECT_TRUE(found[1].at("accounts").as_array().empty()) << "friend's follows are friend's to tell";
}

TEST_F(ApiRoutes, FiltersNameWhatMatched)
{
    ann->post(
        "/api/v2/filters",
        {{"title", "hush"},
         {"context", {"home"}},
         {"keywords_attributes", {{{"keyword", "Quiet"}, {"whole_word", true}}}}}
    );
    const auto hit = bob->say("please be QUIET now");
    const auto miss = bob->say("disquieting");
    EXPECT_EQ(ann->get(unlimited_path(hit)).at("filtered").at(0).at("keyword_matches").at(0), "Quiet");
    EXPECT_TRUE(ann->get(unlimited_path(miss)).at("filtered").as_array().empty());
    EXPECT_TRUE(bob->get(unlimited_path(hit)).at("filtered").as_array().empty());
}

TEST_F(ApiRoutes, PagesFollowTheLinkHeader)
{
    Phone author(*site, "pager");
    std::vector<std::string> made;
    for (int i = 0; i < 7; ++i) made.push_back(author.say(std::to_string(i) + " #paging"));
    std::ranges::reverse(made);
    std::vector<std::string> seen;
    std::string target = "/api/v1/timelines/tag/PAGING?limit=3&local=true";
    std::string previous;
    while (!target.empty()) {
        const auto answer = author.ask(Method::get, target);
        for (const auto& id : ids_in(Phone::parsed(answer))) seen.push_back(id);
        const std::string link{answer.headers.get("Link")};
        if (link.empty()) break;
        const auto next = link.find(">; rel=\"next\"");
        const auto prev = link.find(">; rel=\"prev\"");
        ASSERT_NE(prev, std::string::npos) << link;
        if (next == std::string::npos) break;
        EXPECT_LT(next, prev);
        const std::string base = "<https://mercy.example";
        ASSERT_TRUE(link.starts_with(base)) << link;
        target = link.substr(base.size(), next - base.size());
        EXPECT_NE(target.find("local=true"), std::string::npos);
    }
    EXPECT_EQ(seen, made);
    EXPECT_EQ(
        ids_in(author.get("/api/v1/timelines/tag/paging?limit=2&min_id=" + made[5])), (std::vector{made[3], made[4]})
    );
    EXPECT_EQ(
        ids_in(author.get("/api/v1/timelines/tag/paging?limit=2&since_id=" + made[5])), (std::vector{made[0], made[1]})
    );
}

TEST_F(ApiRoutes, NotificationsAndContextCostAFixedNumberOfQueries)
{
    Phone person(*site, "counted");
    const auto root = person.say("root");
    bob->say("@counted one", "public", root);
    // The least of three: now and then a request also looks its token up.
    const auto least = [&](const std::string& target) {
        std::size_t queries = 1000;
        for (int i = 0; i < 3; ++i) {
            site->app().api->statuses.clear();
            queries = std::min(queries, queries_of([&] { person.get(target); }));
        }
        return queries;
    };
    const auto few = least("/api/v1/notifications?limit=80");
    const auto short_thread = least(unlimited_path(root, "/context"));
    for (int i = 0; i < 40; ++i) bob->say("@counted more", "public", root);
    EXPECT_EQ(least("/api/v1/notifications?limit=80"), few);
    EXPECT_EQ(least(unlimited_path(root, "/context")), short_thread);
    EXPECT_LE(few, 14U);
    EXPECT_LE(short_thread, 14U);
}

} // namespace
} // namespace rounds::test
