// security.md N73, what can be seen without a browser: markup that people type is text wherever it is shown, in titles,
// in OpenGraph, on the pages of moderators. Letters are plain text. (Sanitised HTML of other servers: Sanitize.*; what
// a browser says to the policy of the pages: tests/browser.)

#include "tests/integration/accounts/accounts_site.hpp"

namespace rounds::test {
namespace {

using http::Method;

/// Each ends an attribute, an element, a comment or a script, and begins something that runs.
const std::vector<std::string> corpus{
    R"("><script>alert(1)</script>)",
    R"('><img src=x onerror=alert(1)>)",
    R"(</title><svg onload=alert(1)>)",
    R"(</script><script>alert(1)</script>)",
    R"(--><svg/onload=alert(1)>)",
    R"evil(<a href="javascript:alert(1)">x</a>)evil",
    R"(<iframe srcdoc="<script>alert(1)</script>">)",
    R"({{body}}{{{body}}}<b onmouseover=alert(1)>)",
    R"(]]><style>@import'//evil.example'</style>)",
};

void expect_text_only(const http::Response& answer, const std::string& where)
{
    EXPECT_LT(answer.status, 400U) << where;
    for (const auto* running :
         {"<script>alert",
          "<img src=x",
          "<svg onload",
          "<svg/onload",
          "href=\"javascript:",
          "<iframe",
          "<b onmouse",
          "<style>@import"})
        EXPECT_FALSE(answer.body.contains(running)) << where << " holds " << running;
    const auto policy = answer.headers.get("Content-Security-Policy");
    EXPECT_TRUE(policy.contains("default-src 'none'")) << where;
    EXPECT_FALSE(policy.contains("unsafe-inline")) << where;
}

TEST(Markup, ThatIsTypedIsTextOnEveryPage)
{
    AccountsSite stage(AccountsSite::Mail::off, [](app::Config& config) {
        config.limits.api_per_5min = 1'000'000;
        config.limits.pages_per_5min = 1'000'000;
    });
    auto& site = stage.site();
    const auto ann = site.add_person("ann", password);
    (void)site.add_person("staff", password, "moderator");
    const auto token = site.add_token(ann);
    auto staff = stage.browser();
    ASSERT_EQ(staff.log_in("staff", password).status, 303U);
    auto stranger = stage.browser();
    const auto ask = [&](Method method, const std::string& target, const json::value& body) {
        auto request =
            make_request(method, target, {{"Authorization", "Bearer " + token}, {"Content-Type", "application/json"}});
        request.body = json::serialize(body);
        return site.send(request);
    };
    const auto bob = to_string(site.add_person("bob", password));
    for (const auto& evil : corpus) {
        const auto name = evil.substr(0, 30);
        const json::object profile{
            {"display_name", name}, {"note", evil}, {"fields_attributes", {{{"name", evil}, {"value", evil}}}}
        };
        EXPECT_EQ(ask(Method::patch, "/api/v1/accounts/update_credentials", profile).status, 200U) << evil;
        const json::object post{
            {"status", evil + " #quokka"},
            {"spoiler_text", evil},
            {"poll", {{"options", {evil.substr(0, 40), "no"}}, {"expires_in", 600}}}
        };
        const auto said = ask(Method::post, "/api/v1/statuses", post);
        ASSERT_EQ(said.status, 200U) << said.body;
        const auto id = std::string(json::parse(said.body).at("id").as_string());
        const json::object report{{"account_id", bob}, {"comment", evil}};
        EXPECT_EQ(ask(Method::post, "/api/v1/reports", report).status, 200U);
        for (const auto& page : {std::string("/@ann"), "/@ann/" + id, std::string("/tags/quokka")})
            expect_text_only(stranger.get(page), page + " with " + evil);
        const auto number = std::to_string(stage.count("SELECT max(id) FROM reports"));
        for (const auto& page : {std::string("/console/reports"), "/console/reports/" + number})
            expect_text_only(staff.get(page), page + " with " + evil);
    }
    // The twin: the words are there, as words.
    EXPECT_TRUE(stranger.get("/@ann").body.contains("&lt;style&gt;"));
}

} // namespace
} // namespace rounds::test
