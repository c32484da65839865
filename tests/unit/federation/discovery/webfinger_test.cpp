#include "federation/discovery/nodeinfo.hpp"
#include "federation/discovery/webfinger.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace rounds::discovery {
namespace {

result<Wanted> read(std::string_view resource)
{
    return read_resource(resource, "https://mercy.example", "mercy.example");
}

TEST(WebFingerResource, IsReadInEverySpelling)
{
    for (const char* same :
         {"acct:ann@mercy.example",
          "ACCT:ann@MERCY.example",
          "acct:@ann@mercy.example",
          "ann@mercy.example",
          "https://mercy.example/@ann",
          "HTTPS://Mercy.Example/@ann"}) {
        const auto wanted = read(same);
        ASSERT_TRUE(wanted) << same;
        EXPECT_EQ(wanted->username, "ann") << same;
    }
    EXPECT_EQ(read("https://mercy.example/users/ann")->uri, "https://mercy.example/users/ann");
    EXPECT_EQ(read("https://mercy.example/actor")->uri, "https://mercy.example/actor");
}

TEST(WebFingerResource, OfOthersIsNotFound)
{
    for (const char* other :
         {"acct:ann@evil.example",
          "https://evil.example/@ann",
          "acct:ann@mercy.example.evil.example",
          "https://mercy.example/@ann/123"})
        EXPECT_EQ(read(other).error(), errc::not_found) << other;
    for (const char* broken : {"", "acct:", "ann", "acct:@mercy.example", "https://"})
        EXPECT_EQ(read(broken).error(), errc::invalid_argument) << broken;
}

TEST(Jrd, NamesActorAndPage)
{
    storage::Account account;
    account.username = "Ann";
    account.uri = "https://mercy.example/users/Ann";
    account.url = "https://mercy.example/@Ann";
    EXPECT_EQ(json::value(build_jrd(account, "mercy.example")), json::parse(R"j({
        "subject": "acct:Ann@mercy.example",
        "aliases": ["https://mercy.example/@Ann", "https://mercy.example/users/Ann"],
        "links": [
            {"rel": "http://webfinger.net/rel/profile-page", "type": "text/html", "href": "https://mercy.example/@Ann"},
            {"rel": "self", "type": "application/activity+json", "href": "https://mercy.example/users/Ann"}
        ]})j"));
}

TEST(NodeInfoDocument, HasWhatTheSchemaDemands)
{
    NodeInfo info;
    info.version = "0.1.0";
    info.users = 7;
    info.local_posts = 42;
    const auto document = build_nodeinfo(info, "2.1");
    EXPECT_EQ(document.at("version").as_string(), "2.1");
    EXPECT_EQ(document.at("software").at("name").as_string(), "rounds");
    EXPECT_EQ(document.at("protocols"), json::parse(R"(["activitypub"])"));
    EXPECT_EQ(document.at("usage").at("users").at("total").as_int64(), 7);
    EXPECT_EQ(document.at("usage").at("localPosts").as_int64(), 42);
    EXPECT_FALSE(document.at("openRegistrations").as_bool());
    EXPECT_EQ(document.at("metadata").at("upstream").at("name"), "mastodon") << "whose client API is spoken";
    const auto index = build_nodeinfo_index("https://mercy.example");
    EXPECT_EQ(index.at("links").at(0).at("href").as_string(), "https://mercy.example/nodeinfo/2.1");
    EXPECT_EQ(nodeinfo_type("2.0"), R"(application/json; profile="http://nodeinfo.diaspora.software/ns/schema/2.0#")");
}

TEST(HostMeta, LeadsToWebFinger)
{
    EXPECT_NE(
        build_host_meta("https://mercy.example")
            .find(R"(template="https://mercy.example/.well-known/webfinger?resource={uri}")"),
        std::string::npos
    );
}

} // namespace
} // namespace rounds::discovery
