#include "server/knowledge/network_moderation.hpp"
#include "storage/audit.hpp"
#include "storage/networks.hpp"
#include "tests/integration/knowledge/rounds_api_site.hpp"

// The steward's pages and routes, and the console's, over HTTP: what is shown, what is done, what the person is told.

namespace rounds::test {
namespace {

using http::Method;
using storage::Transaction;

constexpr const char* password = "correct horse battery";

/// ines looks after a network, ann and bob post there; mona is a moderator of the instance.
class NetworkModerationPages : public RoundsApi
{
protected:
    static void SetUpTestSuite()
    {
        RoundsApi::SetUpTestSuite();
        (void)site->add_person("mona", password, "moderator");
        steward = new Browser(*site);
        member = new Browser(*site, "192.0.2.2");
        (void)steward->log_in("ines", password);
        (void)member->log_in("ann", password);
    }
    static void TearDownTestSuite()
    {
        delete member;
        delete steward;
        RoundsApi::TearDownTestSuite();
    }
    void TearDown() override
    {
        site->db().transact_blocking([](Transaction& tx) { tx.exec_plain("DELETE FROM network_acts"); });
    }
    static std::string desk() { return "/networks/" + network + "/desk"; }
    static std::string page() { return desk() + "/moderation"; }
    static http::Response send(Browser& by, const std::string& to, Fields fields)
    {
        fields.emplace_back("form_token", input_value(by.get("/settings"), "form_token"));
        return by.post(to, fields);
    }
    static bool shows(const http::Response& page, const std::string& text)
    {
        return page.body.find(text) != std::string::npos;
    }
    static json::object ban(const Phone& whom, int days = 0)
    {
        json::object form{{"account_id", to_string(whom.id)}, {"reason", "Sells remedies"}};
        if (days != 0) form["days"] = days;
        return form;
    }
    static std::string bans() { return "/networks/" + network + "/bans"; }
    static std::vector<std::string> vias(const std::string& action)
    {
        return site->db().transact_blocking([&](Transaction& tx) {
            storage::audit::Query query;
            query.action = action;
            std::vector<std::string> found;
            for (const auto& entry : storage::audit::search(tx, query)) found.push_back(entry.via);
            return found;
        });
    }

