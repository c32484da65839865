#include "server/knowledge/chats.hpp"
#include "server/rounds_api/routes.hpp"
#include "storage/graph.hpp"
#include "tests/integration/knowledge/rounds_api_site.hpp"

#include <array>
#include <fmt/format.h>
#include <map>
#include <set>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;
using http::Method;

/// Who asks, in the order of the table's columns.
constexpr std::array<std::string_view, 9> roles{
    "steward",
    "host",
    "clinician mentor",
    "patient champion",
    "member",
    "guest pass",
    "outsider",
    "anonymous",
    "suspended"
};

/// What a request is about, made anew for each, so that what one role did does not meet the next.
enum class About { network, chat, draft, question, resource, series, none };

struct Rule
{
    Method method;
    std::string_view path; ///< as in the route table
    std::string_view may;  ///< y or - for each of `roles`
    About about;
    std::string_view body = "{}"; ///< complete, so that only the right to do it decides
};

// The permission matrix of networks, chats, summaries and questions. A route of these that is missing here fails
// EveryActionHasARule: nobody adds an action without saying who may do it. Reviewing needs a clinician's credential
// that no role brings along; what authors alone may do is done here by the steward, who drafted it.
//
//   steward host mentor champion member guest outsider anonymous suspended
constexpr Rule rules[] = {
    {Method::get, "/networks/:id", "yyyyyyyy-", About::network},
    {Method::patch, "/networks/:id", "y--------", About::network, R"({"guidelines":"Be kind"})"},
    {Method::post,
     "/networks",
     "---------",
     About::none,
     R"({"username":"mine","title":"x","conditions":["DOID:1612"]})"},
    {Method::post, "/networks/:id/roles", "y--------", About::network, R"({"account_id":"$other","role":"host"})"},
    {Method::del, "/networks/:id/roles", "y--------", About::network, R"({"account_id":"$host","role":"host"})"},
    {Method::post, "/networks/:id/quote_consent", "yyyyyyy--", About::network, R"({"granted":false})"},
    {Method::get, "/networks/:id/resources", "yyyyyyyy-", About::network},
    {Method::post,
     "/networks/:id/resources",
     "yyy------",
     About::network,
     R"({"title":"Read","address":"https://a.example/$n"})"},
    {Method::post, "/resources/:id/pin", "yyy------", About::resource},
    {Method::del, "/resources/:id", "yyy------", About::resource},
    {Method::get, "/networks/:id/requests", "y--------", About::network},
    {Method::post, "/networks/:id/requests", "y--------", About::network, R"({"account_id":"$asker","accepted":false})"
    },
    // Moderators of this instance, who are no column here, see and undo these too.
    {Method::get, "/networks/:id/bans", "y--------", About::network},
    {Method::post, "/networks/:id/bans", "y--------", About::network, R"({"account_id":"$kept","reason":"Sells"})"},
    {Method::del, "/networks/:id/bans", "y--------", About::network, R"({"account_id":"$kept"})"},
    {Method::get, "/networks/:id/removed_posts", "y--------", About::network},
    {Method::post,
     "/networks/:id/removed_posts",
     "y--------",
     About::network,
     R"({"status_id":"$sold","reason":"Sells"})"},
    {Method::del, "/networks/:id/removed_posts", "y--------", About::network, R"({"status_id":"$sold"})"},
    {Method::get, "/networks/:id/locks", "y--------", About::network},
    {Method::post, "/networks/:id/locks", "y--------", About::network, R"({"status_id":"$sold","reason":"Enough"})"},
    {Method::del, "/networks/:id/locks", "y--------", About::network, R"({"status_id":"$sold"})"},
    {Method::get, "/networks/:id/chats", "yyyyyyyy-", About::network},
    {Method::post, "/networks/:id/chats", "yy-------", About::network, "$chat"},
    {Method::get, "/networks/:id/calendar.ics", "yyyyyyyy-", About::network},
    {Method::get, "/networks/:id/series", "yyyyyyyy-", About::network},
    {Method::post, "/networks/:id/series", "yy-------", About::network, "$series"},
    {Method::del, "/series/:id", "yy-------", About::series},
    {Method::get, "/networks/:id/summaries", "yyyyyyyy-", About::network},
    {Method::get, "/networks/:id/questions", "yyyyyyyy-", About::network},
    {Method::get, "/networks/:id/metrics", "yyyyyyyy-", About::network},
    {Method::get, "/chats/:id", "yyyyyyyy-", About::chat},
    {Method::patch, "/chats/:id", "yy-------", About::chat, R"({"title":"Sleep"})"},
    {Method::post, "/chats/:id/cancel", "yy-------", About::chat},
    {Method::post, "/chats/:id/prompts/:position/hold", "yy-------", About::chat},
    {Method::post, "/chats/:id/prompts/:position/release", "yy-------", About::chat},
    {Method::post, "/chats/:id/prompts/:position/skip", "yy-------", About::chat},
    {Method::post, "/chats/:id/prompts/:position/extend", "yy-------", About::chat, R"({"seconds":60})"},
    {Method::get, "/chats/:id/desk", "yy-------", About::chat},
    {Method::post, "/chats/:id/slow_mode", "yy-------", About::chat, R"({"seconds":30})"},
    {Method::post, "/chats/:id/pin", "yy-------", About::chat, R"({"status_id":"$event"})"},
    {Method::post, "/chats/:id/off_topic", "yy-------", About::chat, R"({"status_id":"$said"})"},
    {Method::post, "/chats/:id/let_in", "yy-------", About::chat, R"({"status_id":"$said"})"},
    {Method::post, "/chats/:id/closing", "yy-------", About::chat, R"({"text":"Sleep well."})"},
    {Method::post, "/chats/:id/on_call", "yy-------", About::chat, R"({"account_id":"$other"})"},
    // By those who take part in the chat: here its host, who is the steward.
    {Method::post, "/chats/:id/interests", "y--------", About::chat, R"({"statement":"None"})"},
    {Method::get, "/chats/:id/transcript", "yyyyyyyy-", About::chat},
    {Method::get, "/chats/:id/transcript/:format", "yyyyyyyy-", About::chat},
    {Method::get, "/chats/:id/statistics", "yyyyyyyy-", About::chat},
    {Method::get, "/chats/:id/calendar.ics", "yyyyyyyy-", About::chat},
    {Method::post, "/chats/:id/summaries", "yy-------", About::draft},
    {Method::get, "/summaries/:id", "yy-------", About::draft},
    {Method::patch, "/summaries/:id", "y--------", About::draft, R"({"title":"Sleep"})"},
    {Method::get, "/summaries/:id/versions", "yy-------", About::draft}, // a draft, for those who see drafts
    {Method::post, "/summaries/:id/interests", "yy-------", About::draft, R"({"statement":"None"})"},
    {Method::post, "/summaries/:id/submit", "y--------", About::draft},
    {Method::post, "/summaries/:id/review", "---------", About::draft, R"({"grades":[]})"},
    {Method::get, "/summaries/:id/obstacles", "yy-------", About::draft},
    {Method::post, "/summaries/:id/publish", "y--------", About::draft},
    {Method::post, "/summaries/:id/corrections", "y--------", About::draft, R"({"reason":"It was wrong"})"},
    // What is not published can be taken back by nobody.
    {Method::post, "/summaries/:id/retract", "---------", About::draft, R"({"reason":"It was wrong"})"},
    {Method::get, "/summaries/:id/references/:format", "yy-------", About::draft},
    {Method::get, "/summaries/:id/marks", "yy-------", About::draft},
    {Method::post, "/summaries/:id/mark", "---------", About::draft, R"({"mark":"helpful"})"},
    // The asker of the question is somebody else; stewards and hosts settle it too.
    {Method::post, "/questions", "yy-------", About::question, R"({"status_id":"$post"})"},
    {Method::get, "/questions/:id", "yyyyyyyy-", About::question},
    {Method::post, "/questions/:id/accept", "yy-------", About::question, R"({"status_id":"$answer"})"},
    {Method::post, "/questions/:id/reopen", "yy-------", About::question},
    {Method::post, "/questions/:id/endorse", "---------", About::question, R"({"status_id":"$answer"})"},
    {Method::post, "/questions/:id/propose", "yy-------", About::question},
};

/// Routes that know no networks of their own: lists that leave out what their reader may not see, the vocabulary, and
/// what has a matrix elsewhere.
bool is_elsewhere(std::string_view path)
{
    static const std::set<std::string_view> lists{
        "/openapi.json",
        "/networks",
        "/chats",
        "/questions",
        "/tags/:name/calendar.ics",
        "/consents",
        "/metrics",
        "/organisations"
    };
    for (const auto* prefix :
         {"/accounts",
          "/conditions",
          "/credentials",
          "/erasures",
          "/guard",
          "/incidents",
          "/metrics",
          "/organisations",
          "/recalls",
          "/received",
          "/references"})
        if (path.starts_with(prefix)) return true;
    return lists.contains(path);
}

std::string replaced(std::string text, std::string_view what, const std::string& with)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
    return text;
}

