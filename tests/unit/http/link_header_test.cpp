#include "server/http/link_header.hpp"

#include <gtest/gtest.h>

namespace rounds::http {
namespace {

std::string link(std::string path, std::string query, PageEdges edges)
{
    Request request;
    request.path = std::move(path);
    request.query = std::move(query);
    return link_header("https://mercy.example", request, edges);
}

TEST(LinkHeader, NextThenPrev)
{
    EXPECT_EQ(
        link("/api/v1/timelines/home", "", {"109", "100"}),
        "<https://mercy.example/api/v1/timelines/home?max_id=100>; rel=\"next\", "
        "<https://mercy.example/api/v1/timelines/home?min_id=109>; rel=\"prev\""
    );
}

TEST(LinkHeader, KeepsOtherParametersOnly)
{
    EXPECT_EQ(
        link(
            "/x",
            "limit=5&max_id=1&types[]=mention&min_id=2&since_id=3&types%5B%5D=poll&access_token=secret",
            {"9", "8"}
        ),
        "<https://mercy.example/x?limit=5&types%5B%5D=mention&types%5B%5D=poll&max_id=8>; rel=\"next\", "
        "<https://mercy.example/x?limit=5&types%5B%5D=mention&types%5B%5D=poll&min_id=9>; rel=\"prev\""
    );
}

TEST(LinkHeader, FollowerListsGoBackBySinceId)
{
    const auto header = link("/x", "", {"9", "8", true, "since_id"});
    EXPECT_NE(header.find("?since_id=9>; rel=\"prev\""), std::string::npos);
    EXPECT_EQ(header.find("min_id"), std::string::npos);
}

TEST(LinkHeader, LastPageHasNoNext)
{
    EXPECT_EQ(link("/x", "", {"9", "8", false}), "<https://mercy.example/x?min_id=9>; rel=\"prev\"");
    EXPECT_EQ(link("/x", "", {}), "");
}

TEST(LinkHeader, ClientsSplitAtCommas)
{
    for (const std::string query : {"q=a,b", "q=a%2Cb", "q=%3E%2C%3Chttps%3A//evil.test%3E", "q=a>b\"c"}) {
        const auto header = link("/tags/a,b", query, {"9", "8"});
        const auto comma = header.find(',');
        EXPECT_EQ(header.find(',', comma + 1), std::string::npos) << header;
        EXPECT_EQ(header.find("rel=\"next\", <"), comma - 10) << header;
        EXPECT_EQ(header.find("<https://evil"), std::string::npos);
    }
}

} // namespace
} // namespace rounds::http
