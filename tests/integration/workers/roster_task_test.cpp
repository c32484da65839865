#include "server/app/rosters.hpp"
#include "server/workers/task_worker.hpp"
#include "tests/support/inbound_rig.hpp"
#include "tests/support/site.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>
#include <thread>

namespace rounds::test {
namespace {

namespace rosters = storage::rosters;
using storage::Transaction;

/// A list of another server that is subscribed to; nothing answers at its address.
class RosterTask : public ::testing::Test
{
protected:
    Site site;
    InboundRig web;

    rosters::RosterId subscribe()
    {
        return site.db().transact_blocking([&](Transaction& tx) {
            rosters::Roster roster;
            roster.uri = "https://society.example/rosters/main";
            roster.at_once = true;
            const auto id = rosters::add(tx, roster).value().id;
            app::read_soon(tx, id, true);
            return id;
        });
    }
    void run_tasks()
    {
        asio::io_context io;
        auto busy = asio::make_work_guard(io);
        std::thread thread([&] { io.run(); });
        workers::TaskWorker worker(
            {.db = site.db(),
             .urls = site.app().urls,
             .clock = site.app().clock,
             .inbound = web.inbound(),
             .executor = io.get_executor(),
             .app = &site.app()},
            {.kinds = {std::string(app::roster_job)}, .threads = 0}
        );
        worker.drain();
        busy.reset();
        io.stop();
        thread.join();
    }
    /// Seconds until the list is read again; the job is made due.
    std::int64_t wait()
    {
        return site.db().transact_blocking([](Transaction& tx) {
            const auto seconds = count(tx, "SELECT round(extract(epoch FROM run_at - now()))::bigint FROM jobs");
            (void)count(tx, "WITH due AS (UPDATE jobs SET run_at = now() RETURNING 1) SELECT count(*) FROM due");
            return seconds;
        });
    }
};

TEST_F(RosterTask, AListThatDoesNotAnswerIsAskedAgainSoonThenLessOften)
{
    const auto id = subscribe();
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 16; ++i) {
        run_tasks();
        waits.push_back(wait());
    }
    EXPECT_FALSE(site.db().transact_blocking([&](Transaction& tx) { return rosters::find(tx, id)->failure; }).empty());
    EXPECT_LE(waits[0], 15);
    EXPECT_GT(waits[0], 0);
    EXPECT_GT(waits[3], waits[0] + 60);
    const auto usual = site.app().config.federation.roster_refresh_hours * 3600;
    EXPECT_NEAR(static_cast<double>(waits.back()), static_cast<double>(usual), 60);
}

TEST_F(RosterTask, TheServerOfANewListMayBeAsked)
{
    ASSERT_FALSE(site.app().trust.allows("society.example"));
    subscribe();
    run_tasks();
    EXPECT_TRUE(site.app().trust.allows("society.example"));
}

} // namespace
} // namespace rounds::test