class Permissions : public RoundsApi
{
protected:
    static void SetUpTestSuite()
    {
        RoundsApi::SetUpTestSuite();
        for (const auto* name :
             {"host", "mentor", "champion", "member", "guest", "outsider", "gone", "other", "asker", "kept"})
            people[name] = new Phone(*site, name);
        give("host", "host");
        give("mentor", "clinician_mentor");
        give("champion", "patient_champion");
        give("guest", "guest_pass");
        for (const auto* name : {"member", "champion", "mentor", "host"}) follow_network(name);
        site->db().transact_blocking([](storage::Transaction& tx) {
            storage::accounts::set_role(tx, ines->id, "member", "org_provider"); // a steward, and nothing more
            static const storage::Statement suspend{
                "test.suspend", "UPDATE accounts SET suspended_at = now() WHERE id = $1"
            };
            tx.exec(suspend, people["gone"]->id);
        });
    }
    static void TearDownTestSuite()
    {
        for (auto& [name, phone] : people) delete phone;
        people.clear();
        RoundsApi::TearDownTestSuite();
    }
    static void give(const std::string& name, const std::string& role)
    {
        const json::object form{{"account_id", to_string(people[name]->id)}, {"role", role}};
        (void)ines->post(rounds_root + "/networks/" + network + "/roles", form);
    }
    static void follow_network(const std::string& name)
    {
        const auto group = ines->get(rounds_root + "/networks/" + network).at("account").at("id");
        (void)people[name]->post("/api/v1/accounts/" + std::string(group.as_string()) + "/follow");
    }
    static Phone as(std::size_t role)
    {
        constexpr std::array names{"", "host", "mentor", "champion", "member", "guest", "outsider", "outsider", "gone"};
        if (role == 0) return *ines;
        auto phone = *people[names.at(role)];
        return role == 7 ? phone.stranger() : phone;
    }

