#include "server/media/serve.hpp"

#include <gtest/gtest.h>
#include <string>

namespace rounds::media {
namespace {

struct Row
{
    std::string header;
    RangeKind kind;
    std::uint64_t first = 0;
    std::uint64_t length = 0;
};

/// RFC 9110 section 14.1.2, of a file of 1000 bytes.
TEST(MediaRange, IsReadAsTheStandardSays)
{
    using enum RangeKind;
    const Row rows[] = {
        {"", whole},
        {"bytes=0-499", part, 0, 500},
        {"Bytes=0-0", part, 0, 1},
        {"bytes=500-", part, 500, 500},
        {"bytes=-300", part, 700, 300},
        {"bytes=-5000", part, 0, 1000},
        {"bytes=900-5000", part, 900, 100},
        {"bytes=1000-", unsatisfiable},
        {"bytes=-0", unsatisfiable},
        {"bytes=5-2", whole},
        {"bytes=0-1,5-6", whole},
        {"bytes=", whole},
        {"bytes=-", whole},
        {"bytes=a-b", whole},
        {"bytes=99999999999999999999-", whole},
        {"items=0-5", whole},
    };
    for (const auto& row : rows) {
        Range range;
        EXPECT_EQ(parse_range(row.header, 1000, range), row.kind) << row.header;
        if (row.kind != part) continue;
        EXPECT_EQ(range.first, row.first) << row.header;
        EXPECT_EQ(range.length, row.length) << row.header;
    }
    Range range;
    EXPECT_EQ(parse_range("bytes=0-", 0, range), unsatisfiable);
}

} // namespace
} // namespace rounds::media
