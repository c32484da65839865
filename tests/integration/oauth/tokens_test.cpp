#include "oauth_site.hpp"

#include "server/app/tokens.hpp"
#include "storage/accounts.hpp"
#include "storage/apps.hpp"
#include "storage/base/crypto.hpp"
#include "storage/tokens.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

namespace rounds::test {
namespace {

using AppTokens = OAuthTest;

http::Response app_token(Site& site, const Fields& fields, const Fields& headers = {})
{
    return Browser(site).post("/oauth/token", fields, headers);
}

TEST_F(AppTokens, ComeFromBodyOrBasic)
{
    const auto body = app_token(
        *site,
        {{"grant_type", "client_credentials"},
         {"client_id", client.id},
         {"client_secret", client.secret},
         {"scope", "read write:lists"}}
    );
    ASSERT_EQ(body.status, 200U) << body.body;
    EXPECT_EQ(object_of(body).at("scope").as_string(), "read write:lists");

    const auto basic = "Basic " + crypto::to_base64(client.id + ":" + client.secret);
    const auto header = app_token(*site, {{"grant_type", "client_credentials"}}, {{"Authorization", basic}});
    ASSERT_EQ(header.status, 200U) << header.body;
    EXPECT_EQ(object_of(header).at("scope").as_string(), "read");
    const std::string token(object_of(header).at("access_token").as_string());
    EXPECT_EQ(status_with(token), 200U);
    // A route for people is not for apps.
    EXPECT_EQ(status_with(token, "/oauth/userinfo"), 422U);
}

TEST_F(AppTokens, ErrorsHaveTheirCodes)
{
    const Fields good{{"grant_type", "client_credentials"}, {"client_id", client.id}, {"client_secret", client.secret}};
    const auto with = [&](const std::string& name, const std::string& value) {
        auto fields = good;
        std::erase_if(fields, [&](const auto& field) { return field.first == name; });
        fields.emplace_back(name, value);
        return app_token(*site, fields);
    };
    EXPECT_EQ(with("client_secret", "wrong").status, 401U);
    EXPECT_EQ(error_of(with("client_secret", "wrong")), "invalid_client");
    EXPECT_EQ(error_of(with("client_id", "nobody")), "invalid_client");
    EXPECT_EQ(error_of(with("grant_type", "password")), "unsupported_grant_type");
    EXPECT_EQ(error_of(with("scope", "admin:read")), "invalid_scope");
    EXPECT_EQ(error_of(with("scope", "read nonsense")), "invalid_scope");
    auto no_type = good;
    no_type.erase(no_type.begin());
    EXPECT_EQ(error_of(app_token(*site, no_type)), "invalid_request");
}

TEST_F(AppTokens, RevokingEndsThemAtOnceAndMayBeRepeated)
{
    const auto code = new_code();
    const std::string token(object_of(exchange({{"code", code}})).at("access_token").as_string());
    ASSERT_EQ(status_with(token), 200U);
    const auto revoke = [&](const Client& by, const std::string& secret) {
        return Browser(*site).post(
            "/oauth/revoke", {{"client_id", by.id}, {"client_secret", secret}, {"token", token}}
        );
    };
    const auto wrong = revoke(client, "wrong");
    EXPECT_EQ(wrong.status, 403U);
    EXPECT_EQ(error_of(wrong), "unauthorized_client");
    EXPECT_EQ(revoke(oob_client, oob_client.secret).status, 403U);
    ASSERT_EQ(status_with(token), 200U);
    EXPECT_EQ(revoke(client, client.secret).status, 200U);
    EXPECT_EQ(status_with(token), 401U);
    const auto again = revoke(client, client.secret);
    EXPECT_EQ(again.status, 200U);
    EXPECT_EQ(again.body, "{}");
}

TEST_F(AppTokens, SuspensionEndsThem)
{
    const auto bob = site->add_person("bob", password);
    const auto grant = [&](storage::Transaction& tx) {
        storage::AccessToken row;
        row.token_hash = crypto::sha256("bobs token");
        row.app = storage::apps::find_by_client_id(tx, client.id).value().id;
        row.account = bob;
        row.scopes = "read";
        row.created_at = site->app().clock.now();
        return storage::tokens::add(tx, row);
    };
    (void)site->db().transact_blocking(grant);
    ASSERT_EQ(status_with("bobs token"), 200U);
    site->db().transact_blocking([&](storage::Transaction& tx) { storage::accounts::set_suspended(tx, bob, true); });
    site->app().tokens.forget(bob);
    EXPECT_EQ(status_with("bobs token"), 401U);
}

TEST_F(AppTokens, IdleOnesEndAfterNinetyDays)
{
    const auto code = new_code();
    const std::string token(object_of(exchange({{"code", code}})).at("access_token").as_string());
    const auto age = [&](const std::string& days) {
        site->db().transact_blocking([&](storage::Transaction& tx) {
            tx.exec_plain(
                "UPDATE oauth_tokens SET last_used_at = NULL, created_at = now() - interval '" + days +
                " days' WHERE token_hash = '\\x" + crypto::to_hex(crypto::sha256(token)) + "'"
            );
        });
        site->app().tokens.forget_all();
    };
    age("89");
    EXPECT_EQ(status_with(token), 200U);
    age("91");
    EXPECT_EQ(status_with(token), 401U);
}

/// A second of its own for each answer, and none of the process's own notices: as when somebody else revokes.
TEST_F(AppTokens, InUseAreRenewedTogetherUntilTheyEnd)
{
    const auto code = new_code();
    const std::string token(object_of(exchange({{"code", code}})).at("access_token").as_string());
    ManualClock clock{site->app().clock.now()};
    app::Tokens tokens{site->db(), clock};
    const auto is_good = [&] {
        boost::asio::io_context context;
        const auto check = [&]() -> boost::asio::awaitable<bool> {
            co_return (co_await tokens.authenticate(token)).has_value();
        };
        auto good = boost::asio::co_spawn(context, check, boost::asio::use_future);
        context.run();
        return good.get();
    };
    const auto queries = [&] {
        const auto before = site->db().figures().statements;
        EXPECT_TRUE(is_good());
        return site->db().figures().statements - before;
    };
    const auto half_a_second_later = [&] {
        clock.advance(std::chrono::milliseconds{600});
        tokens.renew();
    };
    EXPECT_GT(queries(), 0U);
    EXPECT_EQ(queries(), 0U);
    half_a_second_later();
    clock.advance(std::chrono::milliseconds{600});
    EXPECT_EQ(queries(), 0U) << "1.2 seconds after it was read, and renewed meanwhile";
    site->db().transact_blocking([&](storage::Transaction& tx) {
        tx.exec_plain(
            "UPDATE oauth_tokens SET revoked_at = now() WHERE token_hash = '\\x" +
            crypto::to_hex(crypto::sha256(token)) + "'"
        );
    });
    half_a_second_later();
    EXPECT_FALSE(is_good());
}

TEST_F(AppTokens, UserinfoNeedsItsScope)
{
    const auto app = register_app({{"client_name", "Who"}, {"redirect_uris", callback}, {"scopes", "read profile"}});
    auto browser = logged_in();
    const auto token_for = [&](const std::string& scope) {
        const auto answer = decide(browser, authorize_target({{"scope", scope}}, app), "allow");
        const auto code = query_value(answer.headers.get("Location"), "code");
        return std::string(object_of(exchange({{"code", code}}, app)).at("access_token").as_string());
    };
    EXPECT_EQ(status_with(token_for("read"), "/oauth/userinfo"), 403U);
    const auto authorization = Fields{{"Authorization", "Bearer " + token_for("profile")}};
    const auto info = object_of(browser.get("/oauth/userinfo", authorization));
    EXPECT_EQ(info.at("preferred_username").as_string(), "ann");
    EXPECT_EQ(info.at("sub").as_string(), "https://mercy.example/users/ann");
    EXPECT_EQ(info.at("picture").as_string(), "https://mercy.example/assets/avatar.png");
    EXPECT_EQ(browser.post("/oauth/userinfo", {}, authorization).status, 200U);
}

} // namespace
} // namespace rounds::test