    /// What the placeholders of a rule stand for.
    using Things = std::map<std::string, std::string>;

    static std::string new_chat()
    {
        return id_of(ines->post(rounds_root + "/networks/" + network + "/chats", chat_form()));
    }
    static json::object series_form()
    {
        json::array prompts;
        prompts.push_back(json::object{{"content", "What helped?"}, {"offset_s", 0}});
        return {
            {"title", "Each week"},
            {"rule", "FREQ=WEEKLY;BYDAY=MO"},
            {"starts", "21:00"},
            {"timezone", "UTC"},
            {"ahead", 1},
            {"prompts", std::move(prompts)}
        };
    }
    static std::string ended_chat()
    {
        const auto chat = new_chat();
        site->db().transact_blocking([&](storage::Transaction& tx) {
            while (knowledge::run_due(tx, site->app().urls, site->app().clock.now() + 3h) > 0) {
            }
        });
        return chat;
    }
    /// As if slow mode held it back.
    static void queue(const std::string& status)
    {
        site->db().transact_blocking([&](storage::Transaction& tx) {
            static const storage::Statement sql{
                "test.queue", "UPDATE chat_posts SET queued_until = now() + interval '1 hour' WHERE status_id = $1"
            };
            tx.exec(sql, parse_id<StatusId>(status).value());
        });
    }
    static void ask_to_come_in()
    {
        const auto group = ines->get(rounds_root + "/networks/" + network).at("account").at("id");
        site->db().transact_blocking([&](storage::Transaction& tx) {
            storage::graph::Follow wanted;
            wanted.account = people["asker"]->id;
            wanted.target = parse_id<AccountId>(group.as_string()).value();
            wanted.uri = "https://mercy.example/asks";
            (void)storage::graph::add_follow(tx, wanted); // or it waits already
        });
    }
    /// What is taken back was done before.
    static void prepare_decision(const Rule& rule, Things& things)
    {
        const bool about_post = rule.path.ends_with("/removed_posts") || rule.path.ends_with("/locks");
        if (about_post) things["$sold"] = people["asker"]->say("@breastcancer Buy this");
        if (rule.method != Method::del || (!about_post && !rule.path.ends_with("/bans"))) return;
        json::object form{{"reason", "Sells"}};
        if (about_post)
            form["status_id"] = things["$sold"];
        else
            form["account_id"] = things["$kept"];
        (void)ines->ask(Method::post, rounds_root + replaced(std::string(rule.path), ":id", network), form);
    }
    static Things things_for(const Rule& rule)
    {
        static int number = 0;
        Things things{
            {"$n", std::to_string(++number)},
            {"$other", to_string(people["other"]->id)},
            {"$host", to_string(people["host"]->id)},
            {"$asker", to_string(people["asker"]->id)},
            {"$kept", to_string(people["kept"]->id)},
            {"$chat", json::serialize(chat_form())},
            {"$series", json::serialize(series_form())},
            {":id", network},
            {":position", "1"},
            {":format", rule.path.find("references") == std::string_view::npos ? "csv" : "ris"}
        };
        switch (rule.about) {
        case About::network:
            if (rule.path.ends_with("/requests")) ask_to_come_in();
            prepare_decision(rule, things);
            break;
        case About::none:
            break;
        case About::chat: {
            things[":id"] = new_chat();
            const auto chat = ines->get(rounds_root + "/chats/" + things[":id"]);
            things["$event"] = std::string(chat.at("status_id").as_string());
            things["$said"] = people["asker"]->say("I cannot come", "public", things["$event"]);
            if (rule.path.ends_with("/let_in")) queue(things["$said"]);
            break;
        }
        case About::draft: {
            const auto chat = ended_chat();
            things[":id"] = chat;
            if (rule.path.starts_with("/summaries"))
                things[":id"] = id_of(ines->post(rounds_root + "/chats/" + chat + "/summaries"));
            break;
        }
        case About::question: {
            auto& asker = *people["asker"];
            things["$post"] = asker.say("@breastcancer Is it so?");
            things["$answer"] = people["other"]->say("It is", "public", things["$post"]);
            if (rule.path != "/questions")
                things[":id"] =
                    id_of(asker.post(rounds_root + "/questions", json::object{{"status_id", things["$post"]}}));
            break;
        }
        case About::resource:
            things[":id"] = id_of(ines->post(
                rounds_root + "/networks/" + network + "/resources",
                json::object{{"title", "Read"}, {"address", "https://b.example/" + things["$n"]}}
            ));
            break;
        case About::series:
            things[":id"] = id_of(ines->post(rounds_root + "/networks/" + network + "/series", series_form()));
            break;
        }
        return things;
    }
    static std::string filled(std::string_view text, const Things& things)
    {
        std::string out(text);
        for (const auto& [what, with] : things) out = replaced(out, what, with);
        return out;
    }
    /// Done, or refused for its state alone: the right to it is there. 401, 403 and 404 look away.
    static bool is_allowed(unsigned status)
    {
        EXPECT_TRUE(status == 200 || status == 401 || status == 403 || status == 404 || status == 422) << status;
        return status == 200 || status == 422;
    }

