#include "server/web/browser_name.hpp"

#include <gtest/gtest.h>

namespace rounds::web {
namespace {

TEST(BrowserName, IsWhatPeopleCallIt)
{
    EXPECT_EQ(
        browser_name("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"),
        "Firefox, Windows"
    );
    EXPECT_EQ(
        browser_name(
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
            "Safari/537.36 Edg/140.0.0.0"
        ),
        "Edge, Windows"
    );
    EXPECT_EQ(
        browser_name("Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                     "Version/18.5 Mobile/15E148 Safari/604.1"),
        "Safari, iPhone"
    );
    EXPECT_EQ(
        browser_name(
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile "
            "Safari/537.36"
        ),
        "Chrome, Android"
    );
    EXPECT_EQ(browser_name(""), "?");
    EXPECT_EQ(browser_name("curl/8.5.0"), "curl/8.5.0");
    EXPECT_EQ(browser_name(std::string(300, 'x')).size(), 80U);
}

} // namespace
} // namespace rounds::web
