#include "server/http/cookies.hpp"

#include <gtest/gtest.h>

namespace rounds::http {
namespace {

using namespace std::chrono_literals;

std::optional<std::string> find(std::string_view header, bool secure = false)
{
    Request request;
    request.secure = secure;
    request.headers.add("Cookie", std::string{header});
    return find_cookie(request, "session");
}

TEST(Cookies, Find)
{
    EXPECT_EQ(find("session=abc"), "abc");
    EXPECT_EQ(find("a=1; session=abc; b=2"), "abc");
    EXPECT_EQ(find("a=1;session=\"abc\""), "abc");
    EXPECT_EQ(find("session=a=b"), "a=b");
    EXPECT_EQ(find("session="), "");
    EXPECT_FALSE(find(""));
    EXPECT_FALSE(find("session"));
    EXPECT_FALSE(find("xsession=abc"));
    EXPECT_FALSE(find("Session=abc"));
    EXPECT_FALSE(find("session=%zz"));
    EXPECT_EQ(find("session=abc; session=abc"), "abc");
    EXPECT_FALSE(find("session=abc; session=planted"));
}

TEST(Cookies, OverTlsOnlyTheHostPrefixCounts)
{
    EXPECT_FALSE(find("session=planted", true));
    EXPECT_EQ(find("session=planted; __Host-session=abc", true), "abc");
}

TEST(Cookies, Set)
{
    EXPECT_EQ(set_cookie("session", "abc", true), "__Host-session=abc; Path=/; HttpOnly; Secure; SameSite=Lax");
    EXPECT_EQ(
        set_cookie("session", "abc", false, 60s, SameSite::strict),
        "session=abc; Path=/; HttpOnly; SameSite=Strict; Max-Age=60"
    );
    EXPECT_EQ(clear_cookie("session", false), "session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
}

TEST(Cookies, ValuesCannotBreakOut)
{
    const std::string value = "a; Domain=evil.test\r\nX: \"y\", %\xc3\xa4";
    const auto cookie = set_cookie("session", value, false);
    EXPECT_EQ(cookie.find("; Domain"), std::string::npos);
    EXPECT_EQ(cookie.find('\r'), std::string::npos);
    EXPECT_EQ(find(cookie.substr(0, cookie.find(';'))), value);
}

} // namespace
} // namespace rounds::http
