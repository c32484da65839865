#include "federation/fetch/document.hpp"
#include "federation/fetch/policy.hpp"

#include <gtest/gtest.h>

using namespace rounds;
using namespace rounds::fetch;

namespace {

std::string outcome(std::string_view url, const Settings& settings = {})
{
    const auto permitted = permitted_url(url, settings);
    return permitted ? permitted->str() : permitted.error().message();
}

} // namespace

TEST(UrlPolicy, PublicHttpsIsPermitted)
{
    EXPECT_EQ(outcome("https://peer.example/users/ann?x=1#frag"), "https://peer.example/users/ann?x=1");
    EXPECT_EQ(outcome("HTTPS://Peer.Example:443"), "https://peer.example/");
    EXPECT_EQ(outcome("https://xn--bcher-kva.example/"), "https://xn--bcher-kva.example/");
    EXPECT_EQ(outcome("https://a-b.c1.co/"), "https://a-b.c1.co/");
}

// N32, N40, E9
TEST(UrlPolicy, EverythingElseIsNot)
{
    for (const auto* url :
         {"",
          "peer.example",
          "/inbox",
          "http://peer.example/",
          "ftp://peer.example/",
          "javascript:alert(1)",
          "data:,x",
          "https:///x",
          "https://",
          "https://localhost/",
          "https://peer/",
          "https://peer.example:22/",
          "https://peer.example:6379/",
          "https://peer.example:80/",
          "https://127.0.0.1/",
          "https://127.1/",
          "https://2130706433/",
          "https://0x7f000001/",
          "https://0x7f.1/",
          "https://0177.0.0.1/",
          "https://0/",
          "https://1.2.3.4/",
          "https://8.8.8.8/",
          "https://[::1]/",
          "https://[2606:4700::1111]/",
          "https://[::ffff:127.0.0.1]/",
          "https://peer.example./",
          "https://user@peer.example/",
          "https://user:pw@peer.example/",
          "https://exa%6dple.com/",
          "https://peer..example/",
          "https://.example/",
          "https://-a.example/",
          "https://a-.example/",
          "https://peer.123/",
          "https://peer.0x7f/",
          "https://peer.example/a b",
          "https://peer.example/\r\nx: y",
          "https://peer.example/\\x",
          "https://p\u00e9er.example/",
          "https://peer.example:0/",
          "https://peer.example:99999/"})
        EXPECT_EQ(outcome(url), "bad_url") << url;
    EXPECT_EQ(outcome("https://" + std::string(64, 'a') + ".example/"), "bad_url");
    EXPECT_EQ(outcome("https://peer.example/" + std::string(3000, 'a')), "bad_url");
}

TEST(UrlPolicy, TheDomainPolicySpeaksOfPeersOnly)
{
    Settings consortium;
    consortium.host_allowed = [](std::string_view host) { return host == "peer.example"; };
    EXPECT_FALSE(permitted_url("https://push.example/send", consortium));
    EXPECT_TRUE(permitted_url("https://push.example/send", consortium, Place::anywhere));
    for (const auto* url :
         {"http://push.example/", "https://10.0.0.1/", "https://localhost/", "https://push.example:22/"})
        EXPECT_FALSE(permitted_url(url, consortium, Place::anywhere)) << url;
}

TEST(UrlPolicy, SettingsOpenPortsAndTestRigs)
{
    Settings ports;
    ports.extra_ports = {8443};
    EXPECT_EQ(outcome("https://peer.example:8443/", ports), "https://peer.example:8443/");
    EXPECT_EQ(outcome("https://peer.example:8444/", ports), "bad_url");
    Settings rig;
    rig.loopback_testing = true;
    for (const auto* url :
         {"http://localhost:3000/", "http://127.0.0.1:3000/", "https://127.0.0.2/", "http://[::1]:9/"})
        EXPECT_EQ(outcome(url, rig), url);
    for (const auto* url :
         {"http://10.0.0.1/",
          "http://[::ffff:127.0.0.1]/",
          "http://0.0.0.0/",
          "http://127.1/",
          "http://2130706433/",
          "http://peer/",
          "http://169.254.169.254/",
          "https://8.8.8.8/"})
        EXPECT_EQ(outcome(url, rig), "bad_url") << url;
}

