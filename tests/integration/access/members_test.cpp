// health.md 2.6, issue 4 "member privacy": who follows a condition's network, whom a patient follows and what they
// liked is told to nobody who does not hold it already. A crawler starts at every route and at every address it finds,
// as a stranger, as a server whose people follow, and as a hostile one that knows what to ask for.

#include "federation/vocab/readers.hpp"
#include "storage/deliveries.hpp"
#include "tests/integration/access/stage.hpp"

#include <deque>
#include <set>

namespace rounds::test {
namespace {

using http::Method;

/// Nobody else is called so. `lurker` follows the network and ann, favourites and boosts her post, and says nothing;
/// `faraway` does so from a server of its own.
constexpr std::string_view lurker = "lurkerxylo";
constexpr std::string_view faraway = "farxylo";

/// Paths of this instance in an answer: of links, of JSON, of headers.
std::set<std::string> addresses_in(const http::Response& answer)
{
    std::set<std::string> found;
    auto text = answer.body;
    for (const auto& [name, value] : answer.headers.entries()) text += '\n' + value;
    for (auto at = text.find("\\/"); at != std::string::npos; at = text.find("\\/", at)) text.erase(at, 1);
    for (const auto* opening : {"https://mercy.example/", "\"/", "'/"}) {
        const std::string_view start = opening;
        for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
            const auto from = at + start.size() - 1;
            auto path = text.substr(from, text.find_first_of("\"'<> \n\\#,;{}", from) - from);
            for (auto amp = path.find("&amp;"); amp != std::string::npos; amp = path.find("&amp;"))
                path.erase(amp + 1, 4);
            if (path.size() < 300) found.insert(std::move(path));
        }
    }
    return found;
}

class MemberPrivacy : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        stage = new AccessStage;
        join();
    }
    static void TearDownTestSuite()
    {
        delete stage;
        stage = nullptr;
    }

    static void join()
    {
        auto& site = stage->site();
        silent = new Phone(site, std::string(lurker));
        const auto network = group();
        for (const auto& target : {network, to_string(stage->phone("ann").id)})
            silent->post("/api/v1/accounts/" + target + "/follow");
        const auto post = stage->filled("{post}", "public", Who::owner);
        silent->post(unlimited_path(post, "/favourite"));
        silent->post(unlimited_path(post, "/bookmark"));
        silent->post(unlimited_path(post, "/reblog"));
        silent->post("/api/rounds/v1/conditions/DOID:1612/follow");
        site.db().transact_blocking([&](storage::Transaction& tx) {
            const auto far = make_account(tx, {.username = std::string(faraway), .domain = "far.example"});
            const auto ann = storage::accounts::find(tx, stage->phone("ann").id).value();
            make_follow(tx, far, ann);
            make_follow(tx, far, storage::accounts::find(tx, *parse_id<AccountId>(network)).value());
            tx.exec_plain(
                "INSERT INTO favourites (account_id, status_id) VALUES (" + to_string(far.id) + ", " + post + ")"
            );
        });
        stage->tell_others();
        stage->turn();
    }
    static std::string group() { return std::to_string(stage->count("SELECT account_id FROM networks LIMIT 1")); }

    /// Everything that can be reached by GET without a token, beginning with the routes and `more`.
    static std::size_t crawl(Who who, const std::vector<std::string>& more)
    {
        std::deque<std::string> todo(more.begin(), more.end());
        for (const auto& route : stage->routes()) {
            if (route.method != Method::get || route.path.contains("streaming")) continue;
            for (const auto* name : {"ann", "quokkas"}) todo.push_back(with_names(route.path, name));
        }
        std::set<std::string> seen;
        std::size_t answered = 0;
        while (!todo.empty()) {
            auto target = todo.front();
            todo.pop_front();
            // A log-in form that leads back to where one came from has an address for each.
            // Of the thousands of conditions, which are the same everywhere, one is looked at.
            const bool same = target.contains("sign_in?") || (target.contains("DOID") && !target.contains("1612"));
            if (same || !seen.insert(target).second) continue;
            const bool api = target.starts_with("/api/");
            for (const auto* accept : {api ? "application/json" : "application/activity+json", "text/html"}) {
                if (api && std::string_view(accept) == "text/html") continue;
                auto request = make_request(Method::get, target, {{"Accept", accept}});
                stage->sign(who, request);
                const auto answer = stage->send(request);
                EXPECT_LT(answer.status, 500U) << target;
                answered += answer.status == 200 ? 1 : 0;
                std::string whole = answer.body;
                for (const auto& [header, value] : answer.headers.entries()) whole += '\n' + value;
                for (const auto name : {lurker, faraway})
                    EXPECT_FALSE(whole.contains(name) && !target.contains(name))
                        << target << " tells " << name_of(who) << " of " << name << ": " << whole.substr(0, 400);
                for (auto& next : addresses_in(answer)) todo.push_back(next);
            }
        }
        EXPECT_LT(seen.size(), 1500U) << "addresses without end";
        return answered;
    }
    static std::string with_names(std::string_view pattern, std::string_view name)
    {
        std::string out;
        for (std::size_t i = 0; i < pattern.size(); ++i) {
            if (pattern[i] != ':') {
                out += pattern[i];
                continue;
            }
            const auto end = std::min(pattern.find('/', i), pattern.size());
            const auto key = pattern.substr(i + 1, end - i - 1);
            if (key == "name")
                out += name;
            else if (pattern.contains("/accounts/:id"))
                out += name == "ann" ? to_string(stage->phone("ann").id) : group();
            else if (pattern.contains("/networks/:id"))
                out += stage->filled("{network}", "", Who::owner);
            else if (pattern.contains("/chats/:id"))
                out += stage->filled("{chat}", "", Who::owner);
            else if (pattern.contains("/conditions/:id"))
                out += "DOID:1612";
            else
                out += stage->filled("{post}", "public", Who::owner);
            i = end - 1;
        }
        return out;
    }
    /// What one asks for who has read the code: ids of activities, pages beyond the first, other spellings.
    static std::vector<std::string> guesses()
    {
        std::vector<std::string> all;
        for (const auto* actor : {"/users/ann", "/groups/quokkas", "/@ann", "/@quokkas", "/users/ANN", "/actor"}) {
            for (const auto* rest :
                 {"/followers?page=1",
                  "/followers?page=true",
                  "/followers?page=true&max_id=0",
                  "/following?page=1",
                  "/followers_synchronization",
                  "/liked",
                  "/likes",
                  "/shares",
                  "/collections/likes",
                  "/members",
                  "/followers.json",
                  "/followers.csv",
                  "/followers/",
                  "/outbox?page=true&min_id=0",
                  "/subscribers"})
                all.push_back(std::string(actor) + rest);
        }
        const auto post = stage->filled("/users/ann/statuses/{post}", "public", Who::owner);
        for (const auto* rest : {"/likes", "/shares", "/likes?page=true", "/shares?page=true", "/replies?page=true"})
            all.push_back(post + rest);
        const auto rows = stage->site().db().transact_blocking([](storage::Transaction& tx) {
            std::vector<std::string> uris;
            for (const auto row :
                 tx.exec_plain("SELECT uri FROM activities UNION SELECT uri FROM favourites WHERE uri IS NOT "
                               "NULL UNION SELECT uri FROM follows WHERE uri IS NOT NULL UNION SELECT uri FROM "
                               "statuses WHERE reblog_of_id IS NOT NULL"))
                uris.push_back(row.get<std::string>("uri"));
            return uris;
        });
        for (const auto& uri : rows)
            if (uri.starts_with("https://mercy.example/")) all.push_back(uri.substr(21));
        return all;
    }

    static inline AccessStage* stage = nullptr;
    static inline Phone* silent = nullptr;
};

