#pragma once

#include "tests/support/site.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace rounds::test {

inline constexpr const char* password = "correct horse battery";
inline constexpr const char* callback = "https://client.example/cb?kept=1";
inline constexpr const char* oob = "urn:ietf:wg:oauth:2.0:oob";
// RFC 7636 appendix B.
inline constexpr const char* verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
inline constexpr const char* challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

inline json::object object_of(const http::Response& response)
{
    return json::parse(response.body).as_object();
}

/// One site with a person "ann" and a registered app, shared by the tests of a suite.
class OAuthTest : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site();
        ann = site->add_person("ann", password);
        client =
            register_app({{"client_name", "Phone <b>app</b>"}, {"redirect_uris", callback}, {"scopes", "read write"}});
        oob_client = register_app({{"client_name", "Terminal"}, {"redirect_uris", oob}, {"scopes", "read write"}});
    }
    static void TearDownTestSuite()
    {
        delete site;
        site = nullptr;
    }

    struct Client
    {
        std::string id;
        std::string secret;
    };
    static Client register_app(const Fields& fields)
    {
        const auto body = object_of(Browser(*site).post("/api/v1/apps", fields));
        return {std::string(body.at("client_id").as_string()), std::string(body.at("client_secret").as_string())};
    }
    static std::string authorize_target(const Fields& more = {}, const Client& app = client)
    {
        Fields fields{{"response_type", "code"}, {"client_id", app.id}, {"redirect_uri", callback}, {"scope", "read"}};
        for (const auto& [name, value] : more) {
            std::erase_if(fields, [&](const auto& field) { return field.first == name; });
            fields.emplace_back(name, value);
        }
        return "/oauth/authorize?" + urlencoded(fields);
    }
    /// A browser in which ann is logged in.
    static Browser logged_in()
    {
        Browser browser(*site);
        EXPECT_EQ(browser.log_in("ann", password).status, 303U);
        return browser;
    }
    static http::Response decide(Browser& browser, const std::string& target, const std::string& decision)
    {
        auto fields = hidden_inputs(browser.get(target), "/oauth/authorize");
        fields.emplace_back("decision", decision);
        return browser.post("/oauth/authorize", fields);
    }
    static std::string new_code(const Fields& more = {})
    {
        auto browser = logged_in();
        const auto answer = decide(browser, authorize_target(more), "allow");
        return query_value(answer.headers.get("Location"), "code");
    }
    static http::Response exchange(const Fields& change, const Client& app = client)
    {
        Fields fields{
            {"grant_type", "authorization_code"},
            {"client_id", app.id},
            {"client_secret", app.secret},
            {"redirect_uri", callback}
        };
        for (const auto& [name, value] : change) {
            std::erase_if(fields, [&](const auto& field) { return field.first == name; });
            fields.emplace_back(name, value);
        }
        return Browser(*site).post("/oauth/token", fields);
    }
    static unsigned status_with(const std::string& token, const std::string& target = "/api/v1/apps/verify_credentials")
    {
        return Browser(*site).get(target, {{"Authorization", "Bearer " + token}}).status;
    }
    static std::string error_of(const http::Response& response)
    {
        const auto body = object_of(response);
        EXPECT_TRUE(body.contains("error_description")) << response.body;
        return std::string(body.at("error").as_string());
    }

    static inline Site* site = nullptr;
    static inline AccountId ann{};
    static inline Client client;
    static inline Client oob_client;
};

} // namespace rounds::test
