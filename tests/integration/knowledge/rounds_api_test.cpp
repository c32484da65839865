#include "server/knowledge/chats.hpp"
#include "server/rounds_api/routes.hpp"
#include "storage/chats.hpp"
#include "tests/integration/knowledge/rounds_api_site.hpp"

#include <fmt/format.h>
#include <set>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;

/// "{id}" of OpenAPI for ":id" of the route table.
std::string as_template(std::string_view path)
{
    std::string out;
    bool named = false;
    for (const char c : path) {
        if (named && c == '/') {
            out += '}';
            named = false;
        }
        if (c == ':') {
            out += '{';
            named = true;
        } else
            out += c;
    }
    return named ? out + '}' : out;
}

std::string method_name(http::Method method)
{
    std::string name(http::to_string(method));
    for (char& c : name) c = static_cast<char>(c - 'A' + 'a');
    return name;
}

TEST(OpenApi, AndTheRouteTableNameTheSame)
{
    const auto document = json::parse(rounds_api::openapi_document());
    std::set<std::string> described;
    for (const auto& [path, methods] : document.at("paths").as_object())
        for (const auto& [method, operation] : methods.as_object())
            described.insert(fmt::format("{} {}", std::string(method), std::string(path)));
    std::set<std::string> served;
    for (const auto& route : rounds_api::routes())
        if (route.path.starts_with(rounds_root))
            served.insert(method_name(route.method) + " " + as_template(route.path));
    EXPECT_EQ(served, described);
}

TEST(OpenApi, SaysWhoMayCallEachRoute)
{
    const auto document = json::parse(rounds_api::openapi_document());
    for (const auto& route : rounds_api::routes()) {
        if (!route.path.starts_with(rounds_root)) continue;
        const auto& operation = document.at("paths").at(as_template(route.path)).at(method_name(route.method));
        const auto& security = operation.at("security").as_array();
        const bool open = security.empty() || security.front().as_object().empty();
        const bool needs_token = route.auth == app::Auth::user || route.auth == app::Auth::admin;
        EXPECT_EQ(open, !needs_token) << route.path;
        for (const auto& one : security)
            if (!one.as_object().empty()) EXPECT_EQ(one.at("oauth").at(0).as_string(), route.scope) << route.path;
    }
}

TEST_F(RoundsApi, EveryClosedRouteAsksForAToken)
{
    auto stranger = ann->stranger();
    for (const auto& route : rounds_api::routes()) {
        if (route.auth != app::Auth::user && route.auth != app::Auth::admin) continue;
        std::string path(route.path);
        for (const std::string name : {":id", ":position"})
            if (const auto at = path.find(name); at != std::string::npos) path.replace(at, name.size(), "1");
        EXPECT_EQ(stranger.ask(route.method, path, json::object{}).status, 401U) << path;
    }
}

TEST_F(RoundsApi, UnknownThingsAreNotFound)
{
    for (const auto* path :
         {"/networks/1",
          "/chats/1",
          "/summaries/1",
          "/chats/1/transcript",
          "/summaries/1/obstacles",
          "/conditions/DOID:0",
          "/networks/x",
          "/networks/1/chats",
          "/summaries/1/versions"})
        (void)error(*ann, http::Method::get, path, 404, nullptr);
    (void)error(*ines, http::Method::del, "/credentials/1", 404);
    (void)error(*ann, http::Method::post, "/summaries/1/publish", 404);
}

