#include "server/app/rosters.hpp"

#include "federation/signatures/keys.hpp"
#include "storage/peers.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <gtest/gtest.h>

namespace rounds::test {
namespace {

namespace rosters = storage::rosters;
using rosters::Member;
using rosters::Roster;
using storage::Transaction;

Member member(const std::string& domain, const std::string& name = "Somewhere")
{
    static const auto key = signatures::PrivateKey::generate_ed25519().public_key().to_multikey();
    return {domain, name, "hospital", "US-CA", "rounds", key};
}

class Rosters : public ::testing::Test
{
protected:
    Site site{[](app::Config& config) {
        config.mail.server = "smtp://127.0.0.1:9"; // nothing is sent, letters only wait
        config.mail.from = "rounds@mercy.example";
    }};
    app::App& app = site.app();

    template <class F> auto in_db(F body) { return site.db().transact_blocking(std::move(body)); }

    Roster subscribe(bool at_once)
    {
        return in_db([&](Transaction& tx) {
            Roster roster;
            roster.uri = "https://society.example/rosters/main";
            roster.at_once = at_once;
            return rosters::add(tx, roster).value();
        });
    }
    result<void> take(const Roster& roster, std::int64_t sequence, std::vector<Member> members)
    {
        return in_db([&](Transaction& tx) {
            const auto present = rosters::find(tx, roster.id).value();
            return app::take_version(tx, app, present, {"Consortium", sequence, members});
        });
    }
    std::vector<std::string> members(const Roster& roster)
    {
        return in_db([&](Transaction& tx) {
            std::vector<std::string> domains;
            for (const auto& entry : rosters::members(tx, roster.id)) domains.push_back(entry.member.domain);
            return domains;
        });
    }
    std::vector<rosters::Change> drafts(const Roster& roster, bool refused = false)
    {
        return in_db([&](Transaction& tx) { return rosters::changes(tx, roster.id, refused); });
    }
    bool let_in(const std::string& domain)
    {
        in_db([&](Transaction& tx) {
            app.trust.reload(tx);
            return true;
        });
        return app.trust.allows(domain);
    }
    std::int64_t number(std::string_view sql)
    {
        return in_db([&](Transaction& tx) { return count(tx, sql); });
    }
};

using Domains = std::vector<std::string>;

TEST_F(Rosters, FollowedAtOnceLetTheirMembersIn)
{
    const auto roster = subscribe(true);
    EXPECT_TRUE(let_in("society.example")) << "the server that the list is read from";
    EXPECT_FALSE(let_in("hope.example"));
    ASSERT_TRUE(take(roster, 1, {member("hope.example"), member("luke.example")}));
    EXPECT_EQ(members(roster), (Domains{"hope.example", "luke.example"}));
    EXPECT_TRUE(let_in("hope.example"));
    ASSERT_TRUE(take(roster, 2, {member("luke.example", "St. Luke")}));
    EXPECT_EQ(members(roster), Domains{"luke.example"});
    EXPECT_FALSE(let_in("hope.example"));
}

TEST_F(Rosters, AreNeverTurnedBack)
{
    const auto roster = subscribe(true);
    ASSERT_TRUE(take(roster, 5, {member("hope.example")}));
    const auto older = take(roster, 4, {});
    ASSERT_FALSE(older);
    EXPECT_EQ(older.error(), errc::forbidden);
    EXPECT_TRUE(take(roster, 5, {})) << "the same version changes nothing";
    EXPECT_EQ(members(roster), Domains{"hope.example"});
}

TEST_F(Rosters, MayWaitInDrafts)
{
    const auto roster = subscribe(false);
    ASSERT_TRUE(take(roster, 1, {member("hope.example"), member("luke.example")}));
    EXPECT_TRUE(members(roster).empty());
    EXPECT_FALSE(let_in("hope.example"));
    auto waiting = drafts(roster);
    ASSERT_EQ(waiting.size(), 2U);
    in_db([&](Transaction& tx) {
        app::apply_change(tx, app, waiting[0]);
        rosters::refuse(tx, waiting[1].id, app.clock.now());
        return true;
    });
    EXPECT_EQ(members(roster), Domains{"hope.example"});
    EXPECT_TRUE(let_in("hope.example"));
    EXPECT_TRUE(drafts(roster).empty());
    ASSERT_TRUE(take(roster, 2, {member("hope.example"), member("luke.example")}));
    EXPECT_TRUE(drafts(roster).empty()) << "what was refused comes up again only when it changes";
    ASSERT_TRUE(take(roster, 3, {member("hope.example"), member("luke.example", "St. Luke")}));
    EXPECT_EQ(drafts(roster).size(), 1U);
    ASSERT_TRUE(take(roster, 4, {member("hope.example")}));
    EXPECT_TRUE(drafts(roster, true).empty()) << "the steward took it back";
}

// R17
TEST_F(Rosters, LookAlikesWaitInAnyCase)
{
    const auto roster = subscribe(true);
    ASSERT_TRUE(take(roster, 1, {member("hope.example"), member("rnercy.example")}));
    EXPECT_EQ(members(roster), Domains{"hope.example"});
    const auto waiting = drafts(roster);
    ASSERT_EQ(waiting.size(), 1U);
    EXPECT_EQ(waiting[0].looks_like, "mercy.example");
}

TEST_F(Rosters, RetractionEndsFollowsAndTellsPeople)
{
    const auto ann = site.add_person("ann", "correct horse battery");
    site.add_person("ben", "correct horse battery");
    const auto roster = subscribe(true);
    ASSERT_TRUE(take(roster, 1, {member("hope.example", "Hope"), member("luke.example")}));
    in_db([&](Transaction& tx) {
        const auto local = storage::accounts::find(tx, ann).value();
        const auto hope = make_account(tx, {.username = "rosa", .domain = "hope.example"});
        const auto luke = make_account(tx, {.username = "omar", .domain = "luke.example"});
        (void)make_follow(tx, local, hope);
        (void)make_follow(tx, hope, local);
        (void)make_follow(tx, local, luke);
        return true;
    });
    ASSERT_TRUE(take(roster, 2, {member("luke.example")}));
    EXPECT_EQ(number("SELECT count(*) FROM follows"), 1) << "the other server's stays";
    EXPECT_EQ(number("SELECT count(*) FROM jobs WHERE kind = 'mail'"), 1) << "ben lost nobody";
    const auto letter = in_db([&](Transaction& tx) {
        static const storage::Statement sql{"test.letter", "SELECT payload::text FROM jobs WHERE kind = 'mail'"};
        return *parse_json(tx.exec(sql).front().at(0).as<std::string>());
    });
    EXPECT_EQ(letter.at("letter").as_string(), "severed");
    EXPECT_EQ(letter.at("account").as_string(), to_string(ann));
    EXPECT_EQ(letter.at("words").at("server").as_string(), "hope.example");
    EXPECT_EQ(letter.at("words").at("followers").as_int64(), 1);
    EXPECT_EQ(letter.at("words").at("followed").as_int64(), 1);
}

TEST_F(Rosters, RetractionSparesWhomAnotherRuleLetsIn)
{
    const auto ann = site.add_person("ann", "correct horse battery");
    const auto roster = subscribe(true);
    ASSERT_TRUE(take(roster, 1, {member("hope.example")}));
    in_db([&](Transaction& tx) {
        storage::peers::set_policy(tx, {"hope.example", "allow", ""});
        (void)make_follow(
            tx,
            storage::accounts::find(tx, ann).value(),
            make_account(tx, {.username = "rosa", .domain = "hope.example"})
        );
        return true;
    });
    ASSERT_TRUE(take(roster, 2, {}));
    EXPECT_EQ(number("SELECT count(*) FROM follows"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM jobs WHERE kind = 'mail'"), 0);
}

TEST_F(Rosters, DirectoryShowsProvenEntriesByRegionKindAndCondition)
{
    const auto roster = subscribe(true);
    auto hope = member("hope.example", "Hope <b>Hospital</b>");
    auto onco = member("onco.example", "Oncology Society");
    onco.kind = "society";
    onco.region = "DE-BE";
    ASSERT_TRUE(take(roster, 1, {hope, onco, member("luke.example", "Unproven")}));
    in_db([&](Transaction& tx) {
        const auto entry =
            parse_json(R"({"name":"Hope","url":"https://hope.example/","networks":[{"name":"Breast cancer",
            "handle":"@bc@hope.example","url":"https://hope.example/@bc","conditions":["breast cancer"]}],
            "chats":[{"name":"Fatigue","network":"Breast cancer","url":"https://hope.example/chats/1",
            "starts":"2099-01-01T00:00:00.000Z","ends":"2099-01-01T01:00:00.000Z"},
            {"name":"Over long ago","network":"x","url":"","starts":"2020-01-01T00:00:00.000Z","ends":"2020-01-01T01:00:00.000Z"}]})"
            );
        rosters::put_proof(tx, roster.id, "hope.example", entry->as_object(), app.clock.now());
        rosters::put_proof(tx, roster.id, "onco.example", json::object{{"networks", json::array{}}}, app.clock.now());
        return true;
    });
    Browser browser(site);
    const auto all = browser.get("/directory");
    ASSERT_EQ(all.status, 200U);
    EXPECT_TRUE(all.body.contains("Hope &lt;b&gt;Hospital")) << all.body;
    EXPECT_TRUE(all.body.contains("https://hope.example/@bc"));
    EXPECT_TRUE(all.body.contains("Fatigue"));
    EXPECT_FALSE(all.body.contains("Over long ago"));
    EXPECT_TRUE(all.body.contains("Oncology Society"));
    EXPECT_FALSE(all.body.contains("Unproven"));
    const auto spanish = browser.get("/directory?lang=es");
    EXPECT_TRUE(spanish.body.contains("Confirmado por"));
    EXPECT_TRUE(spanish.body.contains("Sociedad"));
    const auto societies = browser.get("/directory?kind=society");
    EXPECT_FALSE(societies.body.contains("hope.example"));
    EXPECT_TRUE(societies.body.contains("onco.example"));
    EXPECT_FALSE(browser.get("/directory?region=US-CA").body.contains("onco.example"));
    EXPECT_TRUE(browser.get("/directory?condition=Breast%20Cancer").body.contains("hope.example"));
    EXPECT_FALSE(browser.get("/directory?condition=gout").body.contains("hope.example"));
    in_db([&](Transaction& tx) {
        rosters::put_failure(tx, roster.id, "hope.example", "gone", app.clock.now() + std::chrono::hours(1));
        return true;
    });
    EXPECT_FALSE(browser.get("/directory").body.contains("hope.example")) << "not proven for too long";
}

