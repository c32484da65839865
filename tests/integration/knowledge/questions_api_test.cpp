#include "tests/integration/knowledge/rounds_api_site.hpp"

#include <fmt/format.h>

namespace rounds::test {
namespace {

class QuestionsApi : public RoundsApi
{
};

TEST_F(QuestionsApi, AnyClientAsksAndTheBoardShowsWhatBecameOfIt)
{
    const auto post = ann->say("@breastcancer Does walking help? #question");
    const auto path = rounds_root + "/networks/" + network + "/questions";
    auto stranger = ann->stranger();
    const auto open = stranger.get(path);
    ASSERT_EQ(open.as_array().size(), 1U);
    const auto question = id_of(open.at(0));
    EXPECT_EQ(id_of(open.at(0).at("status")), post);
    const auto group = std::string(open.at(0).at("network").at("id").as_string());
    EXPECT_EQ(stranger.get(rounds_root + "/questions?account_id=" + group), open);
    const auto answer = bob->say("@ann It helped me", "public", post);
    const json::object form{{"status_id", answer}};
    const auto one = "/questions/" + question;
    (void)error(*bob, http::Method::post, one + "/accept", 403, form);
    EXPECT_EQ(wrong_field(*ann, http::Method::post, one + "/accept", json::object{}), "status_id");
    EXPECT_EQ(wrong_field(*ann, http::Method::post, one + "/accept", json::object{{"status_id", post}}), "status_id");
    EXPECT_TRUE(ann->post(rounds_root + one + "/propose").at("proposed_at").is_string());
    EXPECT_EQ(stranger.get(path + "?proposed=true").as_array().size(), 1U);
    (void)error(*ines, http::Method::post, one + "/endorse", 403, form);
    const auto solved = ann->post(rounds_root + one + "/accept", form);
    EXPECT_EQ(solved.at("state").as_string(), "solved");
    EXPECT_EQ(id_of(solved.at("accepted")), answer);
    EXPECT_TRUE(stranger.get(path).as_array().empty());
    EXPECT_EQ(stranger.get(path + "?state=solved").as_array().size(), 1U);
    EXPECT_EQ(stranger.get(rounds_root + one), solved);

    const auto page = stranger.ask(http::Method::get, "/questions/" + question);
    EXPECT_EQ(page.status, 200U);
    for (const char* text : {"Solved", "This answer helped", "It helped me", "QAPage", "<html lang=\"en\">"})
        EXPECT_NE(page.body.find(text), std::string::npos) << text;
    EXPECT_EQ(page.body.find("<form method=\"post\""), std::string::npos) << "nothing to press for strangers";
    const auto board =
        stranger.ask(http::Method::get, "/@breastcancer/questions", nullptr, {{"Accept-Language", "es"}});
    EXPECT_EQ(board.status, 200U);
    EXPECT_NE(board.body.find("<html lang=\"es\">"), std::string::npos);
    EXPECT_NE(board.body.find("Lo que hemos resuelto"), std::string::npos);
    EXPECT_NE(board.body.find("Does walking help?"), std::string::npos);

    EXPECT_EQ(ann->post(rounds_root + one + "/reopen").at("state").as_string(), "open");
    EXPECT_EQ(wrong_field(*ann, http::Method::post, one + "/reopen", json::object{}), "state");
}

TEST_F(QuestionsApi, PostsOfFewReadersStayTheirs)
{
    const auto post = ann->say("@breastcancer For followers only #question", "private");
    EXPECT_EQ(ann->ask(http::Method::post, rounds_root + "/questions", json::object{{"status_id", post}}).status, 404U);
    const auto open = ann->say("@breastcancer Not tagged");
    const auto marked = ann->post(rounds_root + "/questions", json::object{{"status_id", open}});
    EXPECT_EQ(marked.at("state").as_string(), "open");
    EXPECT_EQ(ann->ask(http::Method::del, "/api/v1/statuses/" + open).status, 200U);
    (void)error(*ann, http::Method::get, "/questions/" + id_of(marked), 404, nullptr);
    EXPECT_EQ(ann->stranger().status_of("/questions/" + id_of(marked)), 404U);
}

TEST_F(QuestionsApi, OfAClosedNetworkAreForItsPeople)
{
    const auto closed = id_of(ines->post(rounds_root + "/networks", network_form("closedboard")));
    const auto post = ines->say("@closedboard May we ask here? #question");
    const auto question = id_of(ines->get(rounds_root + "/networks/" + closed + "/questions").at(0));
    (void)Phone::parsed(
        ines->ask(http::Method::patch, rounds_root + "/networks/" + closed, json::object{{"join_policy", "invitation"}})
    );
    auto stranger = ann->stranger();
    (void)error(*bob, http::Method::get, "/networks/" + closed + "/questions", 404, nullptr);
    (void)error(*bob, http::Method::get, "/questions/" + question, 404, nullptr);
    for (const auto& path : {"/questions/" + question, std::string("/@closedboard/questions")})
        EXPECT_EQ(stranger.status_of(path), 404U) << path;
    EXPECT_EQ(id_of(ines->get(rounds_root + "/questions/" + question).at("status")), post);
}

} // namespace
} // namespace rounds::test
