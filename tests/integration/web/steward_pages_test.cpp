#include "server/knowledge/chat_tools.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/sensitive.hpp"
#include "storage/chat_reminders.hpp"
#include "storage/chat_series.hpp"
#include "storage/chat_tools.hpp"
#include "storage/chats.hpp"
#include "storage/graph.hpp"
#include "storage/network_resources.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"
#include "tests/integration/knowledge/rounds_api_site.hpp"

#include <chrono>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;
using http::Method;
using storage::Transaction;

constexpr const char* password = "correct horse battery";

/// ines looks after a network in her browser; ann is a member.
class StewardPages : public RoundsApi
{
protected:
    static void SetUpTestSuite()
    {
        RoundsApi::SetUpTestSuite();
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
    static std::string desk() { return "/networks/" + network + "/desk"; }
    /// Sends a form of a page that `by` sees, with its token.
    static http::Response send(Browser& by, const std::string& page, const std::string& to, Fields fields)
    {
        fields.emplace_back("form_token", input_value(by.get(page), "form_token"));
        return by.post(to, fields);
    }
    static Fields chat_fields()
    {
        return {
            {"title", "Living with fatigue"},
            {"description", "Bring your questions."},
            {"hashtag", "bcsm"},
            {"date", "2031-11-18"},
            {"time", "21:00"},
            {"timezone", "America/New_York"},
            {"minutes", "60"},
            {"tail_hours", "48"},
            {"reminders", "2d 1h"},
            {"guests", "bob: Speaks for a company"},
            {"closing", "Sleep well."},
            {"prompt_1", "What helped?"},
            {"minute_1", "5"},
            {"prompt_3", "What next?"},
            {"minute_3", "40"}
        };
    }
    static ChatId chat_in(const http::Response& response)
    {
        const std::string location(response.headers.get("Location"));
        return parse_id<ChatId>(location.substr(location.rfind('/') + 1)).value();
    }
    template <class F> static auto look(F body) { return site->db().transact_blocking(body); }

    static inline Browser* steward = nullptr;
    static inline Browser* member = nullptr;
};

TEST_F(StewardPages, AreForThoseWhoLookAfterTheNetwork)
{
    Browser stranger(*site, "192.0.2.3");
    for (const auto& path : {desk(), "/networks/" + network + "/chats/new", "/networks/" + network + "/series/new"}) {
        EXPECT_EQ(steward->get(path).status, 200U) << path;
        EXPECT_EQ(member->get(path).status, 403U) << path;
        EXPECT_EQ(stranger.get(path).status, 303U) << path << ": to the log-in";
    }
    const auto page = steward->get(desk(), {{"Accept-Language", "es"}});
    EXPECT_NE(page.body.find("<html lang=\"es\">"), std::string::npos);
    EXPECT_NE(page.body.find("Mesa de la red"), std::string::npos);
    EXPECT_NE(page.body.find("noindex"), std::string::npos);
    // Without the token of the page nothing happens.
    EXPECT_EQ(steward->post("/networks/" + network + "/chats/new", chat_fields()).status, 403U);
    EXPECT_EQ(send(*member, "/settings", "/networks/" + network + "/chats/new", chat_fields()).status, 403U);
}

TEST_F(StewardPages, PlanChangeAndCancelAChat)
{
    const auto form = "/networks/" + network + "/chats/new";
    auto wrong = chat_fields();
    wrong[3].second = "2001-01-01";
    const auto refused = send(*steward, form, form, wrong);
    EXPECT_EQ(refused.status, 422U);
    EXPECT_NE(refused.body.find("role=\"alert\""), std::string::npos);
    EXPECT_NE(refused.body.find("value=\"Living with fatigue\""), std::string::npos) << "nothing is lost";

    const auto made = send(*steward, form, form, chat_fields());
    ASSERT_EQ(made.status, 303U) << made.body;
    const auto id = chat_in(made);
    look([&](Transaction& tx) {
        const auto chat = storage::chats::find(tx, id).value();
        EXPECT_EQ(to_iso8601(chat.starts_at), "2031-11-19T02:00:00.000Z") << "nine in the evening in New York";
        EXPECT_EQ(chat.closing, "Sleep well.");
        EXPECT_EQ(chat.tail_hours, 48);
        const auto prompts = storage::chats::prompts(tx, id);
        ASSERT_EQ(prompts.size(), 2U);
        EXPECT_EQ(prompts[1].due_at - chat.starts_at, 40min);
        EXPECT_EQ(storage::chat_reminders::of_chat(tx, id).size(), 2U);
        const auto people = storage::chats::people(tx, id);
        ASSERT_EQ(people.size(), 2U);
        EXPECT_EQ(people[1].interests, "Speaks for a company");
    });
    const auto page = steward->get("/chats/" + to_string(id));
    for (const auto* text : {"Speaks for a company", "No interests declared yet", "Living with fatigue", "A1, A2"})
        EXPECT_NE(page.body.find(text), std::string::npos) << text;

    const auto edit = "/chats/" + to_string(id) + "/edit";
    const auto shown = steward->get(edit);
    for (const auto* text : {"value=\"2031-11-18\"", "value=\"21:00\"", "value=\"2d 1h\"", "bob: Speaks for a company"})
        EXPECT_NE(shown.body.find(text), std::string::npos) << text;
    auto changed = chat_fields();
    changed[0].second = "Sleep";
    changed[9].second.clear(); // no guests
    ASSERT_EQ(send(*steward, edit, edit, changed).status, 303U);
    look([&](Transaction& tx) {
        EXPECT_EQ(storage::chats::find(tx, id)->title, "Sleep");
        EXPECT_EQ(storage::chats::people(tx, id).size(), 1U) << "the host stays";
    });
    ASSERT_EQ(send(*steward, edit, "/chats/" + to_string(id) + "/cancel", {}).status, 303U);
    EXPECT_EQ(steward->get(edit).status, 422U) << "what is cancelled is not changed";
    look([&](Transaction& tx) { EXPECT_EQ(storage::chats::find(tx, id)->state, "cancelled"); });
}

TEST_F(StewardPages, RefuseWhatNamesAPerson)
{
    const auto form = "/networks/" + network + "/chats/new";
    auto fields = chat_fields();
    fields[1].second = "Questions? Call 555-867-5309 and ask for me.";
    const auto refused = send(*steward, form, form, fields);
    EXPECT_EQ(refused.status, 422U);
    EXPECT_NE(refused.body.find("role=\"alert\""), std::string::npos);
}

TEST_F(StewardPages, StartAndEndASeries)
{
    const auto form = "/networks/" + network + "/series/new";
    auto fields = chat_fields();
    fields.emplace_back("rule", "FREQ=MONTHLY;BYDAY=2WE");
    fields.emplace_back("ahead", "2");
    auto wrong = fields;
    wrong[15].second = "FREQ=NEVER";
    EXPECT_EQ(send(*steward, form, form, wrong).status, 422U);
    ASSERT_EQ(send(*steward, form, form, fields).status, 303U);
    const auto series = look([&](Transaction& tx) {
        return storage::chat_series::list(tx, parse_id<NetworkId>(network).value(), 1).at(0);
    });
    EXPECT_EQ(series.ahead, 2);
    EXPECT_NE(steward->get(desk()).body.find("every 2nd Wednesday"), std::string::npos);
    ASSERT_EQ(send(*steward, desk(), desk() + "/series/" + to_string(series.id) + "/end", {}).status, 303U);
    EXPECT_TRUE(look([&](Transaction& tx) { return storage::chat_series::find(tx, series.id)->ended_at.has_value(); }));
}

TEST_F(StewardPages, LetPeopleInOrNot)
{
    const Fields closed{
        {"title", "Breast cancer"}, {"join_policy", "approval"}, {"posting_policy", "everyone"}, {"reminders", "1d"}
    };
    ASSERT_EQ(send(*steward, desk(), desk() + "/settings", closed).status, 303U);
    const auto shown = ines->get(rounds_root + "/networks/" + network);
    EXPECT_EQ(shown.at("reminders").as_array().size(), 1U);
    const auto group = std::string(shown.at("account").at("id").as_string());
    for (auto* who : {ann, bob})
        EXPECT_TRUE(who->post("/api/v1/accounts/" + group + "/follow").at("requested").as_bool());
    const auto asked = steward->get(desk()).body;
    EXPECT_NE(asked.find("@ann"), std::string::npos);
    const auto decide = [&](Phone& who, const char* decision) {
        return send(
                   *steward, desk(), desk() + "/requests", {{"account_id", to_string(who.id)}, {"decision", decision}}
        ).status;
    };
    EXPECT_EQ(decide(*ann, "accept"), 303U);
    EXPECT_EQ(decide(*bob, "refuse"), 303U);
    EXPECT_EQ(decide(*bob, "accept"), 404U) << "decided already";
    look([&](Transaction& tx) {
        const auto id = parse_id<AccountId>(group).value();
        EXPECT_TRUE(storage::graph::find_follow(tx, ann->id, id)->accepted);
        EXPECT_FALSE(storage::graph::find_follow(tx, bob->id, id));
    });
    (void)ann->post("/api/v1/accounts/" + group + "/unfollow");
}

TEST_F(StewardPages, GiveAndTakeRoles)
{
    const auto roles = [&] { return ines->get(rounds_root + "/networks/" + network).at("roles").as_array().size(); };
    ASSERT_EQ(
        send(*steward, desk(), desk() + "/roles", {{"handle", "@ann"}, {"role", "clinician_mentor"}}).status, 303U
    );
    EXPECT_EQ(roles(), 2U);
    // A mentor looks after the library, and sees no more.
    const auto seen = member->get(desk());
    EXPECT_EQ(seen.status, 200U);
    EXPECT_NE(seen.body.find("id=\"library\""), std::string::npos);
    for (const auto* part : {"id=\"settings\"", "id=\"requests\"", "id=\"chats\"", "id=\"people\""})
        EXPECT_EQ(seen.body.find(part), std::string::npos) << part;
    const Fields taken{{"account_id", to_string(ann->id)}, {"role", "clinician_mentor"}, {"remove", "true"}};
    ASSERT_EQ(send(*steward, desk(), desk() + "/roles", taken).status, 303U);
    EXPECT_EQ(roles(), 1U);
    EXPECT_EQ(send(*steward, desk(), desk() + "/roles", {{"handle", "nobody"}, {"role", "host"}}).status, 404U);
}

TEST_F(StewardPages, KeepALibrary)
{
    const auto add = [&](const char* title, const char* address) {
        return send(*steward, desk(), desk() + "/library", {{"title", title}, {"address", address}}).status;
    };
    EXPECT_EQ(add("A paper", "not an address"), 422U);
    EXPECT_EQ(add("A paper", "https://doi.org/10.2196/jmir.4721"), 303U);
    EXPECT_EQ(add("A page", "https://example.org/sleep"), 303U);
    EXPECT_EQ(add("The paper again", "doi:10.2196/JMIR.4721"), 422U) << "one work is recommended once";
    const auto paper = look([&](Transaction& tx) {
        return storage::network_resources::list(tx, parse_id<NetworkId>(network).value(), 10).back();
    });
    EXPECT_EQ(paper.title, "A paper");
    const auto change = [&](const char* what) {
        return send(*steward, desk(), desk() + "/library/" + to_string(paper.id), {{"change", what}}).status;
    };
    EXPECT_EQ(change("pin"), 303U);
    Browser stranger(*site, "192.0.2.4");
    const auto page = stranger.get("/@breastcancer").body;
    EXPECT_LT(page.find("A paper"), page.find("A page")) << "pinned ones first";
    EXPECT_NE(page.find("https://doi.org/10.2196/jmir.4721"), std::string::npos);
    EXPECT_EQ(change("remove"), 303U);
    EXPECT_EQ(stranger.get("/@breastcancer").body.find("A paper"), std::string::npos);
}

TEST_F(StewardPages, ShowDepartmentsBelowTheirNetwork)
{
    look([&](Transaction& tx) { storage::accounts::set_role(tx, ines->id, "admin", "org_provider"); });
    const auto ward = id_of(ines->post(rounds_root + "/networks", network_form("oncologyward")));
    const auto path = rounds_root + "/networks/" + ward;
    (void)Phone::parsed(ines->ask(Method::patch, path, json::object{{"title", "Oncology"}, {"parent_id", network}}));
    Browser stranger(*site, "192.0.2.5");
    EXPECT_NE(stranger.get("/@breastcancer").body.find("/@oncologyward\">Oncology"), std::string::npos);
    EXPECT_NE(stranger.get("/@oncologyward").body.find("/@breastcancer\">"), std::string::npos);
    // One level, and no circle.
    for (const auto& bad : {ward, std::string("1")})
        EXPECT_EQ(ines->ask(Method::patch, path, json::object{{"parent_id", bad}}).status, 422U) << bad;
    EXPECT_EQ(
        ines->ask(Method::patch, rounds_root + "/networks/" + network, json::object{{"parent_id", ward}}).status, 422U
    );
    (void)Phone::parsed(ines->ask(Method::patch, path, json::object{{"parent_id", nullptr}}));
    EXPECT_EQ(stranger.get("/@breastcancer").body.find("Oncology"), std::string::npos);
}

/// A chat that runs, with a question of ann's.
class ChatDesk : public StewardPages
{
protected:
    void SetUp() override
    {
        id_ = id_of(ines->post(rounds_root + "/networks/" + network + "/chats", chat_form(1s)));
        look([&](Transaction& tx) {
            while (knowledge::run_due(tx, site->app().urls, site->app().clock.now() + 2s) > 0) {
            }
        });
        prompt_ = std::string(ines->get(rounds_root + path()).at("prompts").at(0).at("status_id").as_string());
    }
    [[nodiscard]] std::string path() const { return "/chats/" + id_; }
    http::Response tool(const std::string& name, Fields fields)
    {
        return send(*steward, path() + "/desk", path() + "/desk/" + name, std::move(fields));
    }

