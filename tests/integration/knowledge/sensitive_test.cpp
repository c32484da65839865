#include "server/knowledge/sensitive.hpp"

#include "server/knowledge/chats.hpp"
#include "server/social/doors.hpp"
#include "storage/accounts.hpp"
#include "storage/chats.hpp"
#include "storage/graph.hpp"
#include "storage/network_doors.hpp"
#include "storage/networks.hpp"
#include "tests/integration/knowledge/rounds_api_site.hpp"

namespace rounds::test {
namespace {

using namespace std::chrono_literals;
using http::Method;

class SensitivePreset : public RoundsApi
{
protected:
    /// Whoever asks may fetch what is public: what is hidden is hidden for being what it is.
    static void SetUpTestSuite()
    {
        site = new Site([](app::Config& config) {
            config.limits.api_per_5min = 1'000'000;
            config.federation.authorized_fetch = false;
        });
        ann = new Phone(*site, "ann");
        bob = new Phone(*site, "bob");
        ines = new Phone(*site, "ines");
        site->db().transact_blocking([](storage::Transaction& tx) {
            storage::accounts::set_role(tx, ines->id, "admin", "org_provider");
        });
        network = id_of(ines->post(rounds_root + "/networks", network_form("breastcancer")));
    }
    static json::value switch_it(bool on, json::object more = {})
    {
        more["sensitive"] = on;
        return Phone::parsed(ines->ask(Method::patch, rounds_root + "/networks/" + network, more));
    }
    static std::string group()
    {
        return std::string(ines->get(rounds_root + "/networks/" + network).at("account").at("id").as_string());
    }
    static http::Response follow_by(Phone& by)
    {
        return by.ask(Method::post, "/api/v1/accounts/" + group() + "/follow");
    }
    static void let_in(Phone& who)
    {
        const json::object form{{"account_id", to_string(who.id)}, {"accepted", true}};
        (void)ines->post(rounds_root + "/networks/" + network + "/requests", form);
    }
    static http::Response activity(const std::string& path)
    {
        return site->send(make_request(Method::get, path, {{"Accept", "application/activity+json"}}));
    }
};

/// One switch, and every default of health.md 2.6 and of the 42 CFR Part 2 line in 2.5.
TEST_F(SensitivePreset, OneSwitchSetsEveryDefault)
{
    const auto before = ines->get(rounds_root + "/networks/" + network);
    EXPECT_FALSE(before.at("sensitive").as_bool());
    EXPECT_EQ(before.at("join_policy").as_string(), "open");
    EXPECT_EQ(activity("/groups/breastcancer").status, 200U);

    const auto network_now = switch_it(true);
    // Local only by default, and one comes in by approval.
    EXPECT_TRUE(network_now.at("local_only").as_bool());
    EXPECT_EQ(network_now.at("join_policy").as_string(), "approval");
    EXPECT_EQ(network_now.at("posting_policy").as_string(), "followers");
    EXPECT_EQ(activity("/groups/breastcancer").status, 404U);
    EXPECT_EQ(activity("/groups/breastcancer/followers").status, 404U);
    EXPECT_EQ(activity("/.well-known/webfinger?resource=acct:breastcancer@mercy.example").status, 404U);
    const auto locked = site->db().transact_blocking([](storage::Transaction& tx) {
        return storage::accounts::find_by_handle(tx, "breastcancer", std::nullopt).value();
    });
    EXPECT_TRUE(locked.locked);
    // Not to be found, not to be indexed.
    EXPECT_FALSE(locked.discoverable);
    EXPECT_FALSE(locked.indexable);
    auto stranger = ann->stranger();
    for (const auto& path : {"/networks/" + network, "/networks/" + network + "/chats"})
        EXPECT_EQ(stranger.status_of(rounds_root + path), 404U) << path;
    EXPECT_EQ(stranger.status_of("/@breastcancer"), 404U);
    Browser reader(*site);
    site->add_person("reader", "correct horse battery");
    (void)reader.log_in("reader", "correct horse battery");
    EXPECT_NE(reader.get("/@breastcancer").body.find("noindex"), std::string::npos);

    // Pseudonyms only.
    site->db().transact_blocking([](storage::Transaction& tx) {
        auto account = storage::accounts::find(tx, bob->id).value();
        account.display_name = "Maria Lopez";
        storage::accounts::update_profile(tx, account);
    });
    const auto refused = follow_by(*bob);
    EXPECT_EQ(refused.status, 422U);
    EXPECT_NE(refused.body.find("not your full name"), std::string::npos) << refused.body;

    // A consent is recorded, with its wording, and ends with the follow.
    EXPECT_TRUE(ann->get(rounds_root + "/consents").as_array().empty());
    EXPECT_EQ(follow_by(*ann).status, 200U);
    const auto consents = ann->get(rounds_root + "/consents");
    ASSERT_EQ(consents.as_array().size(), 1U);
    EXPECT_EQ(consents.at(0).at("wording").as_string(), social::consent_wording(network_now.at("title").as_string()));
    EXPECT_TRUE(consents.at(0).at("withdrawn_at").is_null());
    EXPECT_EQ(consents.at(0).at("kind").as_string(), "membership");
    let_in(*ann);

    // Nor is a full name taken on later; other changes of the profile are.
    const std::string profile = "/api/v1/accounts/update_credentials";
    const auto renamed = ann->ask(Method::patch, profile, {{"display_name", "Maria Lopez"}});
    EXPECT_EQ(renamed.status, 422U);
    EXPECT_NE(renamed.body.find("protects its people"), std::string::npos) << renamed.body;
    EXPECT_EQ(ann->ask(Method::patch, profile, {{"display_name", "Night owl"}}).status, 200U);

    // No member list: nobody is told who is in, and champions are named to nobody.
    EXPECT_TRUE(bob->get("/api/v1/accounts/" + group() + "/followers").as_array().empty());
    EXPECT_TRUE(ines->get("/api/v1/accounts/" + group() + "/followers").as_array().empty());
    EXPECT_TRUE(bob->get("/api/v1/accounts/" + to_string(ann->id) + "/following").as_array().empty());

    // What is put to it is in no public list and leaves nowhere.
    const auto post = ann->say("@breastcancer Six weeks without a drink");
    const auto shown = ann->get("/api/v1/statuses/" + post);
    EXPECT_EQ(shown.at("visibility").as_string(), "unlisted");
    const auto uri = std::string(shown.at("uri").as_string());
    EXPECT_EQ(activity(uri.substr(uri.find("/users/"))).status, 404U);
    const auto kept = site->db().transact_blocking([&](storage::Transaction& tx) {
        return storage::networks::post_stays_here(tx, parse_id<StatusId>(post).value());
    });
    EXPECT_TRUE(kept);
    const auto elsewhere = ann->say("A walk in the park");
    const auto open_uri = std::string(ann->get("/api/v1/statuses/" + elsewhere).at("uri").as_string());
    EXPECT_EQ(activity(open_uri.substr(open_uri.find("/users/"))).status, 200U) << "only what belongs to it";

    // Nobody of another server comes in.
    site->db().transact_blocking([&](storage::Transaction& tx) {
        const auto far = make_account(tx, {.username = "far", .domain = "lakeside.example"});
        EXPECT_EQ(
            social::follow(tx, site->app().urls, far, locked, {}, "https://lakeside.example/f/1").error(),
            errc::forbidden
        );
    });

    // Exports carry the notice of 42 CFR 2.32.
    const auto chat = id_of(ines->post(rounds_root + "/networks/" + network + "/chats", chat_form(1h)));
    for (const auto* format : {"csv", "html"})
        EXPECT_NE(
            ann->ask(Method::get, rounds_root + "/chats/" + chat + "/transcript/" + format)
                .body.find(knowledge::export_notice),
            std::string::npos
        ) << format;
    EXPECT_EQ(
        ann->get(rounds_root + "/chats/" + chat + "/transcript").at("notice").as_string(), knowledge::export_notice
    );

    // Leaving takes the consent back, and keeps the record.
    (void)ann->post("/api/v1/accounts/" + group() + "/unfollow");
    EXPECT_TRUE(ann->get(rounds_root + "/consents").at(0).at("withdrawn_at").is_string());
}

TEST_F(SensitivePreset, ThePageOfConsentsListsThemAllAndLeavingTakesOneBack)
{
    (void)switch_it(true);
    const auto reader_id = site->add_person("quiet_reader", "correct horse battery");
    Browser reader(*site);
    ASSERT_EQ(reader.log_in("quiet_reader", "correct horse battery").status, 303U);
    const auto page = reader.get("/@breastcancer");
    EXPECT_NE(page.body.find("Ask to join"), std::string::npos) << "people are let in by a steward";
    EXPECT_NE(page.body.find("class=\"notice\">"), std::string::npos) << "what joining means is said before";
    const Fields token{{"form_token", input_value(page, "form_token")}};
    EXPECT_EQ(reader.post("/networks/" + network + "/join", {}).status, 403U) << "without the token of the form";
    ASSERT_EQ(reader.post("/networks/" + network + "/join", token).status, 303U);
    EXPECT_NE(reader.get("/@breastcancer").body.find("You have asked to join."), std::string::npos);
    const auto listed = [&] {
        return site->db().transact_blocking([&](storage::Transaction& tx) {
            storage::chats::set_quote_consent(
                tx, parse_id<NetworkId>(network).value(), reader_id, true, site->app().clock.now()
            );
            return storage::networks::consents_of(tx, reader_id, 10);
        });
    }();
    ASSERT_EQ(listed.size(), 2U);
    const auto consents = reader.get("/settings/consents").body;
    for (const auto* part :
         {"To what the network keeps of those who enter it:", "To be quoted, with your name", "/leave\""})
        EXPECT_NE(consents.find(part), std::string::npos) << part;
    ASSERT_EQ(reader.post("/networks/" + network + "/leave", token).status, 303U);
    const auto after = reader.get("/settings/consents").body;
    EXPECT_NE(after.find("Taken back on"), std::string::npos);
    EXPECT_EQ(after.find("/leave\""), std::string::npos) << "there is nothing left to leave";
}

TEST_F(SensitivePreset, ItsStewardsMayOpenItAndNothingOpensByItself)
{
    (void)switch_it(true);
    auto opened = switch_it(true, {{"local_only", false}});
    EXPECT_FALSE(opened.at("local_only").as_bool());
    EXPECT_EQ(activity("/groups/breastcancer").status, 200U);
    (void)switch_it(true, {{"local_only", true}});
    const auto off = switch_it(false);
    EXPECT_FALSE(off.at("sensitive").as_bool());
    EXPECT_TRUE(off.at("local_only").as_bool());
    EXPECT_EQ(off.at("join_policy").as_string(), "approval");
}

TEST_F(SensitivePreset, IsForStewardsAndAdministratorsToSwitch)
{
    const auto id = parse_id<NetworkId>(network).value();
    site->db().transact_blocking([&](storage::Transaction& tx) {
        const auto member = storage::accounts::find(tx, ann->id).value();
        const auto admin = make_user(tx, {.username = "chief", .role = "admin"});
        EXPECT_EQ(knowledge::set_sensitive(tx, site->app().urls, member, id, true).error(), errc::forbidden);
        const auto switched = knowledge::set_sensitive(tx, site->app().urls, admin, id, true);
        ASSERT_TRUE(switched);
        EXPECT_TRUE(switched->sensitive && switched->local_only);
    });
}

} // namespace
} // namespace rounds::test
