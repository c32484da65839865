#include "oauth_site.hpp"
#include "tests/support/makers.hpp"

namespace rounds::test {
namespace {

using CodeFlow = OAuthTest;

TEST_F(CodeFlow, GivesATokenThatWorks)
{
    auto browser = logged_in();
    const auto target = authorize_target(
        {{"state", "a b&c"}, {"code_challenge", challenge}, {"code_challenge_method", "S256"}, {"scope", "read profile"}
        }
    );
    // "profile" is not among the app's scopes.
    const auto refused = browser.get(target);
    EXPECT_EQ(query_value(refused.headers.get("Location"), "error"), "invalid_scope");

    const auto pkce =
        authorize_target({{"state", "a b&c"}, {"code_challenge", challenge}, {"code_challenge_method", "S256"}});
    const auto page = browser.get(pkce);
    ASSERT_EQ(page.status, 200U);
    EXPECT_NE(page.body.find("Phone &lt;b&gt;app&lt;/b&gt;"), std::string::npos);
    EXPECT_EQ(page.body.find("Phone <b>"), std::string::npos);
    EXPECT_NE(
        std::string(page.headers.get("Content-Security-Policy")).find("form-action 'self' https://client.example;"),
        std::string::npos
    );

    const auto answer = decide(browser, pkce, "allow");
    ASSERT_EQ(answer.status, 303U);
    const auto location = std::string(answer.headers.get("Location"));
    EXPECT_TRUE(location.starts_with("https://client.example/cb?kept=1&code=")) << location;
    EXPECT_EQ(query_value(location, "state"), "a b&c");
    EXPECT_EQ(query_value(location, "iss"), "https://mercy.example");

    const auto response = exchange({{"code", query_value(location, "code")}, {"code_verifier", verifier}});
    ASSERT_EQ(response.status, 200U) << response.body;
    const auto token = object_of(response);
    EXPECT_EQ(token.at("token_type").as_string(), "Bearer");
    EXPECT_EQ(token.at("scope").as_string(), "read");
    EXPECT_TRUE(token.at("created_at").is_int64());
    EXPECT_EQ(response.headers.get("Cache-Control"), "private, no-store");
    EXPECT_EQ(status_with(std::string(token.at("access_token").as_string())), 200U);
}

TEST_F(CodeFlow, RefusesAWrongVerifierAndTheRightOneStillWorks)
{
    const auto code = new_code({{"code_challenge", challenge}, {"code_challenge_method", "S256"}});
    const std::string wrong(43, 'x');
    EXPECT_EQ(error_of(exchange({{"code", code}, {"code_verifier", wrong}})), "invalid_grant");
    EXPECT_EQ(error_of(exchange({{"code", code}})), "invalid_grant");
    EXPECT_EQ(exchange({{"code", code}, {"code_verifier", verifier}}).status, 200U);
}

TEST_F(CodeFlow, RefusesAVerifierWhenTheChallengeWasTakenOut)
{
    const auto code = new_code();
    EXPECT_EQ(error_of(exchange({{"code", code}, {"code_verifier", verifier}})), "invalid_grant");
    EXPECT_EQ(exchange({{"code", code}}).status, 200U);
}

TEST_F(CodeFlow, RefusesThePlainMethod)
{
    auto browser = logged_in();
    for (const Fields& bad : {
             Fields{{"code_challenge", challenge}, {"code_challenge_method", "plain"}},
             Fields{{"code_challenge", challenge}},
             Fields{{"code_challenge", "short"}, {"code_challenge_method", "S256"}},
         }) {
        const auto answer = browser.get(authorize_target(bad));
        EXPECT_EQ(answer.status, 303U);
        EXPECT_EQ(query_value(answer.headers.get("Location"), "error"), "invalid_request");
    }
}

TEST_F(CodeFlow, ACodeUsedTwiceEndsItsToken)
{
    const auto code = new_code();
    const auto first = exchange({{"code", code}});
    ASSERT_EQ(first.status, 200U);
    const std::string token(object_of(first).at("access_token").as_string());
    ASSERT_EQ(status_with(token), 200U);
    EXPECT_EQ(error_of(exchange({{"code", code}})), "invalid_grant");
    EXPECT_EQ(status_with(token), 401U);
}

TEST_F(CodeFlow, ACodeBelongsToItsAppAndAddress)
{
    const auto code = new_code();
    EXPECT_EQ(error_of(exchange({{"code", code}}, oob_client)), "invalid_grant");
    EXPECT_EQ(error_of(exchange({{"code", code}, {"redirect_uri", "https://client.example/other"}})), "invalid_grant");
    EXPECT_EQ(error_of(exchange({{"code", code}, {"client_secret", "wrong"}})), "invalid_client");
    EXPECT_EQ(exchange({{"code", code}}).status, 200U);
}

/// security.md N66.
TEST_F(CodeFlow, ACodeEndsAfterAMinute)
{
    const auto age = [](const std::string& by) {
        site->db().transact_blocking([&](storage::Transaction& tx) {
            tx.exec_plain("UPDATE oauth_codes SET created_at = created_at - interval '" + by + "'");
        });
    };
    const auto early = new_code();
    age("50 seconds");
    EXPECT_EQ(exchange({{"code", early}}).status, 200U);
    const auto late = new_code();
    age("61 seconds");
    EXPECT_EQ(error_of(exchange({{"code", late}})), "invalid_grant");
}

TEST_F(CodeFlow, NothingSecretIsKeptInClear)
{
    const auto code = new_code();
    const auto token = std::string(object_of(exchange({{"code", code}})).at("access_token").as_string());
    auto browser = logged_in();
    const auto session = browser.cookies().at("__Host-rounds_session");
    site->db().transact_blocking([&](storage::Transaction& tx) {
        for (const auto* table : {"oauth_apps", "oauth_codes", "oauth_tokens", "sessions"}) {
            const auto rows = tx.exec_plain(std::string("SELECT string_agg(t::text, ' ') AS all FROM ") + table + " t");
            const auto text = rows.front().get<std::string>("all");
            for (const auto& secret : {code, token, session, client.secret})
                EXPECT_EQ(text.find(secret), std::string::npos) << table;
        }
    });
}

TEST_F(CodeFlow, DenyingTellsTheApp)
{
    auto browser = logged_in();
    const auto answer = decide(browser, authorize_target({{"state", "s"}}), "deny");
    const auto location = answer.headers.get("Location");
    EXPECT_EQ(query_value(location, "error"), "access_denied");
    EXPECT_EQ(query_value(location, "state"), "s");
    EXPECT_EQ(query_value(location, "code"), "");
}

TEST_F(CodeFlow, OutOfBandShowsTheCode)
{
    auto browser = logged_in();
    const auto target = authorize_target({{"redirect_uri", oob}}, oob_client);
    const auto answer = decide(browser, target, "allow");
    ASSERT_EQ(answer.status, 303U);
    const auto location = std::string(answer.headers.get("Location"));
    ASSERT_TRUE(location.starts_with("/oauth/authorize/native?code=")) << location;
    const auto code = query_value(location, "code");
    const auto page = browser.get(location);
    ASSERT_EQ(page.status, 200U);
    EXPECT_NE(page.body.find(">" + code + "<"), std::string::npos);
    site->db().transact_blocking([](storage::Transaction& tx) {
        tx.exec_plain("UPDATE oauth_codes SET created_at = created_at - interval '9 minutes'"); // people type slowly
    });
    EXPECT_EQ(exchange({{"code", code}, {"redirect_uri", oob}}, oob_client).status, 200U);

    EXPECT_EQ(browser.get("/oauth/authorize/native?code=Call+0900+12345").status, 400U);
    EXPECT_EQ(decide(browser, target, "deny").status, 200U);
}

TEST_F(CodeFlow, ACustomSchemeIsLedToAndAllowedByTheHeader)
{
    const std::string own = "com.example.Client.10217:/request_token";
    const auto app = register_app({{"client_name", "Own"}, {"redirect_uris", own}, {"scopes", "read"}});
    auto browser = logged_in();
    const auto target = authorize_target({{"redirect_uri", own}}, app);
    const auto page = browser.get(target);
    EXPECT_NE(
        std::string(page.headers.get("Content-Security-Policy")).find("form-action 'self' com.example.client.10217:;"),
        std::string::npos
    );
    const auto answer = decide(browser, target, "allow");
    EXPECT_TRUE(std::string(answer.headers.get("Location")).starts_with(own + "?code="));
}

TEST_F(CodeFlow, AnAddressThatIsNotRegisteredIsNeverLedTo)
{
    auto browser = logged_in();
    for (const std::string bad :
         {"https://evil.example/cb",
          "https://client.example/cb",
          "https://client.example/cb?kept=1&more=1",
          "https://client.example/cb?kept=1/../..",
          ""}) {
        const auto page = browser.get(authorize_target({{"redirect_uri", bad}}));
        EXPECT_EQ(page.status, 400U) << bad;
        EXPECT_TRUE(page.headers.get("Location").empty()) << bad;
    }
    EXPECT_EQ(browser.get(authorize_target({{"client_id", "unknown"}})).status, 400U);
    const auto implicit = browser.get(authorize_target({{"response_type", "token"}}));
    EXPECT_EQ(query_value(implicit.headers.get("Location"), "error"), "unsupported_response_type");
}

TEST_F(CodeFlow, ConsentNeedsOurForm)
{
    auto browser = logged_in();
    auto fields = hidden_inputs(browser.get(authorize_target()), "/oauth/authorize");
    fields.emplace_back("decision", "allow");
    auto without = fields;
    std::erase_if(without, [](const auto& field) { return field.first == "form_token"; });
    EXPECT_EQ(browser.post("/oauth/authorize", without).status, 403U);
    EXPECT_EQ(browser.post("/oauth/authorize", fields, {{"Origin", "https://evil.example"}}).status, 403U);
    EXPECT_EQ(browser.post("/oauth/authorize", fields, {{"Origin", "null"}}).status, 403U);
    EXPECT_EQ(Browser(*site).post("/oauth/authorize", fields).status, 403U);
    EXPECT_EQ(browser.post("/oauth/authorize", fields).status, 303U);
}

TEST_F(CodeFlow, AStrangerLogsInAndComesBack)
{
    Browser browser(*site);
    const auto target = authorize_target({{"state", "x y"}});
    const auto away = browser.get(target);
    ASSERT_EQ(away.status, 303U);
    const auto form_address = std::string(away.headers.get("Location"));
    ASSERT_TRUE(form_address.starts_with("/auth/sign_in?")) << form_address;
    auto fields = hidden_inputs(browser.get(form_address), "/auth/sign_in");
    fields.emplace_back("login", "ann");
    fields.emplace_back("password", password);
    const auto back = browser.post("/auth/sign_in", fields);
    ASSERT_EQ(back.status, 303U);
    const auto consent = browser.get(std::string(back.headers.get("Location")));
    ASSERT_EQ(consent.status, 200U);
    EXPECT_EQ(input_value(consent, "state"), "x y");
    // Asked to, it takes the log-in again even though there is a session.
    EXPECT_EQ(browser.get(authorize_target({{"force_login", "true"}})).status, 303U);
}

} // namespace
} // namespace rounds::test