    std::string id_;
    std::string prompt_;
};

TEST_F(ChatDesk, RunsTheChatByForms)
{
    EXPECT_EQ(member->get(path() + "/desk").status, 403U);
    const auto question = ann->say("Is that normal?", "public", prompt_);
    auto shown = steward->get(path() + "/desk").body;
    EXPECT_NE(shown.find("Is that normal?"), std::string::npos);
    EXPECT_EQ(ines->get(rounds_root + path() + "/desk").at("unanswered").as_array().size(), 1U);
    ASSERT_EQ(tool("pin", {{"status_id", question}}).status, 303U);
    EXPECT_NE(member->get(path()).body.find("id=\"pinned\""), std::string::npos);
    ASSERT_EQ(tool("off_topic", {{"status_id", question}}).status, 303U);
    const auto page = member->get(path()).body;
    EXPECT_EQ(page.find("id=\"pinned\""), std::string::npos);
    EXPECT_NE(page.find("id=\"off-topic\""), std::string::npos);
    EXPECT_TRUE(ines->get(rounds_root + path() + "/desk").at("unanswered").as_array().empty());
    ASSERT_EQ(tool("off_topic", {{"status_id", question}, {"off_topic", "false"}}).status, 303U);
    ASSERT_EQ(tool("slow_mode", {{"seconds", "120"}}).status, 303U);
    EXPECT_NE(member->get(path()).body.find("Slow mode"), std::string::npos);
    ASSERT_EQ(tool("closing", {{"text", "Good night."}}).status, 303U);
    ASSERT_EQ(tool("on_call", {{"handle", "bob"}}).status, 303U);
    EXPECT_NE(member->get(path()).body.find("Moderator on call"), std::string::npos);
    EXPECT_EQ(tool("slow_mode", {{"seconds", "5000"}}).status, 422U);
    EXPECT_EQ(tool("on_call", {{"handle", "nobody"}}).status, 404U);
    const auto told = ines->get(rounds_root + path());
    EXPECT_EQ(told.at("slow_seconds").as_int64(), 120);
    EXPECT_EQ(told.at("closing").as_string(), "Good night.");
    EXPECT_TRUE(ann->get(rounds_root + path()).at("closing").is_null()) << "a surprise until the end";
}

TEST_F(ChatDesk, AppsAreToldHowLongToWaitInSlowMode)
{
    (void)ines->post(rounds_root + path() + "/slow_mode", json::object{{"seconds", 600}});
    (void)ann->say("Once", "public", prompt_);
    const json::object again{{"status", "Twice"}, {"in_reply_to_id", prompt_}};
    const auto refused = ann->ask(Method::post, "/api/v1/statuses", again);
    EXPECT_EQ(refused.status, 429U) << refused.body;
    EXPECT_NE(refused.body.find("slow mode"), std::string::npos);
    const auto wait = std::stoi(std::string(refused.headers.get("Retry-After")));
    EXPECT_GT(wait, 500);
    EXPECT_LE(wait, 600);
    const auto posts = ann->get("/api/v1/accounts/" + to_string(ann->id) + "/statuses");
    for (const auto& post : posts.as_array())
        EXPECT_EQ(post.at("content").as_string().find("Twice"), std::string::npos) << "nothing of it stays";
    (void)ann->say("Elsewhere one speaks as one likes");
    (void)ines->post(rounds_root + path() + "/slow_mode", json::object{{"seconds", 0}});
    (void)ann->say("Twice", "public", prompt_);
}

TEST_F(ChatDesk, ItsPageListensOnlyWhileThereIsSomethingToHear)
{
    const auto live = member->get(path());
    EXPECT_NE(live.body.find("/assets/live.js"), std::string::npos);
    const std::string policy(live.headers.get("Content-Security-Policy"));
    EXPECT_NE(policy.find("script-src 'self'; connect-src 'self'"), std::string::npos) << policy;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    const auto script = member->get("/assets/live.js");
    EXPECT_EQ(script.status, 200U);
    EXPECT_EQ(script.content_type, "text/javascript; charset=utf-8");
    // The page of a chat that is over runs no script, and its events do not come back.
    look([&](Transaction& tx) {
        auto chat = storage::chats::find(tx, parse_id<ChatId>(id_).value()).value();
        chat.state = "closed";
        chat.closed_at = site->app().clock.now() - 72h;
        storage::chats::update(tx, chat);
    });
    const auto over = member->get(path());
    EXPECT_EQ(over.body.find("live.js"), std::string::npos);
    EXPECT_EQ(std::string(over.headers.get("Content-Security-Policy")).find("script-src"), std::string::npos);
}

TEST_F(ChatDesk, TheStampGrowsWithWhatReadersSee)
{
    const auto stamp = [&] {
        return look([&](Transaction& tx) { return storage::chats::stamp(tx, parse_id<ChatId>(id_).value()); });
    };
    auto before = stamp();
    const auto changed = [&](const char* what) {
        const auto now = stamp();
        EXPECT_NE(now, before) << what;
        before = now;
    };
    const auto post = ann->say("Walking", "public", prompt_);
    changed("a post");
    EXPECT_EQ(stamp(), before) << "nothing happened";
    (void)ines->post(rounds_root + path() + "/pin", json::object{{"status_id", post}});
    changed("a pin");
    (void)ann->ask(Method::put, "/api/v1/statuses/" + post, json::object{{"status", "Walking daily"}});
    changed("an edit");
    (void)ann->ask(Method::del, "/api/v1/statuses/" + post);
    changed("a deletion");
}

} // namespace
} // namespace rounds::test
