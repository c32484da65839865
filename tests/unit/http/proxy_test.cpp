#include "server/http/proxy.hpp"

#include <gtest/gtest.h>

namespace rounds::http {
namespace {

TEST(AddressSet, Contains)
{
    const auto set = AddressSet::parse({"10.0.0.0/8", "192.0.2.7", "2001:db8::/33", "172.16.0.0/12"}).value();
    for (const std::string_view in : {"10.1.2.3", "192.0.2.7", "::ffff:10.1.2.3", "2001:db8:7fff::1", "172.31.255.255"})
        EXPECT_TRUE(set.contains(in)) << in;
    for (const std::string_view out :
         {"11.0.0.1", "192.0.2.8", "2001:db8:8000::1", "172.32.0.0", "", "ten", "10.1.2.3:80", "::a01:203"})
        EXPECT_FALSE(set.contains(out)) << out;
    EXPECT_FALSE(AddressSet{}.contains("10.0.0.1"));
    EXPECT_TRUE(AddressSet::parse({"0.0.0.0/0"})->contains("203.0.113.1"));
    EXPECT_FALSE(AddressSet::parse({"0.0.0.0/0"})->contains("2001:db8::1"));
    EXPECT_TRUE(AddressSet::parse({"::/0"})->contains("203.0.113.1"));
}

TEST(AddressSet, RefusesWhatIsNone)
{
    for (const std::string text : {"", "proxy", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::/129", "/8"})
        EXPECT_FALSE(AddressSet::parse({text})) << text;
}

struct Case
{
    std::string_view forwarded;
    std::string_view client;
};

TEST(ProxyHeaders, RightmostUntrustedAddress)
{
    const auto trusted = AddressSet::parse({"10.0.0.0/8"}).value();
    for (const auto& [forwarded, client] : std::vector<Case>{
             {"203.0.113.9", "203.0.113.9"},
             {"198.51.100.1, 203.0.113.9", "203.0.113.9"},
             {"198.51.100.1, 203.0.113.9, 10.0.0.2", "203.0.113.9"},
             {"10.0.0.3, 10.0.0.2", "10.0.0.3"},
             {"203.0.113.9:4711", "203.0.113.9"},
             {"[2001:db8::1]:4711", "2001:db8::1"},
             {"2001:DB8::1", "2001:db8::1"},
             {"::ffff:203.0.113.9", "203.0.113.9"},
             {"198.51.100.1, nonsense", "10.0.0.1"},
             {"nonsense, 10.0.0.2", "10.0.0.2"},
             {"", "10.0.0.1"},
         }) {
        Request request;
        request.headers.add("X-Forwarded-For", std::string{forwarded});
        apply_proxy_headers(request, "10.0.0.1", false, trusted);
        EXPECT_EQ(request.client_address, client) << forwarded;
    }
    Request two_fields;
    two_fields.headers.add("X-Forwarded-For", "198.51.100.1");
    two_fields.headers.add("x-forwarded-for", "203.0.113.9");
    apply_proxy_headers(two_fields, "10.0.0.1", false, trusted);
    EXPECT_EQ(two_fields.client_address, "203.0.113.9");
}

TEST(ProxyHeaders, OthersAreNotBelieved)
{
    const auto trusted = AddressSet::parse({"10.0.0.0/8"}).value();
    Request request;
    request.headers.add("X-Forwarded-For", "198.51.100.1");
    request.headers.add("X-Forwarded-Proto", "https");
    apply_proxy_headers(request, "203.0.113.9", false, trusted);
    EXPECT_EQ(request.client_address, "203.0.113.9");
    EXPECT_FALSE(request.secure);
    apply_proxy_headers(request, "10.0.0.1", false, trusted);
    EXPECT_TRUE(request.secure);
}

} // namespace
} // namespace rounds::http
