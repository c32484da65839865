// security.md N48, N54, N56, N57, N59, N68 and N77: what people and programs may try at the client API and the pages.
// Each refusal has a twin that is taken.

#include "storage/base/url.hpp"
#include "storage/filters.hpp"
#include "storage/lists.hpp"
#include "tests/integration/api/api_site.hpp"

#include <algorithm>
#include <chrono>

namespace rounds::test {
namespace {

using http::Method;

class Abuse : public ApiTest
{
protected:
    static std::string filled(std::string_view path, std::string_view with)
    {
        std::string out;
        for (std::size_t i = 0; i < path.size(); ++i) {
            if (path[i] != ':') {
                out += path[i];
                continue;
            }
            out += with;
            while (i + 1 < path.size() && path[i + 1] != '/') ++i;
        }
        return out;
    }
    static std::string row(const std::string& sql)
    {
        return site->db().transact_blocking([&](storage::Transaction& tx) {
            return tx.exec_plain(sql).front().get<std::string>("row");
        });
    }
};

http::Response from(Site& site, const std::string& address, const std::string& target, const Fields& headers = {})
{
    auto request = make_request(Method::get, target, headers);
    request.client_address = address;
    return site.send(request);
}

/// N54: a limit that was reached is not got round by another spelling of the path or of the address.
TEST(Limiters, AreNotGotRoundByAnotherSpelling)
{
    Site site([](app::Config& config) { config.limits.api_per_5min = 3; });
    const std::string target = "/api/v1/instance";
    const std::string network = "2001:db8:1:2:";
    for (int i = 0; i < 3; ++i) EXPECT_EQ(from(site, network + ":1", target).status, 200U);
    EXPECT_EQ(from(site, network + ":1", target).status, 429U);
    EXPECT_EQ(from(site, network + "ffff:ffff:ffff:ffff", target).status, 429U) << "the same /64";
    EXPECT_EQ(from(site, network + ":1", target, {{"X-Forwarded-For", "203.0.113.7"}}).status, 429U);
    EXPECT_EQ(from(site, network + ":1", target, {{"Forwarded", "for=203.0.113.7"}}).status, 429U);
    for (const auto* other : {"/", "?x=1", "//", ".json", "/.", "%2f", ";x"}) {
        const auto status = from(site, network + ":1", target + other).status;
        EXPECT_TRUE(status == 429 || status == 404) << other << ' ' << status;
    }
    for (const auto* other : {"//api/v1/instance", "/API/v1/instance", "/api//v1/instance", "/x/../api/v1/instance"})
        EXPECT_EQ(from(site, network + ":1", other).status, 404U) << other;
    EXPECT_EQ(from(site, network + ":1", "/api/v2/instance").status, 429U) << "one count for the API";
    EXPECT_EQ(from(site, "2001:db8:1:3::1", target).status, 200U);
    EXPECT_EQ(from(site, "198.51.100.9", target).status, 200U);
}

/// N54: each kind of limit that a route can have is reached at its number, and not before.
TEST(Limiters, EachIsReachedAtItsNumber)
{
    Site site([](app::Config& config) {
        config.limits.api_per_5min = 2;
        config.limits.media_per_30min = 2;
        config.limits.deletes_per_30min = 2;
        config.limits.apps_per_5min = 2;
        config.limits.logins_per_5min = 2;
        config.limits.sign_ups_per_30min = 2;
        config.limits.mails_per_30min = 2;
        config.limits.pages_per_5min = 2;
    });
    const auto ann = site.add_person("ann", "correct horse battery");
    const Fields token{{"Authorization", "Bearer " + site.add_token(ann, "read write")}};
    struct Try
    {
        Method method;
        const char* target;
        bool signed_in;
    };
    const Try tries[] = {
        {Method::get, "/api/v1/preferences", true},
        {Method::post, "/api/v2/media", true},
        {Method::del, "/api/v1/statuses/1", true},
        {Method::post, "/api/v1/apps", false},
        {Method::post, "/auth/sign_in", false},
        {Method::post, "/auth/sign_up", false},
        {Method::post, "/auth/password", false},
        {Method::get, "/about", false}
    };
    for (const auto& one : tries) {
        const auto status = [&] {
            return site.send(make_request(one.method, one.target, one.signed_in ? token : Fields{})).status;
        };
        EXPECT_NE(status(), 429U) << one.target;
        EXPECT_NE(status(), 429U) << one.target;
        EXPECT_EQ(status(), 429U) << one.target;
    }
}

/// N48: a field that is longer than anything anybody means is refused, wherever it is sent, and kept nowhere.
TEST_F(Abuse, EndlessFieldsAreRefused)
{
    const std::string endless(200'000, 'x');
    const auto list = id_of(ann->post("/api/v1/lists", {{"title", "mine"}}));
    const auto filter = id_of(ann->post("/api/v2/filters", {{"title", "mine"}, {"context", json::array{"home"}}}));
    const auto bobs = to_string(bob->id);
    struct Try
    {
        Method method;
        std::string target;
        json::object body;
    };
    const Try tries[] = {
        {Method::post, "/api/v1/statuses", {{"status", endless}}},
        {Method::post, "/api/v1/statuses", {{"status", "x"}, {"spoiler_text", endless}}},
        {Method::post, "/api/v1/statuses", {{"status", "x"}, {"language", endless}}},
        {Method::post,
         "/api/v1/statuses",
         {{"status", "x"}, {"poll", {{"options", {endless, "b"}}, {"expires_in", 600}}}}},
        {Method::patch, "/api/v1/accounts/update_credentials", {{"display_name", endless}}},
        {Method::patch, "/api/v1/accounts/update_credentials", {{"note", endless}}},
        {Method::patch,
         "/api/v1/accounts/update_credentials",
         {{"fields_attributes", {{{"name", endless}, {"value", "x"}}}}}},
        {Method::post, "/api/v1/lists", {{"title", endless}}},
        {Method::put, "/api/v1/lists/" + list, {{"title", endless}}},
        {Method::post, "/api/v2/filters", {{"title", endless}, {"context", {"home"}}}},
        {Method::post, "/api/v2/filters/" + filter + "/keywords", {{"keyword", endless}}},
        {Method::post, "/api/v1/filters", {{"phrase", endless}, {"context", {"home"}}}},
        {Method::post, "/api/v1/accounts/" + bobs + "/note", {{"comment", endless}}},
        {Method::post, "/api/v1/reports", {{"account_id", bobs}, {"comment", endless}}},
        {Method::post, "/api/v1/featured_tags", {{"name", endless}}},
        {Method::post, "/api/v1/tags/" + endless + "/follow", {}},
        {Method::post, "/api/v1/domain_blocks", {{"domain", endless}}},
        {Method::post, "/api/v1/apps", {{"client_name", endless}, {"redirect_uris", "urn:ietf:wg:oauth:2.0:oob"}}},
        {Method::post,
         "/api/v1/push/subscription",
         {{"subscription", {{"endpoint", "https://push.example/" + endless}}}}},
    };
    for (const auto& one : tries) {
        const auto status = ann->ask(one.method, one.target, one.body).status;
        EXPECT_TRUE(status >= 400 && status < 500)
            << one.target.substr(0, 60) << ' ' << json::serialize(one.body).substr(0, 60) << ' ' << status;
    }
    EXPECT_EQ(ann->ask(Method::post, "/api/v1/accounts/" + bobs + "/note", {{"comment", "short"}}).status, 200U);
    EXPECT_EQ(ann->ask(Method::put, "/api/v1/lists/" + list, {{"title", "short"}}).status, 200U);
}

/// N56: signs that mean something to SQL mean themselves.
TEST_F(Abuse, PatternSignsAreOrdinaryCharacters)
{
    (void)ann->ask(Method::patch, "/api/v1/accounts/update_credentials", {{"display_name", "50%_off\\now"}});
    const auto found = [&](const std::string& words) {
        return ids_in(bob->get("/api/v1/accounts/search?q=" + percent_encode(words)));
    };
    const std::vector<std::string> hit{to_string(ann->id)};
    EXPECT_EQ(found("50%_off\\now"), hit);
    EXPECT_EQ(found("50%_"), hit);
    for (const auto* pattern : {"%", "_", "5_%", "%off", "50__off", "\\", "50%%"})
        EXPECT_TRUE(found(pattern).empty()) << pattern;
    for (const auto* pattern : {"%", "_", "\\", "%25%", "' OR 1=1 --", "a\\%", "\"", "(", "-", "from:%"})
        EXPECT_EQ(bob->status_of("/api/v2/search?q=" + percent_encode(pattern)), 200U) << pattern;
    EXPECT_EQ(bob->status_of("/api/v1/peers/search?q=%25"), 200U);
    EXPECT_TRUE(bob->get("/api/v1/peers/search?q=%25").as_array().empty());
}

/// N56: of every list, whatever the numbers say.
TEST_F(Abuse, NumbersWithoutMeaningAreBounded)
{
    for (int i = 0; i < 45; ++i) ann->say("one of many #numbers");
    for (const auto* odd :
         {"limit=1000000000",
          "limit=-5",
          "limit=0",
          "limit=x",
          "limit=99999999999999999999999",
          "min_id=9&max_id=1",
          "max_id=-1",
          "since_id=99999999999999999999999",
          "offset=-1",
          "offset=1000000000",
          "max_id=%00",
          "limit[]=1"}) {
        for (const auto& route : site->dispatcher().routes()) {
            if (route.method != Method::get || route.path.starts_with("/oauth")) continue;
            const auto target = filled(route.path, to_string(ann->id)) + "?q=ann&" + odd;
            const auto status = ann->status_of(target);
            EXPECT_LT(status, 500U) << target;
        }
        const auto list = ann->ask(Method::get, std::string("/api/v1/timelines/tag/numbers?") + odd);
        if (list.status == 200) {
            EXPECT_LE(json::parse(list.body).as_array().size(), 40U) << odd;
        }
    }
    EXPECT_EQ(ann->get("/api/v1/timelines/tag/numbers?limit=1000000000").as_array().size(), 40U);
    EXPECT_EQ(ann->get("/api/v1/timelines/tag/numbers?limit=-5").as_array().size(), 1U);
    EXPECT_TRUE(ann->get("/api/v1/timelines/tag/numbers?min_id=9&max_id=1").as_array().empty());
}

/// N57: what one person may have of each. (Scheduled posts: ApiScheduled; uploads: Limiters; featured tags:
/// ApiDiscovery.)
TEST_F(Abuse, WhatOnePersonKeepsIsBounded)
{
    Phone hoarder(*site, "hoarder");
    const auto make_lists = "INSERT INTO lists (account_id, title) SELECT " + to_string(hoarder.id) +
                            ", 'x' FROM generate_series(1, " + std::to_string(storage::lists::max_lists - 1) + ")";
    const auto make_filters = "INSERT INTO filters (account_id, title, contexts) SELECT " + to_string(hoarder.id) +
                              ", 'x', '{home}' FROM generate_series(1, " +
                              std::to_string(storage::filters::max_filters - 1) + ")";
    site->db().transact_blocking([&](storage::Transaction& tx) {
        tx.exec_plain(make_lists);
        tx.exec_plain(make_filters);
    });
    const json::object list{{"title", "last"}};
    EXPECT_EQ(hoarder.ask(Method::post, "/api/v1/lists", list).status, 200U);
    EXPECT_EQ(hoarder.ask(Method::post, "/api/v1/lists", list).status, 422U);
    const json::object filter{{"title", "last"}, {"context", json::array{"home"}}};
    const auto last = hoarder.ask(Method::post, "/api/v2/filters", filter);
    EXPECT_EQ(last.status, 200U);
    EXPECT_EQ(hoarder.ask(Method::post, "/api/v2/filters", filter).status, 422U);
    const auto id = id_of(json::parse(last.body));
    site->db().transact_blocking([&](storage::Transaction& tx) {
        tx.exec_plain(
            "INSERT INTO filter_keywords (filter_id, keyword, whole_word) SELECT " + id +
            ", 'x' || n, true FROM generate_series(1, " + std::to_string(storage::filters::max_keywords - 1) + ") AS n"
        );
    });
    const auto keywords = "/api/v2/filters/" + id + "/keywords";
    EXPECT_EQ(hoarder.ask(Method::post, keywords, {{"keyword", "last"}}).status, 200U);
    EXPECT_EQ(hoarder.ask(Method::post, keywords, {{"keyword", "beyond"}}).status, 422U);
}

/// N59: hidden and absent cost the same work, so that no clock tells them apart. (That they look the same:
/// AccessMatrix.)
TEST_F(Abuse, HiddenPostsCostWhatAbsentOnesCost)
{
    const auto hidden = ann->say("only me", "direct");
    const std::string absent = "109999999999999999";
    for (const auto* rest : {"", "/context", "/history", "/favourited_by"}) {
        const auto queries = [&](const std::string& id) {
            std::size_t least = 1000;
            for (int i = 0; i < 3; ++i)
                least = std::min(least, queries_of([&] { (void)bob->status_of(unlimited_path(id, rest)); }));
            return least;
        };
        EXPECT_EQ(queries(hidden), queries(absent)) << rest;
    }
    // By turns; the quickest of each are compared, as what else the machine does only makes them slower.
    const auto time_of = [](const std::string& id) {
        const auto began = std::chrono::steady_clock::now();
        (void)bob->status_of(unlimited_path(id));
        return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - began).count();
    };
    double of_hidden = 1e9;
    double of_absent = 1e9;
    const auto alike = [&] { return std::max(of_hidden, of_absent) < 1.25 * std::min(of_hidden, of_absent); };
    for (int i = 0; i < 200 || (i < 3000 && !alike()); ++i) {
        of_hidden = std::min(of_hidden, time_of(hidden));
        of_absent = std::min(of_absent, time_of(absent));
    }
    EXPECT_TRUE(alike()) << of_hidden << " us hidden, " << of_absent << " us absent";
}

/// N68: what a form does not offer cannot be set by naming it.
TEST_F(Abuse, NobodyMakesThemselvesMoreThanTheyAre)
{
    const auto mine =
        "SELECT concat_ws(' ', a.id, a.username, a.domain, a.uri, a.actor_type, a.suspended_at, u.role, "
        "u.email, u.confirmed_at, u.stakeholder) AS row FROM accounts a JOIN users u ON u.account_id = a.id "
        "WHERE a.id = " +
        to_string(ann->id);
    const auto before = row(mine);
    const json::object more{
        {"role", "admin"},
        {"id", to_string(bob->id)},
        {"account_id", to_string(bob->id)},
        {"username", "boss"},
        {"acct", "boss"},
        {"domain", "evil.example"},
        {"uri", "https://evil.example/users/boss"},
        {"actor_type", "Group"},
        {"email", "boss@evil.example"},
        {"stakeholder", "doctor"},
        {"confirmed_at", nullptr},
        {"user", {{"role", "admin"}}},
        {"account", {{"role", "admin"}}},
        {"source", {{"role", "admin"}}},
        {"note", "a new note"}
    };
    const auto answer = ann->ask(Method::patch, "/api/v1/accounts/update_credentials", more);
    EXPECT_EQ(answer.status, 200U) << answer.body;
    EXPECT_EQ(row(mine), before);
    EXPECT_TRUE(std::string_view(answer.body).contains("a new note")) << "what the form offers is taken";

    json::object post = more;
    post["status"] = "mine";
    post["created_at"] = "2001-01-01T00:00:00Z";
    post["favourites_count"] = 1000;
    post["reblog"] = {{"id", "1"}};
    const auto said = ann->post("/api/v1/statuses", post);
    EXPECT_EQ(said.at("account").at("id"), json::value(to_string(ann->id)));
    EXPECT_NE(id_of(said), to_string(bob->id));
    EXPECT_EQ(said.at("favourites_count"), 0);
    EXPECT_FALSE(said.at("created_at").as_string().starts_with("2001"));

    json::object list = more;
    list["title"] = "mine";
    const auto made = id_of(ann->post("/api/v1/lists", list));
    EXPECT_EQ(bob->status_of("/api/v1/lists/" + made), 404U);
    EXPECT_EQ(ann->status_of("/api/v1/lists/" + made), 200U);
}

/// N77: no name of a path leads to a file, whatever is in it.
TEST_F(Abuse, NamesInPathsAreNoPaths)
{
    const std::string names[] = {
        "..%2f..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "..%5c..%5cetc%5cpasswd",
        "%2fetc%2fpasswd",
        "a%00b",
        "%ff%fe",
        std::string(300, 'a'),
        "..",
        "CON",
        "a%0d%0aX-Evil:%201"
    };
    for (const auto& route : site->dispatcher().routes()) {
        if (route.method != Method::get || !route.path.contains(':')) continue;
        for (const auto& name : names) {
            const auto answer = ann->ask(Method::get, filled(route.path, name));
            EXPECT_LT(answer.status, 500U) << route.path << ' ' << name;
            EXPECT_FALSE(answer.body.contains("root:")) << route.path << ' ' << name;
            EXPECT_FALSE(answer.headers.contains("X-Evil")) << route.path << ' ' << name;
        }
    }
    EXPECT_EQ(ann->status_of("/assets/rounds.css"), 200U) << "the twin";
}

} // namespace
} // namespace rounds::test