    static inline Browser* steward = nullptr;
    static inline Browser* member = nullptr;
};

TEST_F(NetworkModerationPages, TheApiKeepsSomebodyOutSaysSoAndLetsThemIn)
{
    const auto made = Phone::parsed(ines->ask(Method::post, rounds_root + bans(), ban(*ann, 7)));
    EXPECT_EQ(made.at("account").at("acct"), "ann");
    EXPECT_EQ(made.at("reason"), "Sells remedies");
    EXPECT_TRUE(made.at("until").is_string());
    EXPECT_EQ(made.at("by").at("acct"), "ines");
    EXPECT_EQ(ines->get(rounds_root + bans()).as_array().size(), 1U);
    EXPECT_EQ(wrong_field(*ines, Method::post, bans(), ban(*ann)), "account_id") << "kept out already";

    const auto refused = [&](const std::string& path, const json::object& form) {
        const auto answer = ann->ask(Method::post, path, form);
        EXPECT_EQ(answer.status, 403U) << path;
        EXPECT_NE(answer.body.find("keep you out"), std::string::npos) << answer.body;
    };
    refused("/api/v1/statuses", {{"status", "@breastcancer Hello"}});
    const auto group = std::string(ines->get(rounds_root + "/networks/" + network).at("account").at("id").as_string());
    refused("/api/v1/accounts/" + group + "/follow", {});
    const auto told = ann->get("/api/v1/notifications?types[]=mention").at(0).at("status");
    EXPECT_EQ(told.at("visibility"), "direct");
    EXPECT_NE(std::string(told.at("content").as_string()).find("Sells remedies"), std::string::npos);

    const auto left =
        Phone::parsed(ines->ask(Method::del, rounds_root + bans(), json::object{{"account_id", to_string(ann->id)}}));
    EXPECT_TRUE(left.as_array().empty());
    (void)ann->say("@breastcancer Hello");
    EXPECT_EQ(vias("network.bar"), std::vector<std::string>{"api"});
    EXPECT_EQ(vias("network.unbar"), std::vector<std::string>{"api"});
}

TEST_F(NetworkModerationPages, EveryFieldHasItsBounds)
{
    auto form = ban(*ann);
    form["reason"] = "";
    EXPECT_EQ(wrong_field(*ines, Method::post, bans(), form), "reason");
    form["reason"] = std::string(1001, 'x');
    EXPECT_EQ(wrong_field(*ines, Method::post, bans(), form), "reason");
    form = ban(*ann, -1);
    EXPECT_EQ(wrong_field(*ines, Method::post, bans(), form), "days");
    form = ban(*ann, 4000);
    EXPECT_EQ(wrong_field(*ines, Method::post, bans(), form), "days");
    form = ban(*ann);
    form["account_id"] = "x";
    EXPECT_EQ(wrong_field(*ines, Method::post, bans(), form), "account_id");
    EXPECT_EQ(wrong_field(*ines, Method::post, bans(), ban(*ines)), "account_id") << "a steward, themselves";
    const auto removed = "/networks/" + network + "/removed_posts";
    EXPECT_EQ(wrong_field(*ines, Method::post, removed, json::object{{"reason", "x"}}), "status_id");
    // The reason is the organisation's word: it names no patient.
    form = ban(*ann);
    form["reason"] = "Her MRN is 48213377, and she was born on 3/14/1962";
    EXPECT_EQ(ines->ask(Method::post, rounds_root + bans(), form).status, 422U);
    EXPECT_TRUE(ines->get(rounds_root + bans()).as_array().empty());
}

TEST_F(NetworkModerationPages, TheApiTakesPostsOutAndLocksThreads)
{
    const auto post = bob->say("@breastcancer How do you sleep?");
    for (const std::string what : {"/removed_posts", "/locks"}) {
        const auto path = rounds_root + "/networks/" + network + what;
        const auto done =
            Phone::parsed(ines->ask(Method::post, path, json::object{{"status_id", post}, {"reason", "Enough"}}));
        EXPECT_EQ(done.at("status_id").as_string(), post);
        EXPECT_EQ(done.at("account").at("acct"), "bob");
        EXPECT_EQ(ines->get(path).as_array().size(), 1U);
        if (what == "/locks") {
            const auto late =
                ann->ask(Method::post, "/api/v1/statuses", json::object{{"status", "Late"}, {"in_reply_to_id", post}});
            EXPECT_EQ(late.status, 403U);
            EXPECT_NE(late.body.find("locked"), std::string::npos) << late.body;
        }
        EXPECT_TRUE(Phone::parsed(ines->ask(Method::del, path, json::object{{"status_id", post}})).as_array().empty());
        (void)error(*ines, Method::del, "/networks/" + network + what, 404, json::object{{"status_id", post}});
    }
    EXPECT_EQ(vias("network.").size(), 0U + vias("network.bar").size() + vias("network.unbar").size() + 4U);
}

TEST_F(NetworkModerationPages, TheDeskDoesAllOfItByForms)
{
    EXPECT_EQ(member->get(page()).status, 403U);
    EXPECT_TRUE(shows(steward->get(desk()), page()));
    const auto post = bob->say("@breastcancer Buy this");
    EXPECT_TRUE(shows(steward->get(page()), "Buy this"));
    EXPECT_EQ(steward->post(desk() + "/posts", {{"status_id", post}, {"change", "remove"}}).status, 403U) << "no token";
    EXPECT_EQ(
        send(*member, desk() + "/posts", {{"status_id", post}, {"change", "remove"}, {"reason", "x"}}).status, 403U
    );
    const auto bare = send(*steward, desk() + "/posts", {{"status_id", post}, {"change", "remove"}, {"reason", ""}});
    EXPECT_EQ(bare.status, 422U);
    EXPECT_TRUE(shows(bare, "role=\"alert\""));

    const auto change = [&](const std::string& what) {
        return send(*steward, desk() + "/posts", {{"status_id", post}, {"change", what}, {"reason", "Advertising"}})
            .status;
    };
    EXPECT_EQ(change("lock"), 303U);
    EXPECT_TRUE(shows(steward->get(page()), "value=\"unlock\""));
    EXPECT_EQ(change("unlock"), 303U);
    EXPECT_EQ(change("remove"), 303U);
    EXPECT_TRUE(shows(steward->get(page()), "value=\"restore\""));
    EXPECT_FALSE(shows(steward->get(page()), "Buy this")) << "it is no post of the network any more";
    EXPECT_EQ(change("restore"), 303U);
    EXPECT_TRUE(shows(steward->get(page()), "Buy this"));

    EXPECT_EQ(send(*steward, desk() + "/bans", {{"handle", "@ann"}, {"reason", "Sells"}, {"days", "3"}}).status, 303U);
    EXPECT_TRUE(shows(steward->get(page()), "Sells"));
    EXPECT_TRUE(shows(steward->get(page(), {{"Accept-Language", "es"}}), "Dejar volver"));
    // Whom it concerns reads in her language why the door is shut.
    const auto join = send(*member, "/networks/" + network + "/join", {});
    EXPECT_EQ(join.status, 403U);
    EXPECT_TRUE(shows(join, "keep you out"));
    EXPECT_EQ(send(*steward, desk() + "/bans", {{"account_id", to_string(ann->id)}, {"lift", "true"}}).status, 303U);
    EXPECT_EQ(send(*member, "/networks/" + network + "/join", {}).status, 303U);
    EXPECT_EQ(send(*steward, desk() + "/bans", {{"handle", "nobody"}, {"reason", "x"}}).status, 404U);
}

TEST_F(NetworkModerationPages, ModeratorsOfTheInstanceSeeAndUndoItInTheConsole)
{
    Browser console(*site, "192.0.2.4");
    (void)console.log_in("mona", password);
    EXPECT_TRUE(shows(console.get("/console/decisions"), "No decision"));
    (void)Phone::parsed(ines->ask(Method::post, rounds_root + bans(), ban(*ann)));
    const auto shown = console.get("/console/decisions");
    for (const auto* text : {"Sells remedies", "@ann", "@ines", "Breast cancer"})
        EXPECT_TRUE(shows(shown, text)) << text;
    EXPECT_EQ(member->get("/console/decisions").status, 404U) << "for others it is not there";
    Fields undo{{"kind", "ban"}, {"account_id", to_string(ann->id)}};
    undo.emplace_back("form_token", input_value(shown, "form_token"));
    EXPECT_EQ(console.post("/console/networks/" + network + "/undo", undo).status, 303U);
    EXPECT_TRUE(ines->get(rounds_root + bans()).as_array().empty());
    EXPECT_EQ(console.post("/console/networks/" + network + "/undo", undo).status, 404U) << "it is undone already";
}

} // namespace
} // namespace rounds::test
