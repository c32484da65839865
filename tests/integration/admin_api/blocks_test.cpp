#include "storage/domain_policies.hpp"
#include "tests/integration/admin_api/admin_site.hpp"

namespace rounds::test {
namespace {

using http::Method;

class AdminBlocks : public AdminTest
{
protected:
    /// What an app without an account is answered that asks for one.
    static http::Response
    sign_up(const std::string& name, const std::string& email, const std::string& from = "192.0.2.1")
    {
        const auto token = app_token();
        auto request = make_request(Method::post, "/api/v1/accounts", {{"Authorization", "Bearer " + token}});
        request.client_address = from;
        request.headers.set("Content-Type", "application/json");
        request.body = json::serialize(json::object{
            {"username", name},
            {"email", email},
            {"password", "correct horse battery"},
            {"agreement", true},
            {"locale", "en"}
        });
        return site->send(request);
    }
    static std::string app_token()
    {
        auto register_app = make_request(Method::post, "/api/v1/apps");
        register_app.headers.set("Content-Type", "application/json");
        register_app.body =
            R"({"client_name":"Tests","redirect_uris":"urn:ietf:wg:oauth:2.0:oob","scopes":"read write"})";
        const auto client = Phone::parsed(site->send(register_app));
        auto request = make_request(Method::post, "/oauth/token");
        request.headers.set("Content-Type", "application/json");
        request.body = json::serialize(json::object{
            {"grant_type", "client_credentials"},
            {"client_id", client.at("client_id")},
            {"client_secret", client.at("client_secret")},
            {"scope", "read write"}
        });
        return std::string(Phone::parsed(site->send(request)).at("access_token").as_string());
    }
};

TEST_F(AdminBlocks, ServersAreBlockedLimitedAndAllowed)
{
    auto& trust = site->app().trust;
    const std::string path = "/api/v1/admin/domain_blocks";
    EXPECT_EQ(trust.of("bad.example"), peers::Trust::allowed);
    const auto made = post(path, {{"domain", "Bad.Example"}, {"severity", "suspend"}, {"public_comment", "spam"}});
    EXPECT_EQ(made.at("domain"), "bad.example");
    EXPECT_EQ(made.at("severity"), "suspend");
    EXPECT_EQ(made.at("digest").as_string().size(), 64U);
    EXPECT_EQ(trust.of("bad.example"), peers::Trust::refused) << "at once";
    EXPECT_EQ(trust.of("www.bad.example"), peers::Trust::refused);
    const auto twice = ask(Method::post, path, json::value{{"domain", "bad.example"}});
    EXPECT_EQ(twice.status, 422U);
    EXPECT_NE(twice.body.find("existing_domain_block"), std::string::npos);

    const auto one = path + '/' + id_of(made);
    EXPECT_EQ(Phone::parsed(ask(Method::put, one, json::value{{"severity", "silence"}})).at("severity"), "silence");
    EXPECT_EQ(trust.of("bad.example"), peers::Trust::limited);
    EXPECT_EQ(Phone::parsed(ask(Method::put, one, json::value{{"severity", "noop"}})).at("public_comment"), "spam");
    EXPECT_EQ(trust.of("bad.example"), peers::Trust::allowed);
    EXPECT_EQ(get(path).as_array().size(), 1U);
    EXPECT_EQ(ask(Method::del, one).status, 200U);
    EXPECT_EQ(ask(Method::get, one).status, 404U);
    EXPECT_EQ(ask(Method::post, path, json::value{{"domain", "no domain"}}).status, 422U);

    const auto allowed = post("/api/v1/admin/domain_allows", {{"domain", "good.example"}});
    EXPECT_EQ(id_of(post("/api/v1/admin/domain_allows", {{"domain", "good.example"}})), id_of(allowed));
    EXPECT_EQ(ask(Method::get, path + '/' + id_of(allowed)).status, 404U) << "it is no block";
    EXPECT_EQ(ask(Method::del, "/api/v1/admin/domain_allows/" + id_of(allowed)).status, 200U);
    EXPECT_EQ(audited("domain_block.create"), 1);
    EXPECT_EQ(audited("domain_block.delete"), 1);
}

TEST_F(AdminBlocks, FilesAndReportsOfAServerAreRefusedAlone)
{
    namespace policies = storage::domain_policies;
    const auto made = post(
        "/api/v1/admin/domain_blocks",
        {{"domain", "loud.example"}, {"severity", "noop"}, {"reject_media", true}, {"reject_reports", true}}
    );
    site->db().transact_blocking([](storage::Transaction& tx) {
        EXPECT_TRUE(policies::rejects_media(tx, "files.loud.example"));
        EXPECT_TRUE(policies::rejects_media(tx, "loud.example:8443"));
        EXPECT_TRUE(policies::rejects_reports(tx, "loud.example"));
        EXPECT_FALSE(policies::rejects_reports(tx, "aloud.example"));
    });
    EXPECT_EQ(ask(Method::del, "/api/v1/admin/domain_blocks/" + id_of(made)).status, 200U);
}

TEST_F(AdminBlocks, EmailDomainsMakeNoAccounts)
{
    EXPECT_EQ(sign_up("ida", "ida@fine.example").status, 200U);
    const auto made = post("/api/v1/admin/email_domain_blocks", {{"domain", "@Trash.example"}});
    EXPECT_EQ(made.at("domain"), "trash.example");
    EXPECT_EQ(made.at("history").as_array().size(), 7U);
    const auto refused = sign_up("jack", "jack@mail.trash.example");
    EXPECT_EQ(refused.status, 422U);
    EXPECT_NE(refused.body.find("ERR_BLOCKED"), std::string::npos);
    EXPECT_EQ(sign_up("jack", "jack@mail.trash.example", "192.0.2.9").status, 422U);
    EXPECT_EQ(sign_up("jack", "jack@nottrash.example").status, 200U);
    const auto path = "/api/v1/admin/email_domain_blocks/" + id_of(made);
    EXPECT_EQ(get(path).at("history").at(0).at("uses"), "2");
    EXPECT_EQ(get(path).at("history").at(0).at("accounts"), "2") << "from two addresses";
    EXPECT_EQ(
        ask(Method::post, "/api/v1/admin/email_domain_blocks", json::value{{"domain", "trash.example"}}).status, 422U
    );
    EXPECT_EQ(ask(Method::del, path).status, 200U);
    EXPECT_EQ(sign_up("jill", "jill@trash.example").status, 200U);
}

TEST_F(AdminBlocks, EmailDomainsMayNeedApproval)
{
    const auto made =
        post("/api/v1/admin/email_domain_blocks", {{"domain", "odd.example"}, {"allow_with_approval", true}});
    EXPECT_EQ(sign_up("kate", "kate@odd.example").status, 200U);
    EXPECT_EQ(number("SELECT count(*) FROM sign_ups WHERE username = 'kate' AND must_approve"), 1);
    EXPECT_EQ(ask(Method::del, "/api/v1/admin/email_domain_blocks/" + id_of(made)).status, 200U);
}

TEST_F(AdminBlocks, AddressesAreBlockedInAllTheirSpellings)
{
    const std::string path = "/api/v1/admin/canonical_email_blocks";
    const auto made = post(path, {{"email", "L.o.u+spam@Mail.example"}});
    EXPECT_EQ(made.at("canonical_email_hash").as_string().size(), 64U);
    EXPECT_EQ(post(path + "/test", {{"email", "lou@mail.example"}}).as_array().size(), 1U);
    EXPECT_TRUE(post(path + "/test", {{"email", "lea@mail.example"}}).as_array().empty());
    EXPECT_EQ(sign_up("lou", "lo.u+again@mail.example").status, 422U);
    EXPECT_EQ(sign_up("lea", "lea@mail.example").status, 200U);
    EXPECT_EQ(ask(Method::del, path + '/' + id_of(made)).status, 200U);
    EXPECT_EQ(sign_up("lou", "lou@mail.example").status, 200U);
}

TEST_F(AdminBlocks, NetworksMakeNoAccountsOrNeedApprovalOrAreBarred)
{
    const std::string path = "/api/v1/admin/ip_blocks";
    const auto made = post(path, {{"ip", "198.51.100.7/24"}, {"severity", "sign_up_block"}, {"comment", "bots"}});
    EXPECT_EQ(made.at("ip"), "198.51.100.0/24");
    EXPECT_EQ(sign_up("max", "max@fine.example", "198.51.100.200").status, 422U);
    EXPECT_EQ(sign_up("max", "max@fine.example", "198.51.101.1").status, 200U);
    const auto one = path + '/' + id_of(made);
    (void)ask(Method::put, one, json::value{{"severity", "sign_up_requires_approval"}});
    EXPECT_EQ(sign_up("mia", "mia@fine.example", "198.51.100.200").status, 200U);
    EXPECT_EQ(number("SELECT count(*) FROM sign_ups WHERE username = 'mia' AND must_approve"), 1);

    const auto from = [](const std::string& address) {
        auto request = make_request(Method::get, "/api/v2/instance");
        request.client_address = address;
        return site->send(request).status;
    };
    EXPECT_EQ(from("198.51.100.200"), 200U);
    (void)ask(Method::put, one, json::value{{"severity", "no_access"}});
    site->read_events();
    EXPECT_EQ(from("198.51.100.200"), 403U);
    EXPECT_EQ(from("::ffff:198.51.100.200"), 403U);
    EXPECT_EQ(from("198.51.101.1"), 200U);
    EXPECT_EQ(ask(Method::del, one).status, 200U);
    site->read_events();
    EXPECT_EQ(from("198.51.100.200"), 200U);

    EXPECT_EQ(ask(Method::post, path, json::value{{"ip", "everywhere"}, {"severity", "no_access"}}).status, 422U);
    EXPECT_EQ(ask(Method::post, path, json::value{{"ip", "192.0.2.0/24"}, {"severity", "hm"}}).status, 422U);
    (void)post(path, {{"ip", "2001:db8::/32"}, {"severity", "no_access"}, {"expires_in", 600}});
    sql("UPDATE ip_blocks SET expires_at = now() - interval '1 second'");
    site->read_events();
    EXPECT_EQ(from("2001:db8::1"), 200U) << "it is over";
}

} // namespace
} // namespace rounds::test
