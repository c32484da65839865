#include "server/app/policy_texts.hpp"
#include "tests/integration/api/api_site.hpp"

#include <fstream>

namespace rounds::test {
namespace {

/// A site whose texts stand in files.
struct PolicyTexts : ::testing::Test
{
    TemporaryFolder folder;
    std::string file = folder.path() + "/terms.md";

    void write(std::string_view text) const { std::ofstream(file) << text; }
    static json::value get(Site& site, const std::string& target)
    {
        const auto answer = site.send(make_request(http::Method::get, target));
        EXPECT_EQ(answer.status, 200U) << answer.body;
        return json::parse(answer.body);
    }
    static unsigned status(Site& site, const std::string& target)
    {
        return site.send(make_request(http::Method::get, target)).status;
    }
};

TEST_F(PolicyTexts, AreThoseOfTheFilesAndEarlierWordingsAreKept)
{
    write("# Terms\n\nBe *kind*. <script>x</script>");
    Site site([&](app::Config& config) {
        config.instance.terms_file = file;
        config.instance.privacy_policy_file = file;
    });
    const std::string path = "/api/v1/instance/terms_of_service";
    const auto first = get(site, path);
    EXPECT_NE(first.at("content").as_string().find("<em>kind</em>"), json::string::npos);
    EXPECT_EQ(first.at("content").as_string().find("<script"), json::string::npos);
    EXPECT_EQ(first.at("effective"), true);
    EXPECT_TRUE(first.at("succeeded_by").is_null());
    const std::string today(first.at("effective_date").as_string());
    EXPECT_EQ(get(site, path + "/" + today), first);
    EXPECT_EQ(status(site, path + "/1999-01-01"), 404U);
    EXPECT_EQ(status(site, path + "/yesterday"), 404U);
    EXPECT_NE(get(site, "/api/v1/instance/privacy_policy").at("content").as_string().find("Be "), json::string::npos);

    const auto later = site.app().clock.now() + std::chrono::days(30);
    app::keep_policy_texts(site.db(), site.app().config, later);
    EXPECT_EQ(get(site, path).at("effective_date"), json::value(today)) << "the same wording";
    write("Be kinder.");
    app::keep_policy_texts(site.db(), site.app().config, later);
    EXPECT_EQ(get(site, path).at("effective_date"), json::value(to_iso_date(later)));
    EXPECT_EQ(get(site, path + "/" + today).at("succeeded_by"), json::value(to_iso_date(later)));
}

TEST_F(PolicyTexts, WithoutFilesThereAreNoTermsAndThePrivacyPageSpeaks)
{
    Site site;
    EXPECT_EQ(status(site, "/api/v1/instance/terms_of_service"), 404U);
    const auto policy = get(site, "/api/v1/instance/privacy_policy");
    EXPECT_NE(policy.at("content").as_string().find("https://mercy.example/privacy"), json::string::npos);
}

TEST_F(PolicyTexts, AFileThatIsNotThereStopsTheStart)
{
    EXPECT_THROW(
        Site([&](app::Config& config) { config.instance.terms_file = "/nowhere/terms.md"; }), std::runtime_error
    );
}

} // namespace
} // namespace rounds::test