    static inline std::map<std::string, Phone*> people;
};

TEST_F(Permissions, EveryActionHasARule)
{
    std::set<std::string> ruled;
    for (const auto& rule : rules) {
        EXPECT_EQ(rule.may.size(), roles.size()) << rule.path;
        EXPECT_TRUE(ruled.insert(fmt::format("{} {}", http::to_string(rule.method), rule.path)).second) << rule.path;
    }
    for (const auto& route : rounds_api::routes()) {
        if (!route.path.starts_with(rounds_root)) continue;
        const auto path = route.path.substr(rounds_root.size());
        const auto name = fmt::format("{} {}", http::to_string(route.method), path);
        if (ruled.erase(name) == 0) EXPECT_TRUE(is_elsewhere(path)) << name << ": nobody has said who may do this";
    }
    EXPECT_TRUE(ruled.empty()) << *ruled.begin() << " is no route";
}

TEST_F(Permissions, AreThoseOfTheTableAndNoOthers)
{
    for (const auto& rule : rules) {
        // Whoever may nothing asks first, so that what they met is untouched; who may gets a thing of their own.
        auto things = things_for(rule);
        for (const char wanted : {'-', 'y'})
            for (std::size_t role = 0; role < roles.size(); ++role) {
                if (rule.may.at(role) != wanted) continue;
                if (wanted == 'y' && rule.method != Method::get) things = things_for(rule);
                auto phone = as(role);
                const auto body =
                    rule.method == Method::get ? json::value(nullptr) : json::parse(filled(rule.body, things));
                const auto response = phone.ask(rule.method, rounds_root + filled(rule.path, things), body);
                EXPECT_EQ(is_allowed(response.status), wanted == 'y')
                    << roles.at(role) << ": " << http::to_string(rule.method) << ' ' << rule.path << " answers "
                    << response.status << ' ' << response.body.substr(0, 200);
                // A role that was taken away by the very rule is given back.
                if (rule.path == "/networks/:id/roles" && wanted == 'y') give("host", "host");
            }
    }
}

