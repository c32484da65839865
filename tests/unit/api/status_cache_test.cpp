#include "server/api/status_cache.hpp"

#include <gtest/gtest.h>

namespace rounds::api {
namespace {

std::shared_ptr<const Rendered> rendered(std::int64_t id, std::int64_t author = 1, std::size_t size = 10)
{
    auto r = std::make_shared<Rendered>();
    r->id = StatusId{id};
    r->author = AccountId{author};
    r->head = std::string(size, 'x');
    return r;
}

class StatusCacheTest : public ::testing::Test
{
protected:
    bool has(std::int64_t id) { return cache.find({StatusId{id}}).front() != nullptr; }

    ManualClock clock{Time{}};
    StatusCache cache{clock, 10'000, std::chrono::minutes{5}};
};

TEST_F(StatusCacheTest, KeepsBelowItsBytes)
{
    for (int i = 1; i <= 100; ++i) cache.put(cache.ticket(), rendered(i, 1, 500));
    EXPECT_LE(cache.figures().bytes, 10'000U);
    EXPECT_TRUE(has(100));
    EXPECT_FALSE(has(1)) << "the least recently used goes first";
}

TEST_F(StatusCacheTest, RefusesWhatWasReadBeforeAChange)
{
    const auto before = cache.ticket();
    cache.drop(StatusId{7}); // the news came while it was read
    cache.put(before, rendered(7));
    EXPECT_FALSE(has(7));
    cache.put(before, rendered(8));
    EXPECT_TRUE(has(8)) << "others are not touched";
    cache.put(cache.ticket(), rendered(7));
    EXPECT_TRUE(has(7));
}

TEST_F(StatusCacheTest, ForgetsAnAuthorsPosts)
{
    cache.put(cache.ticket(), rendered(1, 5));
    cache.put(cache.ticket(), rendered(2, 6));
    cache.drop_author(AccountId{5});
    EXPECT_FALSE(has(1));
    EXPECT_TRUE(has(2));
}

TEST_F(StatusCacheTest, EntriesGrowOld)
{
    cache.put(cache.ticket(), rendered(1));
    clock.advance(std::chrono::minutes{6});
    EXPECT_FALSE(has(1));
}

} // namespace
} // namespace rounds::api
