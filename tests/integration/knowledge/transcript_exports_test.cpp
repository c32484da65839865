#include "server/knowledge/transcript.hpp"

#include "server/knowledge/chats.hpp"
#include "tests/integration/knowledge/rounds_api_site.hpp"

namespace rounds::test {
namespace {

using namespace std::chrono_literals;

class TranscriptExports : public RoundsApi
{
};

TEST_F(TranscriptExports, HoldTheWordsOfThoseWhoAllowIt)
{
    const auto chat = id_of(ines->post(rounds_root + "/networks/" + network + "/chats", chat_form(1h)));
    site->db().transact_blocking([&](storage::Transaction& tx) {
        while (knowledge::run_due(tx, site->app().urls, site->app().clock.now() + 1h + 1s) > 0) {
        }
    });
    const auto path = rounds_root + "/chats/" + chat;
    const auto prompt = std::string(ann->get(path).at("prompts").at(0).at("status_id").as_string());
    (void)ann->post(rounds_root + "/networks/" + network + "/quote_consent", json::object{{"granted", true}});
    (void)ann->say("=Walking, \"daily\" <b>", "public", prompt);
    (void)bob->say("A secret", "public", prompt);
    auto stranger = ann->stranger();
    const auto csv = stranger.ask(http::Method::get, path + "/transcript/csv");
    EXPECT_EQ(csv.content_type, "text/csv; charset=utf-8");
    EXPECT_TRUE(csv.body.starts_with("topic,quoted,author,address,text,late\r\nT1,yes,ann,")) << csv.body;
    EXPECT_NE(csv.body.find("\"'=Walking, \"\"daily\"\" <b>\",no\r\n"), std::string::npos) << csv.body;
    EXPECT_NE(csv.body.find("T1,no,,,\"[one participant, not quoted]\",no\r\n"), std::string::npos) << csv.body;
    const auto html = stranger.ask(http::Method::get, path + "/transcript/html");
    EXPECT_EQ(html.content_type, "text/html; charset=utf-8");
    EXPECT_NE(html.body.find("&lt;b&gt;"), std::string::npos) << html.body;
    EXPECT_NE(html.body.find("[one participant, not quoted]"), std::string::npos);
    for (const auto* text : {"secret", "bob"}) {
        EXPECT_EQ(csv.body.find(text), std::string::npos);
        EXPECT_EQ(html.body.find(text), std::string::npos);
    }
    EXPECT_EQ(stranger.status_of(path + "/transcript/pdf"), 404U);
    // Taking the leave back takes the words out.
    (void)ann->post(rounds_root + "/networks/" + network + "/quote_consent", json::object{{"granted", false}});
    EXPECT_EQ(stranger.ask(http::Method::get, path + "/transcript/csv").body.find("Walking"), std::string::npos);

    const auto figures = stranger.get(path + "/statistics");
    EXPECT_EQ(figures.at("posts").as_int64(), 2);
    EXPECT_TRUE(figures.at("people").is_null()) << "two people are too few to be counted openly";
    EXPECT_TRUE(figures.at("people_by_server").at("mercy.example").is_null());
    EXPECT_TRUE(stranger.get(path + "/transcript").at("figures").at("people").is_null());
}

TEST(ShownCounts, HideSmallSumsAndWhatWouldTellThem)
{
    using Counts = std::map<std::string, std::int64_t>;
    const auto one = knowledge::shown_counts(Counts{{"patient", 12}, {"doctor", 3}, {"carer", 7}});
    EXPECT_EQ(one.at("patient"), 12);
    EXPECT_EQ(one.at("doctor"), std::nullopt);
    EXPECT_EQ(one.at("carer"), std::nullopt) << "else the total would tell the doctors";
    const auto two = knowledge::shown_counts(Counts{{"patient", 12}, {"doctor", 3}, {"carer", 2}});
    EXPECT_EQ(two.at("patient"), 12);
    EXPECT_EQ(knowledge::shown_counts(Counts{{"patient", 5}}).at("patient"), 5);
    EXPECT_TRUE(knowledge::shown_counts({}).empty());
}

} // namespace
} // namespace rounds::test