TEST_F(Rosters, AreServedToAnybodyAndSigned)
{
    in_db([&](Transaction& tx) {
        Roster own;
        own.uri = "https://mercy.example/rosters/main";
        own.name = "main";
        own.title = "Consortium";
        own.own = true;
        auto added = rosters::add(tx, own).value();
        app::publish_member(tx, app, added, member("hope.example"));
        return true;
    });
    const auto key =
        signatures::PublicKey::from_multikey(in_db([&](Transaction& tx) { return app::roster_key(tx, app); }).value());
    const auto served =
        site.send(make_request(http::Method::get, "/rosters/main", {{"Accept", "application/activity+json"}}));
    ASSERT_EQ(served.status, 200U);
    const auto read = peers::read_roster(parse_json(served.body)->as_object(), *key, app.clock, 10);
    ASSERT_TRUE(read) << served.body;
    EXPECT_EQ(read->sequence, 1);
    EXPECT_EQ(read->members.size(), 1U);
    EXPECT_EQ(site.send(make_request(http::Method::get, "/rosters/other")).status, 404U);
    const auto entry = site.send(make_request(http::Method::get, "/directory/entry"));
    ASSERT_EQ(entry.status, 200U);
    auto self = member("mercy.example");
    self.key = key->to_multikey();
    EXPECT_TRUE(peers::read_directory_entry(parse_json(entry.body)->as_object(), self, app.clock)) << entry.body;
}

} // namespace
} // namespace rounds::test
