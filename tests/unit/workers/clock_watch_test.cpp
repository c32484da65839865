#include "server/workers/clock_worker.hpp"

#include <gtest/gtest.h>

namespace rounds::workers {
namespace {

using namespace std::chrono_literals;

const Time noon = parse_iso8601("2026-11-22T12:00:00Z").value();
const ClockWatch::Steady start{};

TEST(ClockWatch, SaysHowFarTheClockWentBackOnce)
{
    ClockWatch watch(noon, start);
    EXPECT_EQ(watch.look(noon + 5s, start + 5s), 0us);
    EXPECT_EQ(watch.look(noon + 10s - 1h, start + 10s), 1h);
    EXPECT_EQ(watch.look(noon + 15s - 1h, start + 15s), 0us);
}

TEST(ClockWatch, HeedsNeitherNoiseNorStepsForward)
{
    ClockWatch watch(noon, start);
    EXPECT_EQ(watch.look(noon + 5s - ClockWatch::noise, start + 5s), 0us);
    EXPECT_EQ(watch.look(noon + 2h, start + 10s), 0us) << "a machine that slept, or a clock that was late";
    EXPECT_EQ(watch.look(noon + 2h + 5s, start + 15s), 0us);
}

} // namespace
} // namespace rounds::workers
