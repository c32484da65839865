#include "storage/pg/database.hpp"

#include "storage/pg/cluster.hpp"
#include "tests/support/test_database.hpp"

#include <atomic>
#include <barrier>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <future>
#include <gtest/gtest.h>
#include <thread>

namespace rounds::storage {
namespace {

using test::TestDatabase;

const Statement add_sql{"test.add", "INSERT INTO pairs (key, value) VALUES ($1, $2) ON CONFLICT DO NOTHING"};
const Statement count_sql{"test.count", "SELECT count(*) AS n FROM pairs"};
const Statement add_to_sql{"test.add_to", "UPDATE pairs SET value = value + $2 WHERE key = $1"};
const Statement sum_sql{"test.sum", "SELECT coalesce(sum(value), 0)::bigint AS n FROM pairs"};
const Statement sleep_sql{"test.sleep", "SELECT pg_sleep($1)"};
const Statement backend_sql{"test.backend", "SELECT pg_backend_pid() AS pid"};
const Statement terminate_sql{"test.terminate", "SELECT pg_terminate_backend($1, 5000)"};
const Statement wrong_sql{"test.wrong", "SELECT nonsense FROM pairs"};

DatabaseSettings settings_for(const TestDatabase& scratch, unsigned connections)
{
    return {.url = scratch.url(), .connections = connections, .allow_unsafe_settings = true};
}

class Pool : public testing::Test
{
protected:
    Pool()
    {
        scratch.db().transact_blocking([](Transaction& tx) {
            tx.exec_plain("CREATE TABLE pairs (key int PRIMARY KEY, value bigint NOT NULL)");
        });
    }

    int count()
    {
        return scratch.db().transact_blocking([](Transaction& tx) { return tx.exec(count_sql).front().get<int>("n"); });
    }

