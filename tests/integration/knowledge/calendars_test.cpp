#include "tests/integration/knowledge/rounds_api_site.hpp"

#include "storage/networks.hpp"

#include <map>

namespace rounds::test {
namespace {

class Calendars : public RoundsApi
{
protected:
    static http::Response feed(Phone& by, const std::string& path)
    {
        return by.ask(http::Method::get, rounds_root + path);
    }
    static bool has(const http::Response& response, std::string_view text)
    {
        return response.body.find(text) != std::string::npos;
    }
    static void set_join_policy(const std::string& id, const std::string& policy)
    {
        (void)Phone::parsed(
            ines->ask(http::Method::patch, rounds_root + "/networks/" + id, json::object{{"join_policy", policy}})
        );
    }
};

TEST_F(Calendars, AreThereForAChatANetworkAndATag)
{
    const auto chat = id_of(ines->post(rounds_root + "/networks/" + network + "/chats", chat_form()));
    auto stranger = ann->stranger();
    for (const auto& path :
         {"/chats/" + chat + "/calendar.ics",
          "/networks/" + network + "/calendar.ics",
          std::string("/tags/BCSM/calendar.ics")}) {
        const auto found = feed(stranger, path);
        EXPECT_EQ(found.status, 200U) << path;
        EXPECT_EQ(found.content_type, "text/calendar; charset=utf-8");
        EXPECT_TRUE(has(found, "UID:chat-" + chat + "@mercy.example\r\n")) << found.body;
        EXPECT_TRUE(has(found, "SEQUENCE:0\r\n")) << found.body;
    }
    EXPECT_FALSE(has(feed(stranger, "/tags/other/calendar.ics"), "VEVENT"));
    (void)ines->post(rounds_root + "/chats/" + chat + "/cancel");
    const auto cancelled = feed(stranger, "/networks/" + network + "/calendar.ics");
    EXPECT_TRUE(has(cancelled, "STATUS:CANCELLED\r\n")) << cancelled.body;
    EXPECT_TRUE(has(cancelled, "SEQUENCE:1\r\n"));
    const auto again = stranger.ask(
        http::Method::get,
        rounds_root + "/networks/" + network + "/calendar.ics",
        nullptr,
        {{"If-None-Match", std::string(cancelled.headers.get("ETag"))}}
    );
    EXPECT_EQ(again.status, 304U);
    EXPECT_EQ(feed(stranger, "/chats/1/calendar.ics").status, 404U);
    EXPECT_EQ(feed(stranger, "/networks/1/calendar.ics").status, 404U);
}

TEST_F(Calendars, OfANetworkByInvitationAreForItsPeople)
{
    const auto closed = id_of(ines->post(rounds_root + "/networks", network_form("closedcircle")));
    const auto chat = id_of(ines->post(rounds_root + "/networks/" + closed + "/chats", chat_form()));
    set_join_policy(closed, "invitation");
    for (const auto& path : {"/chats/" + chat + "/calendar.ics", "/networks/" + closed + "/calendar.ics"}) {
        EXPECT_EQ(feed(*bob, path).status, 404U) << path;
        EXPECT_EQ(feed(*ines, path).status, 200U) << path;
    }
    EXPECT_FALSE(has(feed(*bob, "/tags/bcsm/calendar.ics"), "chat-" + chat + "@"));
    site->db().transact_blocking([&](storage::Transaction& tx) {
        const auto network = storage::networks::find(tx, parse_id<NetworkId>(closed).value()).value();
        const auto follower = storage::accounts::find(tx, bob->id).value();
        (void)make_follow(tx, follower, storage::accounts::find(tx, network.account).value());
    });
    EXPECT_EQ(feed(*bob, "/networks/" + closed + "/calendar.ics").status, 200U);
}

TEST_F(Calendars, SeriesAreStartedListedAndEnded)
{
    json::object form{
        {"title", "Every Wednesday"},
        {"rule", "FREQ=WEEKLY;BYDAY=WE"},
        {"starts", "21:00"},
        {"timezone", "America/New_York"},
        {"prompts", json::array{json::object{{"content", "How are you?"}, {"offset_s", 0}}}}
    };
    // One object in braces would be copied, not nested.
    json::array prompts;
    prompts.push_back(json::object{{"content", "How are you?"}, {"offset_s", 0}});
    form["prompts"] = prompts;
    const auto path = "/networks/" + network + "/series";
    (void)error(*bob, http::Method::post, path, 403, form);
    for (const auto& [field, value] : std::map<std::string, std::string>{
             {"rule", "FREQ=DAILY"}, {"starts", "25:00"}, {"timezone", "Nowhere"}, {"from", "soon"}, {"until", "2001"}
         }) {
        auto wrong = form;
        wrong[field] = value;
        EXPECT_EQ(wrong_field(*ines, http::Method::post, path, wrong), field);
    }
    const auto series = ines->post(rounds_root + path, form);
    EXPECT_EQ(series.at("when").as_string(), "every Wednesday, 21:00 (America/New_York)");
    const auto listed = ann->stranger().get(rounds_root + path);
    EXPECT_EQ(listed.at(0), series);
    EXPECT_TRUE(has(feed(*ann, "/networks/" + network + "/calendar.ics"), "SUMMARY:Every Wednesday\r\n"));
    (void)error(*bob, http::Method::del, "/series/" + id_of(series), 403, nullptr);
    const auto ended = Phone::parsed(ines->ask(http::Method::del, rounds_root + "/series/" + id_of(series)));
    EXPECT_TRUE(ended.at("ended_at").is_string());
    EXPECT_EQ(wrong_field(*ines, http::Method::del, "/series/" + id_of(series), nullptr), "state");
}

} // namespace
} // namespace rounds::test
