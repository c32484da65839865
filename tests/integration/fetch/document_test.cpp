#include "federation/fetch/document.hpp"
#include "tests/integration/fetch/fetch_rig.hpp"

using namespace rounds;
using namespace rounds::fetch;
using namespace rounds::fetch::testing;

namespace {

constexpr std::string_view activity = "content-type: application/activity+json\r\n";

/// Documents by target; `answer` gives a whole response.
class FetchDocument : public ::testing::Test
{
protected:
    FetchDocument()
        : server(ScriptedServer::answering([this](const std::string& request) {
              ++asked;
              return answer(target_of(request));
          }))
    {
    }

    result<Document> document(const std::string& target, std::string_view host = "localhost")
    {
        asked = 0;
        return rig.run(get_document(rig.client(), url_of(server, target, host), {}));
    }
    std::string at(const std::string& target, std::string_view host = "localhost")
    {
        return url_of(server, target, host);
    }
    std::string named(const std::string& id) { return fmt::format(R"({{"id":"{}","type":"Note"}})", id); }

    std::function<std::string(const std::string&)> answer;
    std::atomic<int> asked = 0;
    ScriptedServer server;
    Rig rig;
};

} // namespace

TEST_F(FetchDocument, IsTakenFromItsOwnPlace)
{
    answer = [&](const std::string& target) { return response("200 OK", activity, named(at(target))); };
    const auto found = document("/1");
    ASSERT_TRUE(found) << found.error().message();
    EXPECT_EQ(found->id, at("/1"));
    EXPECT_EQ(found->object.at("type").as_string(), "Note");
    EXPECT_EQ(asked, 1);
}

TEST_F(FetchDocument, AnIdElsewhereOnTheOriginIsFetchedOnce)
{
    answer = [&](const std::string& target) {
        return response("200 OK", activity, named(at(target == "/@ann" ? "/users/ann" : target)));
    };
    EXPECT_EQ(document("/@ann").value().id, at("/users/ann"));
    EXPECT_EQ(asked, 2);
    answer = [&](const std::string& target) { return response("200 OK", activity, named(at(target + "x"))); };
    EXPECT_EQ(document("/a").error(), fetch_errc::not_activity);
    EXPECT_EQ(asked, 2);
}

// N11
TEST_F(FetchDocument, AnIdOfAnotherOriginIsRefused)
{
    answer = [&](const std::string&) {
        return response("200 OK", activity, named("https://victim.example/users/ann"));
    };
    EXPECT_EQ(document("/1").error(), fetch_errc::not_activity);
    EXPECT_EQ(asked, 1);
}

// N17
TEST_F(FetchDocument, AfterARedirectToAnotherOriginTheIdIsFetchedItself)
{
    answer = [&](const std::string& target) {
        if (target != "/here") return response("200 OK", activity, named(at("/there", "127.0.0.1")));
        return response("302 Found", fmt::format("location: {}\r\n", at("/there", "127.0.0.1")), "");
    };
    EXPECT_EQ(document("/here").value().id, at("/there", "127.0.0.1"));
    EXPECT_EQ(asked, 3);
    // The redirecting host cannot lend its own name to what lies elsewhere.
    answer = [&](const std::string& target) {
        if (target != "/here") return response("200 OK", activity, named(at("/here")));
        return response("302 Found", fmt::format("location: {}\r\n", at("/there", "127.0.0.1")), "");
    };
    EXPECT_EQ(document("/here").error(), fetch_errc::not_activity);
}

// N15
TEST_F(FetchDocument, OddIdsAreRefused)
{
    const auto port = std::to_string(server.port());
    const std::vector<std::string> odd{
        R"(["http://localhost/1"])",
        R"({"id":"http://localhost/1"})",
        "7",
        "null",
        R"("")",
        R"("/1")",
        fmt::format(R"("http://localhost.:{}/1")", port),
        fmt::format(R"("http://a@localhost:{}/1")", port),
        fmt::format(R"("http://localhos%74:{}/1")", port)
    };
    for (const auto& id : odd) {
        answer = [&](const std::string&) { return response("200 OK", activity, fmt::format(R"({{"id":{}}})", id)); };
        EXPECT_EQ(document("/1").error(), fetch_errc::not_activity) << id;
    }
    // Another spelling of the same URL is fetched by its canonical form, which it does not say of itself.
    answer = [&](const std::string&) { return response("200 OK", activity, named("http://LOCALHOST:" + port + "/1")); };
    EXPECT_EQ(document("/1").error(), fetch_errc::not_activity);
}

// N18
TEST_F(FetchDocument, OtherTypesAndBrokenJsonAreRefused)
{
    for (const auto* type : {"application/json", "text/plain", "image/png", "application/ld+json"}) {
        answer = [&](const std::string& target) {
            return response("200 OK", fmt::format("content-type: {}\r\n", type), named(at(target)));
        };
        EXPECT_EQ(document("/1").error(), fetch_errc::not_activity) << type;
    }
    answer = [&](const std::string& target) {
        return response("200 OK", std::string(activity) + "content-type: text/html\r\n", named(at(target)));
    };
    EXPECT_EQ(document("/1").error(), fetch_errc::not_activity);
    for (const auto* body : {"", "[]", "{", R"({"id":"a","id":"b"})", "<html>"}) {
        answer = [&](const std::string&) { return response("200 OK", activity, body); };
        EXPECT_EQ(document("/1").error(), fetch_errc::not_activity) << body;
    }
}

TEST_F(FetchDocument, StatusesHaveMeanings)
{
    std::string status;
    answer = [&](const std::string& target) { return response(status, activity, named(at(target))); };
    const auto outcome_of = [&](std::string line) {
        status = std::move(line);
        return document("/1").error();
    };
    EXPECT_EQ(outcome_of("404 Not Found"), errc::not_found);
    EXPECT_EQ(outcome_of("410 Gone"), errc::gone);
    EXPECT_EQ(outcome_of("401 Unauthorized"), errc::unauthorized);
    EXPECT_EQ(outcome_of("403 Forbidden"), errc::unauthorized);
    EXPECT_EQ(outcome_of("500 Broken"), errc::unavailable);
    EXPECT_EQ(outcome_of("202 Accepted"), errc::unavailable);
}
