#include "server/social/move.hpp"
#include "server/workers/task_worker.hpp"
#include "storage/account_moves.hpp"
#include "storage/accounts.hpp"
#include "storage/lists.hpp"
#include "tests/integration/accounts/accounts_site.hpp"

#include <gmock/gmock.h>

namespace rounds::test {
namespace {

using enum AccountsSite::Mail;
using enum http::Method;
using storage::Transaction;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// ann and bea are two accounts of one person; cara follows ann.
struct Moving : ::testing::Test
{
    AccountsSite site{on};
    AccountId ann = site.site().add_person("ann", password);
    AccountId bea = site.site().add_person("bea", password);
    AccountId cara = site.site().add_person("cara", password);
    Browser browser = site.browser();

    template <class F> auto run(F body) { return site.site().db().transact_blocking(body); }
    void SetUp() override
    {
        ASSERT_EQ(browser.log_in("ann", password).status, 303U);
        run([&](Transaction& tx) { make_follow(tx, account(tx, cara), account(tx, ann)); });
    }

    static storage::Account account(Transaction& tx, AccountId id) { return storage::accounts::find(tx, id).value(); }
    bool follows(AccountId who, AccountId whom)
    {
        return run([&](Transaction& tx) { return storage::graph::find_follow(tx, who, whom).has_value(); });
    }
    std::vector<std::string> aliases(AccountId of)
    {
        return run([&](Transaction& tx) { return account(tx, of).also_known_as; });
    }
    http::Response send(Browser& by, const std::string& action, Fields fields)
    {
        return AccountsSite::send_form(by, by.get("/settings/moving"), action, std::move(fields));
    }
    /// bea says that she is ann.
    void link()
    {
        auto other = site.browser();
        ASSERT_EQ(other.log_in("bea", password).status, 303U);
        ASSERT_EQ(send(other, "/settings/moving/aliases", {{"account", "@ann@mercy.example"}}).status, 303U);
    }
    http::Response move(const std::string& to = "bea@mercy.example", const std::string& with = password)
    {
        return send(browser, "/settings/moving", {{"account", to}, {"current_password", with}});
    }
};

TEST_F(Moving, NamesOtherAccountsAndForgetsThem)
{
    EXPECT_EQ(send(browser, "/settings/moving/aliases", {{"account", "bea@mercy.example"}}).status, 303U);
    EXPECT_THAT(aliases(ann), ElementsAre("https://mercy.example/users/bea"));
    EXPECT_THAT(browser.get("/settings/moving").body, HasSubstr("@bea@mercy.example"));
    EXPECT_EQ(send(browser, "/settings/moving/aliases", {{"account", "bea@mercy.example"}}).status, 422U) << "twice";
    EXPECT_EQ(send(browser, "/settings/moving/aliases", {{"account", "ann@mercy.example"}}).status, 422U) << "oneself";
    EXPECT_EQ(send(browser, "/settings/moving/aliases", {{"account", "nobody@mercy.example"}}).status, 422U);
    EXPECT_EQ(send(browser, "/settings/moving/aliases", {{"account", "bea"}}).status, 422U);
    EXPECT_EQ(browser.post("/settings/moving/aliases", {{"account", "cara@mercy.example"}}).status, 403U) << "no token";
    EXPECT_THAT(run([](Transaction& tx) { return sayings(tx); }), ElementsAre("profile_updated"));
    const Fields uri{{"uri", "https://mercy.example/users/bea"}};
    EXPECT_EQ(send(browser, "/settings/moving/aliases/remove", uri).status, 303U);
    EXPECT_THAT(aliases(ann), IsEmpty());
}

TEST_F(Moving, SpeaksTheReadersLanguage)
{
    EXPECT_THAT(browser.get("/settings/moving", {{"Accept-Language", "es"}}).body, HasSubstr("Mudar su cuenta"));
    EXPECT_THAT(browser.get("/settings/moving").body, HasSubstr("Move your account"));
}

TEST_F(Moving, NeedsThePasswordAndTheNewAccountsWord)
{
    EXPECT_THAT(move().body, HasSubstr("does not name this one"));
    link();
    EXPECT_EQ(move("bea@mercy.example", other_password).status, 422U);
    EXPECT_EQ(move("ann@mercy.example").status, 422U);
    EXPECT_TRUE(follows(cara, ann));
    EXPECT_EQ(site.count("SELECT count(*) FROM account_moves"), 0);
    EXPECT_EQ(move().status, 303U);
    EXPECT_FALSE(follows(cara, ann));
    EXPECT_TRUE(follows(cara, bea));
    EXPECT_EQ(site.count("SELECT count(*) FROM jobs WHERE payload->>'what' = 'account_moved'"), 1);
    EXPECT_EQ(site.count("SELECT count(*) FROM audit_log WHERE action = 'account.move'"), 1);
    EXPECT_THAT(site.last_mail().body(), HasSubstr("@bea@mercy.example"));
}

TEST_F(Moving, WhoMovedIsShownAndPostsNoMore)
{
    link();
    const auto token = site.site().add_token(ann);
    const auto first = object_of(site.api(post, "/api/v1/statuses", token, {{"status", "Here I am"}}));
    ASSERT_EQ(move().status, 303U);
    const auto path = "/api/v1/accounts/" + to_string(ann);
    const auto shown = object_of(site.api(get, path, token));
    EXPECT_EQ(shown.at("moved").at("acct").as_string(), "bea");
    EXPECT_FALSE(shown.at("moved").as_object().contains("moved"));
    EXPECT_FALSE(object_of(site.api(get, "/api/v1/accounts/" + to_string(bea), token)).contains("moved"));
    EXPECT_EQ(site.api(post, "/api/v1/statuses", token, {{"status", "And here"}}).status, 403U);
    EXPECT_EQ(site.api(post, "/api/v1/accounts/" + to_string(cara) + "/follow", token).status, 403U);
    const auto boost = "/api/v1/statuses/" + std::string(first.at("id").as_string()) + "/reblog";
    EXPECT_EQ(site.api(post, boost, token).status, 403U);
    // The twin: the account is taken back.
    EXPECT_EQ(send(browser, "/settings/moving/back", {}).status, 303U);
    EXPECT_FALSE(object_of(site.api(get, path, token)).contains("moved"));
    EXPECT_EQ(site.api(post, "/api/v1/statuses", token, {{"status", "And here"}}).status, 200U);
    EXPECT_TRUE(follows(cara, bea)) << "who went stays there";
}

TEST_F(Moving, OnceAWeek)
{
    link();
    ASSERT_EQ(move().status, 303U);
    ASSERT_EQ(send(browser, "/settings/moving/back", {}).status, 303U);
    EXPECT_THAT(move().body, HasSubstr("a short time ago"));
    site.change("UPDATE account_moves SET created_at = created_at - interval '8 days'");
    EXPECT_EQ(move().status, 303U);
}

TEST_F(Moving, WhatPeopleKeepAboutTheAccountGoesAlong)
{
    const auto dora = site.site().add_person("dora", password);
    const auto eve = site.site().add_person("eve", password);
    const auto list = run([&](Transaction& tx) {
        EXPECT_TRUE(storage::graph::add_mute(tx, dora, ann, false, {}));
        EXPECT_TRUE(social::block(tx, account(tx, eve), account(tx, ann)));
        storage::graph::set_note(tx, dora, ann, "my neighbour");
        storage::lists::List friends;
        friends.title = "Friends";
        const auto made = storage::lists::create(tx, cara, friends).value();
        EXPECT_TRUE(storage::lists::add_members(tx, cara, made.id, {ann}));
        return made.id;
    });
    link();
    ASSERT_EQ(move().status, 303U);
    run([&](Transaction& tx) {
        const auto of_dora = storage::graph::relationships(tx, dora, {bea}).front();
        EXPECT_TRUE(of_dora.muting);
        EXPECT_FALSE(of_dora.muting_notifications);
        EXPECT_EQ(of_dora.note, "my neighbour");
        EXPECT_TRUE(storage::graph::relationships(tx, eve, {bea}).front().blocking);
        EXPECT_EQ(storage::lists::holding(tx, cara, bea).at(0).id, list);
    });
}

/// More than fit into one transaction; what each chose for the old account holds for the new one.
TEST_F(Moving, ManyFollowersGoPartByPart)
{
    constexpr int many = 450;
    run([&](Transaction& tx) {
        for (int i = 0; i < many; ++i) make_follow(tx, make_account(tx), account(tx, ann));
        tx.exec_plain("UPDATE follows SET notify = true, show_reblogs = false, languages = '{es}'");
    });
    link();
    ASSERT_EQ(move().status, 303U);
    const auto left = "SELECT count(*) FROM follows WHERE target_account_id = " + to_string(ann);
    EXPECT_GT(site.count(left), 0);
    auto& app = site.app();
    workers::TaskWorker worker({.db = app.work_db, .urls = app.urls, .clock = app.clock}, {.threads = 0});
    worker.drain();
    EXPECT_EQ(site.count(left), 0);
    const auto moved = "SELECT count(*) FROM follows WHERE notify AND NOT show_reblogs AND languages = '{es}' AND "
                       "target_account_id = " +
                       to_string(bea);
    EXPECT_EQ(site.count(moved), many + 1);
}

} // namespace
} // namespace rounds::test