    TestDatabase scratch{TestDatabase::Content::empty};
};

TEST_F(Pool, CommitsWhenTheBodyReturns)
{
    const auto added =
        scratch.db().transact_blocking([](Transaction& tx) { return tx.exec(add_sql, 1, 2).affected(); });
    EXPECT_EQ(added, 1U);
    EXPECT_EQ(count(), 1);
}

TEST_F(Pool, RollsBackWhenTheBodyThrows)
{
    const auto body = [](Transaction& tx) {
        tx.exec(add_sql, 1, 2);
        throw std::out_of_range("stop");
    };
    EXPECT_THROW(scratch.db().transact_blocking(body), std::out_of_range);
    EXPECT_EQ(count(), 0);
}

TEST_F(Pool, RollsBackWhenTheBodyReturnsAnError)
{
    const auto done = scratch.db().transact_blocking([](Transaction& tx) -> result<int> {
        tx.exec(add_sql, 1, 2);
        return errc::forbidden;
    });
    EXPECT_EQ(done.error(), errc::forbidden);
    EXPECT_EQ(count(), 0);
}

TEST_F(Pool, NestedUndoesItsOwnChangesOnly)
{
    scratch.db().transact_blocking([](Transaction& tx) {
        tx.exec(add_sql, 1, 0);
        EXPECT_EQ(tx.nested([&] { return tx.exec(add_sql, 2, 0).affected(); }), 1U);
        const auto inner = [&] {
            tx.exec(add_sql, 3, 0);
            tx.nested([&] { tx.exec(add_sql, 4, 0); });
            tx.exec(wrong_sql);
        };
        EXPECT_THROW(tx.nested(inner), QueryFailed);
        tx.exec(add_sql, 5, 0);
    });
    EXPECT_EQ(count(), 3);
}

const Statement add_strictly_sql{"test.add_strictly", "INSERT INTO pairs (key, value) VALUES ($1, $2)"};

TEST_F(Pool, LaterStatementsRunInOrderBeforeTheNextAnswerAndTheCommit)
{
    scratch.db().transact_blocking([](Transaction& tx) {
        for (int i = 0; i < 300; ++i) tx.later(add_sql, i, 1);
        tx.later(add_to_sql, 299, 5);
        EXPECT_EQ(tx.exec(sum_sql).front().get<int>("n"), 305);
        EXPECT_EQ(tx.statements(), 302U);
        tx.later(add_sql, 300, 1);
    });
    EXPECT_EQ(count(), 301);
}

TEST_F(Pool, LaterStatementThatFailsLosesTheTransaction)
{
    const auto body = [](Transaction& tx) {
        tx.later(add_sql, 1, 1);
        tx.later(add_strictly_sql, 1, 2);
        tx.later(add_sql, 2, 1);
    };
    try {
        scratch.db().transact_blocking(body);
        FAIL() << "committed";
    } catch (const QueryFailed& e) {
        EXPECT_TRUE(e.duplicate());
        EXPECT_TRUE(std::string(e.what()).starts_with("test.add_strictly")) << e.what();
    }
    EXPECT_EQ(count(), 0);
    // The connection is good for the next one.
    for (int i = 0; i < 20; ++i) scratch.db().transact_blocking([&](Transaction& tx) { tx.later(add_sql, i, 1); });
    EXPECT_EQ(count(), 20);
}

TEST_F(Pool, LaterStatementsOfANestedPartGoWithIt)
{
    scratch.db().transact_blocking([](Transaction& tx) {
        tx.later(add_sql, 1, 1);
        const auto stops = [&] {
            tx.later(add_sql, 2, 1);
            throw std::out_of_range("stop");
        };
        EXPECT_THROW(tx.nested(stops), std::out_of_range);
        EXPECT_THROW(tx.nested([&] { tx.later(add_strictly_sql, 1, 1); }), QueryFailed);
        tx.later(add_sql, 3, 1);
    });
    EXPECT_EQ(count(), 2);
}

TEST_F(Pool, ReadingNeitherWritesNorLocks)
{
    scratch.db().transact_blocking([](Transaction& tx) { tx.exec(add_sql, 1, 2); });
    asio::io_context io;
    const auto task = [&]() -> asio::awaitable<void> {
        const auto sum = co_await scratch.db().read([](Transaction& tx) {
            return tx.exec(sum_sql).front().get<int>("n") + tx.exec(count_sql).front().get<int>("n");
        });
        EXPECT_EQ(sum, 3);
        for (const auto* wrong : {&add_sql, &add_to_sql}) {
            bool refused = false;
            try {
                co_await scratch.db().read([&](Transaction& tx) { tx.exec(*wrong, 2, 2); });
            } catch (const std::logic_error&) {
                refused = true;
            }
            EXPECT_TRUE(refused) << wrong->name();
        }
        bool put_off = true;
        try {
            co_await scratch.db().read([](Transaction& tx) { tx.later(add_sql, 2, 2); });
        } catch (const std::logic_error&) {
            put_off = false;
        }
        EXPECT_FALSE(put_off);
        const auto left = co_await scratch.db().read([](Transaction& tx) -> result<int> {
            tx.exec(count_sql);
            return errc::not_found;
        });
        EXPECT_EQ(left.error(), errc::not_found);
    };
    asio::co_spawn(io, task(), [](const std::exception_ptr& failure) {
        if (failure) std::rethrow_exception(failure);
    });
    io.run();
    EXPECT_EQ(scratch.db().read_blocking([](Transaction& tx) { return tx.exec(sum_sql).front().get<int>("n"); }), 2);
    EXPECT_THROW(scratch.db().read_blocking([](Transaction& tx) { tx.exec(add_sql, 2, 2); }), std::logic_error);
    EXPECT_EQ(count(), 1);
}

TEST_F(Pool, ASingleStatementIsATransactionOfItsOwn)
{

    scratch.db().single_blocking([](Transaction& tx) { tx.exec(add_sql, 1, 1); });
    EXPECT_EQ(count(), 1);
    const auto two = [](Transaction& tx) {
        tx.exec(add_sql, 2, 2);
        tx.exec(add_sql, 3, 3);
    };
    EXPECT_THROW(scratch.db().single_blocking(two), std::logic_error);
    const auto put_off = [](Transaction& tx) { tx.later(add_sql, 4, 4); };
    EXPECT_THROW(scratch.db().single_blocking(put_off), std::logic_error);
    EXPECT_EQ(count(), 2) << "the first of two was committed when it ended";
}

TEST_F(Pool, RefusesToCommitWhatPostgresWouldRollBack)
{
    const auto body = [](Transaction& tx) {
        tx.exec(add_sql, 1, 0);
        EXPECT_THROW(tx.exec(wrong_sql), QueryFailed);
    };
    EXPECT_THROW(scratch.db().transact_blocking(body), std::logic_error);
    EXPECT_EQ(count(), 0);
}

TEST_F(Pool, RefusesATransactionInsideATransaction)
{
    auto& db = scratch.db();
    const auto body = [&](Transaction&) { db.transact_blocking([](Transaction&) {}); };
    EXPECT_THROW(db.transact_blocking(body), std::logic_error);
}

TEST_F(Pool, ResumesTheCoroutineOnItsOwnExecutor)
{
    asio::io_context io;
    std::thread::id resumed;
    const auto task = [&]() -> asio::awaitable<void> {
        const auto body = [](Transaction& tx) { return tx.exec(count_sql).front().get<int>("n"); };
        co_await scratch.db().transact(body);
        resumed = std::this_thread::get_id();
    };
    asio::co_spawn(io, task, asio::detached);
    io.run();
    EXPECT_EQ(resumed, std::this_thread::get_id());
}

TEST_F(Pool, CarriesExceptionsToTheCoroutine)
{
    asio::io_context io;
    bool caught = false;
    const auto task = [&]() -> asio::awaitable<void> {
        const auto body = [](Transaction& tx) { tx.exec(wrong_sql); };
        try {
            co_await scratch.db().transact(body);
        } catch (const QueryFailed& e) {
            caught = e.state() == "42703";
        }
    };
    asio::co_spawn(io, task, asio::detached);
    io.run();
    EXPECT_TRUE(caught);
}

TEST_F(Pool, WaitingIsBoundedInNumberAndTime)
{
    auto settings = settings_for(scratch, 1);
    settings.waiting = 2;
    settings.acquire_timeout = std::chrono::milliseconds(100);
    Database db(settings);
    std::atomic<int> done = 0;
    std::atomic<int> refused = 0;
    asio::io_context io;
    const auto task = [&]() -> asio::awaitable<void> {
        const auto body = [](Transaction& tx) { tx.exec(sleep_sql, 0.6); };
        try {
            co_await db.transact(body);
            ++done;
        } catch (const Unavailable&) {
            ++refused;
        }
    };
    const auto begin = std::chrono::steady_clock::now();
    asio::co_spawn(io, task, asio::detached);
    while (db.figures().busy == 0) io.run_one_for(std::chrono::milliseconds(1));
    for (int i = 0; i < 5; ++i) asio::co_spawn(io, task, asio::detached);
    while (refused < 3) io.run_one_for(std::chrono::milliseconds(10)); // at once: only two may wait
    EXPECT_EQ(db.figures().waiting, 2U);
    while (refused < 5) io.run_one_for(std::chrono::milliseconds(10)); // after 100 ms
    EXPECT_EQ(done, 0);
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(600));
    io.run();
    EXPECT_EQ(done, 1);
    EXPECT_EQ(db.figures().refused, 5U);
}

TEST_F(Pool, StopAnswersWhoeverWaits)
{
    Database db(settings_for(scratch, 1));
    auto running =
        std::async(std::launch::async, [&] { db.transact_blocking([](Transaction& tx) { tx.exec(sleep_sql, 0.2); }); });
    while (db.figures().busy == 0) std::this_thread::yield();
    auto waiting = std::async(std::launch::async, [&] { db.transact_blocking([](Transaction&) {}); });
    while (db.figures().waiting == 0) std::this_thread::yield();
    db.stop();
    EXPECT_NO_THROW(running.get());
    EXPECT_THROW(waiting.get(), Unavailable);
    EXPECT_THROW(db.transact_blocking([](Transaction&) {}), Unavailable);
}

TEST_F(Pool, RunsTheBodyAgainAfterASerialisationFailure)
{
    auto& db = scratch.db();
    db.transact_blocking([](Transaction& tx) { tx.exec(add_sql, 1, 0); });
    int runs = 0;
    db.transact_blocking([&](Transaction& tx) {
        tx.exec_plain("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        tx.exec(count_sql); // the snapshot is taken here
        if (++runs == 1) {
            auto other = std::async(std::launch::async, [&] {
                db.transact_blocking([](Transaction& second) { second.exec(add_to_sql, 1, 10); });
            });
            other.get();
        }
        tx.exec(add_to_sql, 1, 1);
    });
    EXPECT_EQ(runs, 2);
    const auto sum = db.transact_blocking([](Transaction& tx) { return tx.exec(sum_sql).front().get<int>("n"); });
    EXPECT_EQ(sum, 11);
}

TEST_F(Pool, GivesUpAfterFiveTries)
{
    int runs = 0;
    const auto body = [&](Transaction& tx) {
        ++runs;
        tx.exec_plain("DO $$BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END$$");
    };
    EXPECT_THROW(scratch.db().transact_blocking(body), QueryFailed);
    EXPECT_EQ(runs, 5);
}

TEST_F(Pool, ResolvesADeadlock)
{
    auto& db = scratch.db();
    db.transact_blocking([](Transaction& tx) {
        tx.exec_plain(
            "ALTER DATABASE " + std::string(tx.exec_plain("SELECT current_database() AS n").front()["n"].view()) +
            " SET deadlock_timeout = '20ms'"
        );
        tx.exec(add_sql, 1, 0);
        tx.exec(add_sql, 2, 0);
    });
    Database two(settings_for(scratch, 2)); // sees the shorter deadlock_timeout
    std::barrier both(2);
    const auto add = [&](int first, int second) {
        bool met = false;
        two.transact_blocking([&](Transaction& tx) {
            tx.exec(add_to_sql, first, 1);
            if (!std::exchange(met, true)) both.arrive_and_wait();
            tx.exec(add_to_sql, second, 1);
        });
    };
    auto other = std::async(std::launch::async, [&] { add(2, 1); });
    add(1, 2);
    other.get();
    const auto sum = db.transact_blocking([](Transaction& tx) { return tx.exec(sum_sql).front().get<int>("n"); });
    EXPECT_EQ(sum, 4);
}

TEST_F(Pool, RunsTheBodyAgainOnANewConnectionWhenItsOwnWasCut)
{
    Database db(settings_for(scratch, 1));
    int runs = 0;
    db.transact_blocking([&](Transaction& tx) {
        tx.exec(add_sql, 1, 0);
        if (++runs > 1) return;
        const auto pid = tx.exec(backend_sql).front().get<int>("pid");
        scratch.db().transact_blocking([&](Transaction& other) { other.exec(terminate_sql, pid); });
        tx.exec(count_sql);
    });
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(count(), 1);
}

TEST_F(Pool, SurvivesThatAnIdleConnectionWasCut)
{
    Database db(settings_for(scratch, 1));
    const auto pid = db.transact_blocking([](Transaction& tx) { return tx.exec(backend_sql).front().get<int>("pid"); });
    scratch.db().transact_blocking([&](Transaction& tx) { tx.exec(terminate_sql, pid); });
    EXPECT_NO_THROW(db.transact_blocking([](Transaction& tx) { tx.exec(add_sql, 1, 0); }));
    EXPECT_EQ(count(), 1);
}

TEST_F(Pool, ACommitWithoutAnAnswerIsInDoubt)
{
    Database db(settings_for(scratch, 1));
    int runs = 0;
    const auto body = [&](Transaction& tx) {
        ++runs;
        // Fires inside COMMIT, after everything the body did.
        tx.exec_plain("CREATE FUNCTION pg_temp.cut() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
                      "PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END$$");
        tx.exec_plain("CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON pairs DEFERRABLE INITIALLY DEFERRED "
                      "FOR EACH ROW EXECUTE FUNCTION pg_temp.cut()");
        tx.exec(add_sql, 1, 0);
    };
    EXPECT_THROW(db.transact_blocking(body), InDoubt);
    EXPECT_EQ(runs, 1);
    EXPECT_EQ(count(), 0);
}

TEST_F(Pool, AStatementThatTakesTooLongIsUnavailable)
{
    auto settings = settings_for(scratch, 1);
    settings.statement_timeout = std::chrono::milliseconds(50);
    Database db(settings);
    EXPECT_THROW(db.transact_blocking([](Transaction& tx) { tx.exec(sleep_sql, 5.0); }), Unavailable);
    EXPECT_NO_THROW(db.transact_blocking([](Transaction& tx) { tx.exec(count_sql); }));
}

TEST_F(Pool, ANulInATextIsABadValue)
{
    const auto body = [](Transaction& tx) { tx.exec(terminate_sql, std::string("1\0", 2)); };
    try {
        scratch.db().transact_blocking(body);
        FAIL() << "accepted";
    } catch (const QueryFailed& e) {
        EXPECT_TRUE(e.bad_value());
    }
}

TEST(PoolStart, RefusesAServerThatWouldLoseCommits)
{
    const test::TemporaryFolder folder;
    PrivateCluster cluster({.folder = folder.path() + "/pg", .durable = false, .shared_buffers = "16MB"});
    const auto url = cluster.url();
    try {
        const Database db({.url = url});
        FAIL() << "started";
    } catch (const std::runtime_error& e) {
        EXPECT_STREQ(e.what(), "PostgreSQL runs with fsync = off and would lose acknowledged posts in a crash");
    }
}

TEST(PoolStart, SaysInOneLineThatNobodyAnswers)
{
    try {
        const Database db({.url = "host=/nonexistent dbname=rounds"});
        FAIL() << "started";
    } catch (const std::runtime_error& e) {
        EXPECT_EQ(std::string(e.what()).find('\n'), std::string::npos);
    }
}

TEST(PoolOutage, AnswersUnavailableAndRecovers)
{
    const test::TemporaryFolder folder;
    PrivateCluster cluster({.folder = folder.path() + "/pg", .durable = true, .shared_buffers = "16MB"});
    Database db({.url = cluster.url(), .connections = 2, .acquire_timeout = std::chrono::milliseconds(200)});
    db.transact_blocking([](Transaction& tx) { tx.exec_plain("CREATE TABLE pairs (key int, value bigint)"); });
    cluster.stop("immediate");
    for (int i = 0; i < 4; ++i)
        EXPECT_THROW(db.transact_blocking([](Transaction& tx) { tx.exec(count_sql); }), Unavailable);
    cluster.start();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    for (bool answered = false; !answered;) {
        ASSERT_LT(std::chrono::steady_clock::now(), deadline);
        try {
            db.transact_blocking([](Transaction& tx) { tx.exec(count_sql); });
            answered = true;
        } catch (const Unavailable&) {
            std::this_thread::yield();
        }
    }
}

} // namespace
} // namespace rounds::storage