TEST_F(RoundsApi, NetworksAreOpenedByModeratorsAndNameWhatIsWrong)
{
    (void)error(*ann, http::Method::post, "/networks", 403, network_form("mine"));
    auto form = network_form("lungcancer");
    form["conditions"] = json::array{"DOID:0"};
    EXPECT_EQ(wrong_field(*ines, http::Method::post, "/networks", form), "conditions");
    EXPECT_EQ(wrong_field(*ines, http::Method::post, "/networks", network_form("breastcancer")), "username");
    const auto shown = ann->stranger().get(rounds_root + "/networks/" + network);
    EXPECT_EQ(shown.at("hashtag").as_string(), "bcsm");
    EXPECT_EQ(shown.at("conditions").at(0).at("name").as_string(), "breast cancer");
    (void)error(*ann, http::Method::patch, "/networks/" + network, 403, json::object{{"title", "Mine"}});
    EXPECT_EQ(
        wrong_field(*ines, http::Method::patch, "/networks/" + network, json::object{{"join_policy", "never"}}),
        "join_policy"
    );
    const auto changed = Phone::parsed(
        ines->ask(http::Method::patch, rounds_root + "/networks/" + network, json::object{{"guidelines", "Be kind"}})
    );
    EXPECT_EQ(changed.at("guidelines").as_string(), "Be kind");
    EXPECT_EQ(changed.at("title").as_string(), "Breast cancer");
}

TEST_F(RoundsApi, ChampionsAreNamedToStewardsAndThemselvesOnly)
{
    const json::object role{{"account_id", to_string(ann->id)}, {"role", "patient_champion"}};
    const auto path = rounds_root + "/networks/" + network;
    (void)error(*bob, http::Method::post, "/networks/" + network + "/roles", 403, role);
    EXPECT_EQ(ines->post(path + "/roles", role).at("roles").as_array().size(), 2U);
    EXPECT_EQ(ann->get(path).at("roles").as_array().size(), 2U);
    EXPECT_EQ(bob->get(path).at("roles").as_array().size(), 1U);
    EXPECT_EQ(ann->stranger().get(path).at("roles").as_array().size(), 1U);
    EXPECT_EQ(Phone::parsed(ines->ask(http::Method::del, path + "/roles", role)).at("roles").as_array().size(), 1U);
}

TEST_F(RoundsApi, ChatsNameWhatIsWrongAndHidePromptsUntilTheirTime)
{
    const auto path = "/networks/" + network + "/chats";
    (void)error(*ann, http::Method::post, path, 403, chat_form());
    EXPECT_EQ(wrong_field(*ines, http::Method::post, path, json::object{}), "title");
    auto form = chat_form();
    form["timezone"] = "Nowhere";
    EXPECT_EQ(wrong_field(*ines, http::Method::post, path, form), "timezone");
    form = chat_form();
    form["starts_at"] = "soon";
    EXPECT_EQ(wrong_field(*ines, http::Method::post, path, form), "starts_at");
    const auto chat = ines->post(rounds_root + path, chat_form());
    const auto one = rounds_root + "/chats/" + id_of(chat);
    EXPECT_EQ(chat.at("state").as_string(), "scheduled");
    EXPECT_EQ(chat.at("prompts").at(0).at("content").as_string(), "What helped?");
    EXPECT_TRUE(ann->get(one).at("prompts").at(0).at("content").is_null());
    const auto changed = Phone::parsed(ines->ask(http::Method::patch, one, json::object{{"title", "Sleep"}}));
    EXPECT_EQ(changed.at("title").as_string(), "Sleep");
    EXPECT_EQ(changed.at("sequence").as_int64(), 1);
    EXPECT_EQ(changed.at("prompts").as_array().size(), 1U);
    EXPECT_EQ(ines->post(one + "/prompts/1/hold").at("state").as_string(), "held");
    EXPECT_EQ(
        wrong_field(*ines, http::Method::post, "/chats/" + id_of(chat) + "/prompts/1/extend", json::object{}), "seconds"
    );
    EXPECT_EQ(ines->post(one + "/cancel").at("state").as_string(), "cancelled");
    EXPECT_EQ(wrong_field(*ines, http::Method::post, "/chats/" + id_of(chat) + "/cancel", json::object{}), "state");
}

