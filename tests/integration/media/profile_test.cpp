#include "server/inbound/documents.hpp"
#include "server/workers/maintenance_worker.hpp"
#include "tests/integration/media/media_site.hpp"

namespace rounds::test {
namespace {

using http::Method;

class ProfilePictures : public MediaTest
{
protected:
    static http::Response change(Phone& by, const std::vector<Part>& parts)
    {
        return by.send_parts(Method::patch, "/api/v1/accounts/update_credentials", parts);
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

TEST_F(ProfilePictures, AreTakenCroppedAndToldToOthers)
{
    const auto answer = change(
        *ann,
        {{"display_name", "Ann"},
         {"avatar", make_png({.width = 600, .height = 300, .with_metadata = true}), "me.png"},
         {"header", make_png({.width = 2000, .height = 1000}), "view.png"}}
    );
    ASSERT_EQ(answer.status, 200U) << answer.body;
    const auto me = json::parse(answer.body);
    EXPECT_EQ(me.at("display_name"), "Ann");
    EXPECT_EQ(size_of(fetch(me.at("avatar")).body), (Size{400, 400}));
    EXPECT_EQ(size_of(fetch(me.at("header")).body), (Size{1500, 500}));
    EXPECT_EQ(me.at("avatar_static"), me.at("avatar"));
    EXPECT_TRUE(nothing_stored_holds(canary));

    const auto actor = actor_of(*ann);
    EXPECT_EQ(actor.at("icon").at("url"), me.at("avatar"));
    EXPECT_EQ(actor.at("icon").at("mediaType"), "image/png");
    EXPECT_EQ(actor.at("image").at("url"), me.at("header"));
    const auto said = site->db().transact_blocking([](storage::Transaction& tx) { return sayings(tx); });
    EXPECT_NE(std::ranges::find(said, "profile_updated"), said.end());
}

TEST_F(ProfilePictures, GoWithoutALeftover)
{
    const auto first = json::parse(change(*bob, {{"avatar", make_png(), "a.png"}}).body);
    const auto second = json::parse(change(*bob, {{"avatar", make_jpeg(), "b.jpg"}}).body);
    EXPECT_NE(first.at("avatar"), second.at("avatar"));
    const auto none = Phone::parsed(bob->ask(Method::del, "/api/v1/profile/avatar"));
    EXPECT_TRUE(none.at("avatar").as_string().ends_with("/assets/avatar.png"));
    EXPECT_FALSE(actor_of(*bob).contains("icon"));
    EXPECT_EQ(bob->ask(Method::del, "/api/v1/profile/header").status, 200U) << "none there is no error";
    workers::sweep(
        {.db = site->db(),
         .clock = site->app().clock,
         .keep = site->app().config.retention,
         .blobs = &site->app().media->blobs()},
        {}
    );
    EXPECT_EQ(fetch(first.at("avatar")).status, 404U);
    EXPECT_EQ(fetch(second.at("avatar")).status, 404U);
}

TEST_F(ProfilePictures, NothingButPictures)
{
    const auto before = ann->get("/api/v1/accounts/verify_credentials").at("avatar");
    const auto* type = "Validation failed: File content type is invalid";
    EXPECT_EQ(error_of(change(*ann, {{"avatar", "<svg/>", "x.svg"}})), type);
    EXPECT_EQ(error_of(change(*ann, {{"header", make_sound("mp3"), "x.png"}})), type);
    EXPECT_EQ(error_of(change(*ann, {{"avatar", "data:image/png;base64,AAAA"}})), type);
    EXPECT_EQ(change(*ann, {{"avatar", "", "empty.png"}, {"note", "hello"}}).status, 200U)
        << "an empty field of a form";
    EXPECT_EQ(ann->get("/api/v1/accounts/verify_credentials").at("avatar"), before);
}

} // namespace
} // namespace rounds::test