TEST_F(Permissions, WhatANetworkByInvitationHoldsIsForItsPeople)
{
    const auto chat = new_chat();
    (void)Phone::parsed(
        ines->ask(Method::patch, rounds_root + "/networks/" + network, json::object{{"join_policy", "invitation"}})
    );
    for (const auto& rule : rules) {
        if (rule.method != Method::get || rule.may.at(7) != 'y' || rule.about == About::question) continue;
        auto things = things_for(rule);
        if (rule.about == About::chat) things[":id"] = chat;
        for (std::size_t role = 0; role < roles.size(); ++role) {
            const bool inside = role <= 5; // from the steward to the guest pass
            const auto response = as(role).ask(Method::get, rounds_root + filled(rule.path, things));
            EXPECT_EQ(response.status == 200, inside) << roles.at(role) << ": " << rule.path << ' ' << response.status;
        }
    }
    (void
    )Phone::parsed(ines->ask(Method::patch, rounds_root + "/networks/" + network, json::object{{"join_policy", "open"}})
    );
}

TEST_F(Permissions, AGuestPassEndsByItself)
{
    const auto shown = [&] { return people["guest"]->get(rounds_root + "/networks/" + network).at("roles"); };
    const auto mine = [&] {
        for (const auto& role : shown().as_array())
            if (role.at("role").as_string() == "guest_pass") return true;
        return false;
    };
    EXPECT_TRUE(mine());
    site->db().transact_blocking([](storage::Transaction& tx) {
        static const storage::Statement end{
            "test.end_pass", "UPDATE network_roles SET until = now() - interval '1 second' WHERE role = 'guest_pass'"
        };
        tx.exec(end);
    });
    EXPECT_FALSE(mine());
    give("guest", "guest_pass");
    EXPECT_TRUE(mine());
}

} // namespace
} // namespace rounds::test
