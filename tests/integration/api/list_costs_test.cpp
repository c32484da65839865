// Issue "A patient's Mastodon app feels at home": what an answer costs does not depend on how long it is. Every GET of
// the client API is asked with five and with forty of everything; those that tell of no list say so by name, so a
// new route cannot be forgotten.

#include "tests/integration/api/list_stage.hpp"

#include <map>
#include <set>

namespace rounds::test {
namespace {

using http::Method;

/// The length of the longest array in an answer.
std::size_t longest_list(const json::value& value)
{
    std::size_t longest = 0;
    if (const auto* object = value.if_object())
        for (const auto& [key, inner] : *object) longest = std::max(longest, longest_list(inner));
    if (const auto* array = value.if_array()) {
        longest = array->size();
        for (const auto& inner : *array) longest = std::max(longest, longest_list(inner));
    }
    return longest;
}

/// What is added to the path where the route lists nothing by itself. Others get the longest page that there is.
const std::map<std::string, std::string, std::less<>> queries{
    {"/api/v1/accounts", "?{people}"},
    {"/api/v1/accounts/relationships", "?{people}"},
    {"/api/v1/accounts/familiar_followers", "?{people}"},
    {"/api/v1/accounts/search", "?q=person&limit=80"},
    {"/api/v1/statuses", "?{posts}"},
    {"/api/v1/peers/search", "?q=peer"},
    {"/api/v1/domain_blocks/preview", "?domain=peer1.example"},
    {"/api/v1/timelines/link", "?url=https://news.example/walking&limit=40"},
    {"/api/v1/accounts/lookup", "?acct=person1"},
    {"/api/v2/search", "?q=walking&limit=40"},
    {"/api/v1/notifications/requests", "?limit=80"},
    {"/api/v1/markers", "?timeline[]=home&timeline[]=notifications"},
    {"/api/oembed", "?url=https://mercy.example/@ann/{post}"},
};

/// They tell of one thing, or of lists that no use of the server makes longer (rules, languages, keys of one account).
const std::set<std::string, std::less<>> of_one_thing{
    "/.well-known/change-password",
    "/api/oembed",
    "/api/v1/accounts/:id",
    "/api/v1/accounts/:id/identity_proofs",
    "/api/v1/accounts/lookup",
    "/api/v1/accounts/verify_credentials",
    "/api/v1/annual_reports",
    "/api/v1/annual_reports/:year/state",
    "/api/v1/domain_blocks/preview",
    "/api/v1/emails/check_confirmation",
    "/api/v1/featured_tags/suggestions", // ten at most
    "/api/v1/filters/:id",
    "/api/v1/instance",
    "/api/v1/instance/activity", // twelve weeks
    "/api/v1/instance/extended_description",
    "/api/v1/instance/languages",
    "/api/v1/instance/privacy_policy",
    "/api/v1/instance/rules",
    "/api/v1/instance/terms_of_service",
    "/api/v1/instance/terms_of_service/:date",
    "/api/v1/instance/translation_languages",
    "/api/v1/lists/:id",
    "/api/v1/markers",
    "/api/v1/media/:id",
    "/api/v1/notifications/:id",
    "/api/v1/notifications/policy",
    "/api/v1/notifications/requests/:id",
    "/api/v1/notifications/requests/merged",
    "/api/v1/notifications/unread_count",
    "/api/v1/polls/:id",
    "/api/v1/preferences",
    "/api/v1/profile",
    "/api/v1/push/subscription",
    "/api/v1/scheduled_statuses/:id",
    "/api/v1/statuses/:id",
    "/api/v1/statuses/:id/source",
    "/api/v1/tags/:name",
    "/api/v1_alpha/async_refreshes/:id",
    "/api/v2/filters/keywords/:id",
    "/api/v2/filters/statuses/:id",
    "/api/v2/instance",
    "/api/v2/notifications/policy",
    "/api/v2/notifications/unread_count",
    "/assets/emoji/:shortcode",
};

/// Never longer than a few, or empty where nothing was worked out (suggestions, trends): their tests are elsewhere.
const std::set<std::string> short_lists{
    "/api/v1/peers/search",
    "/api/v1/suggestions",
    "/api/v1/trends",
    "/api/v1/trends/links",
    "/api/v1/trends/statuses",
    "/api/v1/trends/tags",
    "/api/v2/notifications/:group_key",
    "/api/v2/suggestions",
};

struct Cost
{
    std::size_t listed = 0;
    std::size_t statements = 0;
};

class ListCosts : public ::testing::Test
{
protected:
    /// The least of three: now and then a request also looks its token up, or reads filters into the cache.
    Cost cost_of(const std::string& target)
    {
        Cost cost{.listed = 0, .statements = 1000};
        for (int i = 0; i < 3; ++i) {
            stage.site().app().api->statuses.clear();
            const auto before = stage.site().db().figures().statements;
            const auto answer = stage.ann().ask(Method::get, target);
            cost.statements = std::min<std::size_t>(cost.statements, stage.site().db().figures().statements - before);
            EXPECT_LT(answer.status, 500U) << target;
            if (answer.status != 200 || !answer.content_type.starts_with("application/json")) continue;
            cost.listed = longest_list(json::parse(answer.body));
        }
        return cost;
    }
    std::map<std::string, Cost> costs()
    {
        std::map<std::string, Cost> all;
        for (const auto& route : api::routes()) {
            if (route.method != Method::get) continue;
            const auto query = queries.find(route.path);
            const auto rest = query == queries.end() ? std::string("?limit=80") : query->second;
            all[std::string(route.path)] = cost_of(stage.filled(std::string(route.path) + rest));
        }
        return all;
    }

    ListStage stage;
};

TEST_F(ListCosts, AreTheSameForFiveAndForForty)
{
    stage.grow(5);
    const auto few = costs();
    stage.grow(40);
    for (const auto& [path, many] : costs()) {
        const bool is_list = many.listed > few.at(path).listed + 10;
        EXPECT_NE(is_list, of_one_thing.contains(path) || short_lists.contains(path))
            << path << " lists " << few.at(path).listed << " and then " << many.listed;
        if (is_list || short_lists.contains(path))
            EXPECT_EQ(many.statements, few.at(path).statements) << path << " with " << many.listed;
    }
}

} // namespace
} // namespace rounds::test