TEST(UrlPolicy, DomainPolicyIsAsked)
{
    Settings settings;
    settings.host_allowed = [](std::string_view host) { return host == "peer.example"; };
    EXPECT_EQ(outcome("https://PEER.example/", settings), "https://peer.example/");
    EXPECT_EQ(outcome("https://evil.example/", settings), "blocked");
    EXPECT_EQ(outcome("https://peer.example.evil.example/", settings), "blocked");
}

TEST(UrlPolicy, RedirectTargets)
{
    const auto base = parse_url("https://peer.example/a/b?c").value();
    EXPECT_EQ(redirect_target(base, "d").value(), "https://peer.example/a/d");
    EXPECT_EQ(redirect_target(base, "/d?e").value(), "https://peer.example/d?e");
    EXPECT_EQ(redirect_target(base, "//other.example/x").value(), "https://other.example/x");
    EXPECT_EQ(redirect_target(base, "https://other.example/").value(), "https://other.example/");
    EXPECT_FALSE(redirect_target(base, ""));
    EXPECT_FALSE(redirect_target(base, "http://[bad"));
    EXPECT_FALSE(redirect_target(base, "a b"));
}

// N18
TEST(ActivityType, StrictButForgivingInForm)
{
    for (const auto* type :
         {"application/activity+json",
          "Application/Activity+JSON; charset=utf-8",
          R"(application/ld+json; profile="https://www.w3.org/ns/activitystreams")",
          R"(application/ld+json;charset=utf-8;profile="https://www.w3.org/ns/activitystreams")",
          "application/ld+json; profile=https://www.w3.org/ns/activitystreams",
          R"(application/ld+json; profile="https://a.example/ https://www.w3.org/ns/activitystreams"; charset=utf-8)"})
        EXPECT_TRUE(is_activity_type(type)) << type;
    for (const auto* type :
         {"",
          "application/json",
          "text/html",
          "text/plain",
          "image/png",
          "application/ld+json",
          R"(application/ld+json; profile="https://w3.example/")",
          "application/activity+json-seq",
          R"(application/json; profile="https://www.w3.org/ns/activitystreams")",
          R"(application/ld+json; x="; profile=https://www.w3.org/ns/activitystreams")"})
        EXPECT_FALSE(is_activity_type(type)) << type;
}

TEST(UrlPolicy, TheIntranetIsForWhatTheConfigurationNames)
{
    Settings settings;
    settings.intranet_hosts = {"login.mercy.example"};
    const auto* url = "https://login.mercy.example:8443/";
    EXPECT_TRUE(permitted_url(url, settings, Place::intranet));
    EXPECT_FALSE(permitted_url(url, settings, Place::anywhere)) << "nobody else leads us there";
    EXPECT_FALSE(permitted_url("https://login.mercy.example/", settings, Place::peer));
    EXPECT_FALSE(permitted_url("https://other.mercy.example/", settings, Place::intranet));
    EXPECT_FALSE(permitted_url("http://login.mercy.example/", settings, Place::intranet));
    const auto address = [](const char* text) { return boost::asio::ip::make_address(text); };
    for (const char* text : {"10.1.2.3", "172.31.0.1", "192.168.9.9", "fd00::1", "8.8.8.8"})
        EXPECT_TRUE(permitted_address(address(text), settings, "login.mercy.example")) << text;
    for (const char* text : {"127.0.0.1", "169.254.169.254", "100.64.0.1", "::1", "::ffff:10.0.0.1"})
        EXPECT_FALSE(permitted_address(address(text), settings, "login.mercy.example")) << text;
    EXPECT_FALSE(permitted_address(address("10.1.2.3"), settings, "other.example"));
    EXPECT_FALSE(permitted_address(address("10.1.2.3"), settings));
}
