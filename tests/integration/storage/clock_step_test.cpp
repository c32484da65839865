#include "storage/clock_step.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>
#include <map>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;
using storage::Statement;
using storage::Transaction;

// As if all of it had been reckoned while the clock was an hour ahead.
const Statement jobs_sql{"test.jobs", R"(
    INSERT INTO jobs (kind, payload, attempts, created_at, run_at, lease_until) VALUES
        ('at once', '{}', 0, now() + interval '1 hour', now() + interval '1 hour', NULL),
        ('again', '{}', 2, now() + interval '1 hour', now() + interval '61 minutes', NULL),
        ('held', '{}', 1, now(), now(), now() + interval '61 minutes'),
        ('at its time', '{}', 0, now(), now() + interval '3 hours', NULL))"};
const Statement inbox_sql{"test.inbox", R"(
    INSERT INTO inbox (origin, activity_uri, actor_uri, target, state, run_at) VALUES
        ('https://a.example', 'waits', 'https://a.example/u', '/inbox', 'waiting', now() + interval '61 minutes'),
        ('https://a.example', 'due', 'https://a.example/u', '/inbox', 'waiting', now() - interval '1 minute'),
        ('https://a.example', 'done', 'https://a.example/u', '/inbox', 'done', now() + interval '61 minutes'))"};
const Statement leases_sql{
    "test.leases", "INSERT INTO inbox_leases (items, ends_at) VALUES ('{1}', now() + interval '61 minutes')"
};
const Statement delivery_leases_sql{
    "test.delivery_leases", "INSERT INTO delivery_leases (items, ends_at) VALUES ('{1}', now() + interval '61 minutes')"
};
const Statement peers_sql{"test.peers", R"(
    INSERT INTO peers (host, breaker, retry_at) VALUES ('a.example', 'open', now() + interval '61 minutes'))"};
/// Minutes from now until each is due.
const Statement waits_sql{"test.waits", R"(
    SELECT name, round(extract(epoch FROM at - now()) / 60)::int AS minutes FROM (
        SELECT kind AS name, greatest(run_at, lease_until) AS at FROM jobs
        UNION ALL SELECT activity_uri, run_at FROM inbox
        UNION ALL SELECT 'leased', ends_at FROM inbox_leases
        UNION ALL SELECT 'sent', ends_at FROM delivery_leases
        UNION ALL SELECT host, retry_at FROM peers) AS waiting)"};

TEST(ClockStep, BringsBackWhatWaitsAndLeavesTimesOfDayAlone)
{
    TestDatabase database;
    const auto minutes = database.db().transact_blocking([](Transaction& tx) {
        for (const auto* statement : {&jobs_sql, &inbox_sql, &leases_sql, &delivery_leases_sql, &peers_sql})
            tx.exec(*statement);
        EXPECT_EQ(storage::clock_step::bring_back(tx, 1h), 7U);
        std::map<std::string, int> found;
        for (const auto row : tx.exec(waits_sql)) found[row.get<std::string>("name")] = row.get<int>("minutes");
        return found;
    });
    const std::map<std::string, int> wanted{
        {"at once", 0},
        {"again", 1},
        {"held", 1},
        {"at its time", 180},
        {"waits", 1},
        {"due", -1},
        {"leased", 1},
        {"sent", 1},
        {"done", 61},
        {"a.example", 1},
    };
    EXPECT_EQ(minutes, wanted);
}

} // namespace
} // namespace rounds::test
