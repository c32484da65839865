#include "storage/base/url.hpp"

#include <gtest/gtest.h>

namespace rounds {
namespace {

TEST(Url, HostsAreNames)
{
    for (const auto* text :
         {"https://a.example/",
          "https://A-b_c.example:8443/x?y#z",
          "http://127.0.0.1:8080/",
          "https://[::1]/",
          "https://xn--mnchen-3ya.example/"})
        EXPECT_TRUE(parse_url(text)) << text;
    // Found by tests/fuzz: an origin stands in Content-Security-Policy, where these would end its source.
    for (const auto* text :
         {"https://a;b.example/",
          "https://a,b.example/",
          "https://a'b.example/",
          "https://a*b.example/",
          "https://(a).example/",
          "https://a=b/",
          "https://a%3bb.example/",
          "https://a..b/",
          "https://a./",
          "https:///x"})
        EXPECT_FALSE(parse_url(text)) << text;
}

} // namespace
} // namespace rounds
