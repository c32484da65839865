#include "server/inbound/documents.hpp"
#include "tests/integration/media/media_site.hpp"

namespace rounds::test {
namespace {

using http::Method;

/// GET and PATCH /api/v1/profile, and what came to clients with it.
class OwnProfile : public MediaTest
{
protected:
    static constexpr const char* path = "/api/v1/profile";

    static json::value change(Phone& by, const json::object& form)
    {
        return Phone::parsed(by.ask(Method::patch, path, form));
    }
    static std::string refused(Phone& by, const json::object& form)
    {
        const auto answer = by.ask(Method::patch, path, form);
        EXPECT_EQ(answer.status, 422U) << answer.body;
        return std::string(json::parse(answer.body).at("error").as_string());
    }
    static json::object actor_of(const Phone& person)
    {
        return site->db().transact_blocking([&](storage::Transaction& tx) {
            const auto account = storage::accounts::find(tx, person.id).value();
            auto& app = site->app();
            return inbound::actor_document(tx, app.urls, app.keyring, account, app.clock.now()).value();
        });
    }
};

TEST_F(OwnProfile, HoldsWhatWasTyped)
{
    Phone person(*site, "editor");
    const auto before = person.get(path);
    EXPECT_TRUE(before.at("avatar").is_null()) << "no default picture here";
    EXPECT_TRUE(before.at("header_static").is_null());
    EXPECT_EQ(before.at("show_media"), true);
    EXPECT_EQ(before.at("attribution_domains"), json::array{});
    EXPECT_EQ(before.at("hide_collections"), true) << "for everybody, always";
    const auto after = change(
        person,
        {{"display_name", "Ed"},
         {"note", "I edit <b>"},
         {"locked", true},
         {"show_media", false},
         {"show_media_replies", false},
         {"show_featured", false},
         {"fields_attributes", {{{"name", "Web"}, {"value", "https://ed.example/"}}}}}
    );
    EXPECT_EQ(after, person.get(path));
    EXPECT_EQ(after.at("note"), "I edit <b>");
    EXPECT_EQ(after.at("fields").at(0).at("value"), "https://ed.example/");
    EXPECT_EQ(after.at("locked"), true);
    const auto seen = bob->get("/api/v1/accounts/" + to_string(person.id));
    for (const auto* key : {"show_media", "show_media_replies", "show_featured"}) {
        EXPECT_EQ(after.at(key), false) << key;
        EXPECT_EQ(seen.at(key), false) << key;
    }
    EXPECT_FALSE(after.as_object().contains("source")) << "a Profile, not a CredentialAccount";
    EXPECT_EQ(Phone::parsed(person.ask(Method::put, path, {{"display_name", "Eddy"}})).at("display_name"), "Eddy");
    EXPECT_EQ(person.stranger().status_of(path), 401U);
}

TEST_F(OwnProfile, PicturesAreDescribedHereAndElsewhere)
{
    Phone person(*site, "described");
    const auto answer = person.send_parts(
        Method::patch,
        path,
        {{"avatar", make_png({.width = 600, .height = 600}), "me.png"},
         {"avatar_description", "A woman who laughs"},
         {"header_description", "A lake"}}
    );
    const auto profile = Phone::parsed(answer);
    EXPECT_EQ(profile.at("avatar_description"), "A woman who laughs");
    EXPECT_EQ(size_of(fetch(profile.at("avatar")).body), (Size{400, 400}));
    const auto seen = bob->get("/api/v1/accounts/" + to_string(person.id));
    EXPECT_EQ(seen.at("avatar_description"), "A woman who laughs");
    EXPECT_EQ(seen.at("header_description"), "A lake");
    const auto actor = actor_of(person);
    EXPECT_EQ(actor.at("icon").at("name"), "A woman who laughs");
    EXPECT_EQ(actor.at("icon").at("summary"), "A woman who laughs");
    EXPECT_FALSE(actor.contains("image")) << "there is no header";
    EXPECT_EQ(
        refused(person, {{"avatar_description", std::string(1501, 'a')}}),
        "Validation failed: Descriptions of pictures are too long"
    );
}

TEST_F(OwnProfile, SitesThatMayNameTheAccountAreNames)
{
    Phone person(*site, "credited");
    const auto profile =
        change(person, {{"attribution_domains", {"https://News.example/about", "blog.example", "news.example"}}});
    EXPECT_EQ(profile.at("attribution_domains"), (json::array{"news.example", "blog.example"}));
    const auto me = person.get("/api/v1/accounts/verify_credentials");
    EXPECT_EQ(me.at("source").at("attribution_domains"), profile.at("attribution_domains"));
    EXPECT_EQ(actor_of(person).at("attributionDomains"), profile.at("attribution_domains"));
    const std::string wrong = "Validation failed: Attribution domains are too many or no domain names";
    EXPECT_EQ(refused(person, {{"attribution_domains", {"no domain"}}}), wrong);
    json::array many;
    for (int i = 0; i < 11; ++i) many.emplace_back("site" + std::to_string(i) + ".example");
    EXPECT_EQ(refused(person, {{"attribution_domains", many}}), wrong);
    EXPECT_EQ(change(person, {{"attribution_domains", {""}}}).at("attribution_domains"), json::array{});
}

TEST_F(OwnProfile, AnnualReportsAreForNobody)
{
    EXPECT_EQ(ann->get("/api/v1/annual_reports/2026/state").at("state"), "ineligible");
    EXPECT_TRUE(ann->get("/api/v1/annual_reports").at("annual_reports").as_array().empty());
}

TEST_F(OwnProfile, PeersAreFoundByTheBeginningOfTheirName)
{
    site->db().transact_blocking([](storage::Transaction& tx) {
        for (const auto* domain : {"clinic.example", "clinic2.example", "Clinique.example", "society.example"})
            (void)make_account(tx, {.domain = domain});
        (void)make_account(tx, {.domain = "clinic.example"});
    });
    EXPECT_EQ(
        ann->get("/api/v1/peers/search?q=CLIN"), (json::array{"clinic.example", "clinic2.example", "clinique.example"})
    );
    EXPECT_EQ(ann->get("/api/v1/peers/search?q=clinic."), (json::array{"clinic.example"}));
    EXPECT_EQ(ann->get("/api/v1/peers/search?q=%25"), json::array{}) << "no pattern";
    EXPECT_EQ(ann->get("/api/v1/peers/search"), json::array{});
}

/// With whom a hospital speaks is for people here, unless everybody may federate and no network asks for silence.
TEST(Peers, AreToldToStrangersOnlyWhereThatIsNoSecret)
{
    const std::vector<std::string> paths{"/api/v1/instance/peers", "/api/v1/peers/search?q=clinic"};
    const auto told = [&](Site& site, Phone& phone) {
        site.db().transact_blocking([](storage::Transaction& tx) {
            (void)make_account(tx, {.username = "far", .domain = "clinic.example"});
        });
        for (const auto& path : paths) {
            EXPECT_EQ(phone.get(path), (json::array{"clinic.example"})) << path;
            EXPECT_EQ(phone.status_of(path + (path.contains('?') ? "&" : "?") + "limit=1"), 200U);
        }
        return phone.stranger().status_of(paths[0]) == 200U && phone.stranger().status_of(paths[1]) == 200U;
    };
    Site consortium;
    Phone member(consortium, "member");
    EXPECT_FALSE(told(consortium, member));
    EXPECT_EQ(member.stranger().status_of(paths[0]), 401U);
    EXPECT_EQ(member.stranger().status_of(paths[1]), 401U);

    Site open{[](app::Config& config) { config.federation.mode = "open"; }};
    Phone resident(open, "resident");
    EXPECT_TRUE(told(open, resident));
    open.db().transact_blocking([](storage::Transaction& tx) {
        (void)make_network(tx, {});
        tx.exec_plain("UPDATE networks SET sensitive = true");
    });
    EXPECT_EQ(resident.stranger().status_of(paths[0]), 401U);
    EXPECT_EQ(resident.stranger().status_of(paths[1]), 401U);
    EXPECT_EQ(resident.get(paths[0]), (json::array{"clinic.example"}));
}

TEST_F(OwnProfile, FilesMayGoWithTheirPost)
{
    const auto post_with = [&](const std::string& file) {
        return id_of(ann->post("/api/v1/statuses", {{"status", "look"}, {"media_ids", {file}}}));
    };
    const auto kept = id_of(upload(*ann, make_png()));
    const auto gone = id_of(upload(*ann, make_png()));
    const auto first = post_with(kept);
    const auto second = post_with(gone);
    EXPECT_EQ(ann->ask(Method::del, "/api/v1/statuses/" + first).status, 200U);
    EXPECT_EQ(ann->ask(Method::del, "/api/v1/statuses/" + second + "?delete_media=true").status, 200U);
    EXPECT_EQ(ann->status_of("/api/v1/media/" + kept), 200U) << "to be drafted again";
    EXPECT_EQ(ann->status_of("/api/v1/media/" + gone), 404U);
}

} // namespace
} // namespace rounds::test
