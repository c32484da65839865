#include "federation/deliver/judge.hpp"

#include "federation/fetch/error.hpp"

#include <gtest/gtest.h>

namespace rounds::deliver {
namespace {

using fetch::fetch_errc;
using namespace std::chrono_literals;

const Time noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 12h};
const Random middle = [] { return 0.5; };

Verdict of(int status, std::string_view retry_after = {}, int attempts = 0, std::chrono::seconds age = 0s)
{
    return judge({.status = status, .error = {}, .retry_after = retry_after}, attempts, age, noon, Rules{}, middle);
}

Verdict of(fetch_errc error)
{
    return judge({.status = 0, .error = error, .retry_after = {}}, 0, 0s, noon, Rules{}, middle);
}

TEST(Judge, FollowsTheTable)
{
    struct Row
    {
        int status;
        Verdict::Row row;
        HostSign host;
        bool knock_again;
        bool inbox_gone;
    };
    using enum Verdict::Row;
    const Row table[] = {
        {200, done, HostSign::alive, false, false},
        {202, done, HostSign::alive, false, false},
        {204, done, HostSign::alive, false, false},
        {301, retry, HostSign::none, false, false},
        {400, failed, HostSign::alive, true, false},
        {401, retry, HostSign::none, true, false},
        {403, failed, HostSign::alive, false, false},
        {404, failed, HostSign::alive, false, false},
        {406, failed, HostSign::alive, false, false},
        {408, retry, HostSign::none, false, false},
        {410, failed, HostSign::alive, false, true},
        {413, failed, HostSign::alive, false, false},
        {429, retry, HostSign::none, false, false},
        {500, retry, HostSign::failing, false, false},
        {501, failed, HostSign::alive, false, false},
        {502, retry, HostSign::failing, false, false},
        {503, retry, HostSign::failing, false, false},
        {504, retry, HostSign::failing, false, false},
    };
    for (const auto& row : table) {
        const auto verdict = of(row.status);
        EXPECT_EQ(verdict.row, row.row) << row.status;
        EXPECT_EQ(verdict.host, row.host) << row.status;
        EXPECT_EQ(verdict.knock_again, row.knock_again) << row.status;
        EXPECT_EQ(verdict.inbox_gone, row.inbox_gone) << row.status;
    }
}

TEST(Judge, TriesAgainAfterSilence)
{
    for (const auto error :
         {fetch_errc::dns, fetch_errc::connect, fetch_errc::tls, fetch_errc::timeout, fetch_errc::protocol}) {
        EXPECT_EQ(of(error).row, Verdict::Row::retry);
        EXPECT_EQ(of(error).host, HostSign::failing);
    }
    // A full queue of our own says nothing about the server.
    EXPECT_EQ(of(fetch_errc::busy).row, Verdict::Row::retry);
    EXPECT_EQ(of(fetch_errc::busy).host, HostSign::none);
    for (const auto error : {fetch_errc::blocked, fetch_errc::bad_url}) {
        EXPECT_EQ(of(error).row, Verdict::Row::failed);
        EXPECT_EQ(of(error).host, HostSign::none);
    }
}

TEST(Judge, HonoursRetryAfter)
{
    for (const int status : {429, 503}) {
        const auto verdict = of(status, "3600");
        EXPECT_EQ(verdict.row, Verdict::Row::retry);
        EXPECT_EQ(verdict.host, HostSign::wait);
        EXPECT_EQ(verdict.delay, 3600s);
    }
    EXPECT_EQ(of(503, to_http_date(noon + 90s)).delay, 90s);
    EXPECT_EQ(of(429, "999999999").delay, 24h);
    EXPECT_EQ(of(429, "soon").host, HostSign::none);
    // Only where it means that.
    EXPECT_EQ(of(500, "3600").host, HostSign::failing);
}

TEST(Judge, DoublesUpToTheCap)
{
    EXPECT_EQ(full_jitter(15s, 0, 6h, middle), 8s);
    EXPECT_EQ(full_jitter(15s, 3, 6h, middle), 60s);
    EXPECT_EQ(full_jitter(15s, 20, 6h, middle), 3h);
    EXPECT_EQ(full_jitter(15s, 1000, 6h, middle), 3h);
    EXPECT_EQ(full_jitter(15s, 5, 6h, [] { return 0.0; }), 1s);
}

TEST(Judge, GivesUpWhenTheNextTryWouldBeTooLate)
{
    EXPECT_EQ(of(500, {}, 3, 24h).row, Verdict::Row::retry);
    EXPECT_EQ(of(500, {}, 3, 5 * 24h).row, Verdict::Row::failed);
    EXPECT_EQ(of(503, "86400", 0, 4 * 24h + 1s).row, Verdict::Row::failed);
}

} // namespace
} // namespace rounds::deliver
