#include "oauth_site.hpp"

namespace rounds::test {
namespace {

using Apps = OAuthTest;

http::Response post_json(Site& site, const std::string& body)
{
    auto request = make_request(http::Method::post, "/api/v1/apps", {{"Content-Type", "application/json"}});
    request.body = body;
    return site.send(request);
}

TEST_F(Apps, AreDescribedInFull)
{
    const auto made = object_of(post_json(
        *site, R"j({"client_name": "Two", "website": "https://client.example",
        "redirect_uris": ["urn:ietf:wg:oauth:2.0:oob", "https://client.example/cb"], "scopes": "read write follow push"})j"
    ));
    EXPECT_EQ(made.at("redirect_uris").as_array().size(), 2U);
    EXPECT_EQ(made.at("redirect_uri").as_string(), "urn:ietf:wg:oauth:2.0:oob\nhttps://client.example/cb");
    EXPECT_EQ(made.at("scopes").as_array().size(), 4U);
    EXPECT_EQ(made.at("website").as_string(), "https://client.example");
    EXPECT_EQ(made.at("client_secret_expires_at").as_int64(), 0);
    EXPECT_GE(made.at("client_secret").as_string().size(), 43U);
}

TEST_F(Apps, TakeOneAddressPerLine)
{
    const auto made = object_of(
        post_json(*site, R"j({"client_name": "Lines", "redirect_uris": "https://a.example/cb\nb.example.app:/cb\n"})j")
    );
    EXPECT_EQ(made.at("redirect_uris").as_array().size(), 2U);
    EXPECT_EQ(made.at("scopes").as_array().at(0).as_string(), "read");
}

TEST_F(Apps, AreRefusedWhenWrong)
{
    for (const char* bad : {
             R"j({"redirect_uris": "https://a.example/cb"})j",
             R"j({"client_name": " ", "redirect_uris": "https://a.example/cb"})j",
             R"j({"client_name": "A"})j",
             R"j({"client_name": "A", "redirect_uris": "javascript:alert(1)"})j",
             R"j({"client_name": "A", "redirect_uris": "JavaScript:alert(1)"})j",
             R"j({"client_name": "A", "redirect_uris": "data:text/html,x"})j",
             R"j({"client_name": "A", "redirect_uris": "/relative"})j",
             R"j({"client_name": "A", "redirect_uris": "https://a.example/cb#fragment"})j",
             R"j({"client_name": "A", "redirect_uris": ["https://a.example/cb", "vbscript:x"]})j",
             R"j({"client_name": "A", "redirect_uris": "https://a.example/cb", "scopes": "read nonsense:scope"})j",
             R"j({"client_name": "A", "redirect_uris": "https://a.example/cb", "website": "javascript:alert(1)"})j",
         })
        EXPECT_EQ(post_json(*site, bad).status, 422U) << bad;
}

TEST_F(Apps, MetadataNamesEveryAddress)
{
    const auto body = object_of(Browser(*site).get("/.well-known/oauth-authorization-server"));
    EXPECT_EQ(body.at("issuer").as_string(), "https://mercy.example");
    for (const char* name :
         {"authorization_endpoint",
          "token_endpoint",
          "app_registration_endpoint",
          "revocation_endpoint",
          "userinfo_endpoint"})
        EXPECT_TRUE(body.at(name).as_string().starts_with("https://mercy.example/")) << name;
    EXPECT_EQ(body.at("code_challenge_methods_supported").as_array().size(), 1U);
}

} // namespace
} // namespace rounds::test