TEST_F(RoundsApi, ATranscriptShowsTextWithConsentOnlyAndADraftStaysHidden)
{
    const auto chat = id_of(ines->post(rounds_root + "/networks/" + network + "/chats", chat_form(1h)));
    const auto run_at = [&](std::chrono::seconds later) {
        site->db().transact_blocking([&](storage::Transaction& tx) {
            while (knowledge::run_due(tx, site->app().urls, site->app().clock.now() + later) > 0) {
            }
        });
    };
    run_at(1h + 1s);
    const auto path = rounds_root + "/chats/" + chat;
    const auto prompt = std::string(ann->get(path).at("prompts").at(0).at("status_id").as_string());
    (void)ann->say("Walking", "public", prompt);
    (void)bob->say("A secret", "public", prompt);
    EXPECT_EQ(
        wrong_field(*ann, http::Method::post, "/networks/" + network + "/quote_consent", json::object{}), "granted"
    );
    (void)ann->post(rounds_root + "/networks/" + network + "/quote_consent", json::object{{"granted", true}});
    const auto posts = [&] { return ann->stranger().get(path + "/transcript").at("prompts").at(0).at("posts"); };
    auto shown = posts();
    ASSERT_EQ(shown.as_array().size(), 2U);
    EXPECT_NE(shown.at(0).at("content").as_string().find("Walking"), std::string::npos);
    EXPECT_EQ(json::serialize(shown.at(1)), R"({"quoted":false})");
    (void)ann->post(rounds_root + "/networks/" + network + "/quote_consent", json::object{{"granted", false}});
    EXPECT_EQ(json::serialize(posts().at(0)), R"({"quoted":false})");

    EXPECT_EQ(wrong_field(*ines, http::Method::post, "/chats/" + chat + "/summaries", json::object{}), "state");
    run_at(3h);
    const auto summary = "/summaries/" + id_of(ines->post(path + "/summaries"));
    (void)error(*ann, http::Method::get, summary, 404, nullptr);
    (void)error(*ann, http::Method::patch, summary, 404, json::object{{"title", "Mine"}});
    (void)error(*ann, http::Method::get, summary + "/obstacles", 404, nullptr);
    json::array bad;
    bad.push_back(json::object{{"id", "10.12/abc"}, {"title", "x"}});
    EXPECT_EQ(wrong_field(*ines, http::Method::patch, summary, json::object{{"references", bad}}), "references");
    const auto refused = error(*ines, http::Method::post, summary + "/publish", 422);
    EXPECT_FALSE(refused.at("obstacles").as_array().empty());
    (void)error(*ines, http::Method::post, summary + "/review", 403);
}

TEST_F(RoundsApi, ConditionsAreFoundWithoutAToken)
{
    auto stranger = ann->stranger();
    EXPECT_EQ(wrong_field(stranger, http::Method::get, "/conditions", nullptr), "q");
    EXPECT_EQ(
        stranger.get(rounds_root + "/conditions?q=breast+cancer&limit=3").at(0).at("id").as_string(), "DOID:1612"
    );
    const auto condition = stranger.get(rounds_root + "/conditions/DOID:1612");
    EXPECT_FALSE(condition.at("children").as_array().empty());
    EXPECT_EQ(id_of(condition.at("networks").at(0)), network);
}

TEST_F(RoundsApi, CredentialsAreIssuedByModeratorsAndGoneWhenRevoked)
{
    json::object form{{"account_id", to_string(bob->id)}, {"role", "doctor"}, {"method", "roster"}};
    (void)error(*ann, http::Method::post, "/credentials", 403, form);
    form["role"] = "wizard";
    EXPECT_EQ(wrong_field(*ines, http::Method::post, "/credentials", form), "role");
    form["role"] = "doctor";
    const auto id = id_of(ines->post(rounds_root + "/credentials", form));
    auto stranger = ann->stranger();
    const auto document = stranger.ask(http::Method::get, "/credentials/" + id);
    EXPECT_EQ(document.status, 200U);
    EXPECT_EQ(document.content_type, "application/vc");
    EXPECT_TRUE(json::parse(document.body).at("proof").is_object());
    EXPECT_EQ(ines->ask(http::Method::del, rounds_root + "/credentials/" + id).status, 200U);
    EXPECT_EQ(stranger.status_of("/credentials/" + id), 410U);
}

} // namespace
} // namespace rounds::test