TEST_F(MemberPrivacy, AStrangerFindsNobody)
{
    EXPECT_GT(crawl(Who::anonymous, {}), 50U);
}

TEST_F(MemberPrivacy, AServerWithAFollowerFindsNobodyElse)
{
    EXPECT_GT(crawl(Who::follower, {}), 80U);
}

TEST_F(MemberPrivacy, AHostileServerThatKnowsWhatToAskForFindsNobody)
{
    EXPECT_GT(crawl(Who::other, guesses()), 80U);
}

TEST_F(MemberPrivacy, WhatIsSentNamesNobodyToOthers)
{
    // An activity that names the silent one may go to those alone whom it is about; the author of what was liked is
    // here.
    const auto leaked = stage->count(
        "SELECT count(*) FROM activities a JOIN deliveries d ON d.activity_id = a.id WHERE a.body LIKE '%" +
        std::string(lurker) + "%'"
    );
    EXPECT_EQ(leaked, 0) << "something about the silent one is on its way to another server";
    EXPECT_GT(stage->count("SELECT count(*) FROM deliveries"), 0) << "nothing is sent at all, which proves nothing";
}

/// The twin: whom it concerns does see it.
TEST_F(MemberPrivacy, TheAuthorKnowsWhoFollowsAndLikes)
{
    auto& ann = stage->phone("ann");
    const auto followers = ann.get("/api/v1/accounts/" + to_string(ann.id) + "/followers?limit=80");
    EXPECT_TRUE(json::serialize(followers).contains(lurker));
    EXPECT_TRUE(json::serialize(followers).contains(faraway));
    const auto post = stage->filled("{post}", "public", Who::owner);
    EXPECT_TRUE(json::serialize(ann.get(unlimited_path(post, "/favourited_by"))).contains(lurker));
}

/// Nor do other members, by the client API.
TEST_F(MemberPrivacy, MembersFindNoOtherMembers)
{
    const auto network = group();
    const auto post = stage->filled("{post}", "public", Who::owner);
    for (const auto* name : {"mentioned", "follower", "other", "helper"}) {
        auto& phone = stage->phone(name);
        for (const auto& target :
             {"/api/v1/accounts/" + network + "/followers",
              "/api/v1/accounts/" + to_string(stage->phone("ann").id) + "/followers",
              "/api/v1/accounts/" + to_string(silent->id) + "/following",
              unlimited_path(post, "/favourited_by"),
              "/api/v1/accounts/familiar_followers?id[]=" + network,
              "/api/v1/accounts/" + to_string(silent->id) + "/statuses?exclude_reblogs=true",
              std::string("/api/v1/directory?local=true&limit=80"),
              std::string("/api/v2/suggestions?limit=80"),
              std::string("/api/v1/notifications?limit=80")}) {
            const auto answer = phone.ask(Method::get, target);
            EXPECT_FALSE(answer.body.contains("\"" + std::string(lurker) + "\"") && !target.contains("statuses?"))
                << target << " as " << name;
            EXPECT_FALSE(answer.body.contains(faraway)) << target << " as " << name;
        }
    }
}

} // namespace
} // namespace rounds::test
