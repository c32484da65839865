#include "storage/pg/pipeline.hpp"

#include "storage/pg/bulk.hpp"
#include "tests/support/test_database.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <map>
#include <thread>

namespace rounds::storage {
namespace {

using test::TestDatabase;

const Statement add_sql{"test.note_add", "INSERT INTO notes (id, body) VALUES ($1, $2) ON CONFLICT DO NOTHING"};
const BulkStatement add_all_sql{
    "test.note_add_all",
    R"(
    WITH added AS (
        INSERT INTO notes (id, body) SELECT id, body::jsonb FROM unnest($1::int[], $2::text[]) AS r (id, body)
        ON CONFLICT DO NOTHING RETURNING id)
    SELECT min(r.position) FROM unnest($1::int[]) WITH ORDINALITY AS r (id, position) JOIN added USING (id) GROUP BY id)",
    BulkStatement::Stage::parts
};
const Statement count_sql{"test.note_count", "SELECT count(*) AS n, count(DISTINCT xmin::text) AS commits FROM notes"};
const Statement cut_sql{
    "test.writer_cut",
    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
    "WHERE application_name = $1 AND datname = current_database()"
};

/// How the rows of a test ended.
struct Tally
{
    int fresh = 0;
    int known = 0;
    int refused = 0;
    int unavailable = 0;
};

class Writer : public testing::Test
{
protected:
    Writer()
    {
        scratch.db().transact_blocking([](Transaction& tx) {
            tx.exec_plain("CREATE TABLE notes (id int PRIMARY KEY, body jsonb NOT NULL)");
        });
        settings.url = scratch.url();
    }

    asio::awaitable<void> write(BatchWriter& writer, int id, std::string body)
    {
        std::vector<Param> params{id, body};
        try {
            const bool is_new = co_await writer.write(std::move(params));
            is_new ? ++tally.fresh : ++tally.known;
        } catch (const QueryFailed&) {
            ++tally.refused;
        } catch (const Unavailable&) {
            ++tally.unavailable;
        }
    }

    void spawn(BatchWriter& writer, int id, std::string body = R"({"a": 1})")
    {
        asio::co_spawn(io, write(writer, id, std::move(body)), asio::detached);
    }

    void run()
    {
        io.restart();
        io.run();
    }

    std::map<std::string, int> counts()
    {
        return scratch.db().transact_blocking([](Transaction& tx) {
            const auto row = tx.exec(count_sql).front();
            return std::map<std::string, int>{{"rows", row.get<int>("n")}, {"commits", row.get<int>("commits")}};
        });
    }

    void cut()
    {
        scratch.db().transact_blocking([&](Transaction& tx) { tx.exec(cut_sql, settings.name); });
    }

    TestDatabase scratch{TestDatabase::Content::empty};
    BatchWriterSettings settings;
    asio::io_context io;
    Tally tally;
};

TEST_F(Writer, TellsNewRowsFromKnownOnes)
{
    BatchWriter writer(settings, add_sql);
    spawn(writer, 1);
    run();
    spawn(writer, 1);
    spawn(writer, 2);
    run();
    EXPECT_EQ(tally.fresh, 2);
    EXPECT_EQ(tally.known, 1);
    EXPECT_EQ(counts()["rows"], 2);
}

TEST_F(Writer, TellsTwinsInOneBatchApart)
{
    BatchWriter writer(settings, add_sql);
    for (int i = 0; i < 10; ++i) spawn(writer, 7);
    run();
    EXPECT_EQ(tally.fresh, 1);
    EXPECT_EQ(tally.known, 9);
}

TEST_F(Writer, CommitsOncePerBatch)
{
    BatchWriter writer(settings, add_sql);
    for (int i = 0; i < 640; ++i) spawn(writer, i);
    run();
    EXPECT_EQ(tally.fresh, 640);
    const auto found = counts();
    EXPECT_EQ(found.at("rows"), 640);
    EXPECT_LT(found.at("commits"), 320);
    EXPECT_GE(found.at("commits"), 10); // no batch is larger than 64
    EXPECT_EQ(static_cast<std::size_t>(found.at("commits")), writer.figures().batches);
}

TEST_F(Writer, ARefusedRowDoesNotTakeItsBatchAlong)
{
    BatchWriter writer(settings, add_sql);
    for (int i = 0; i < 64; ++i) spawn(writer, i, i == 20 ? "not json" : i == 40 ? R"("\u0000")" : "[]");
    spawn(writer, 64, std::string("\"a\0b\"", 5));
    run();
    EXPECT_EQ(tally.fresh, 62);
    EXPECT_EQ(tally.refused, 3);
    EXPECT_EQ(counts()["rows"], 62);
}

TEST_F(Writer, OneStatementForABatchTellsNewFromKnownAndRefused)
{
    BatchWriter writer(settings, add_all_sql);
    for (int i = 0; i < 10; ++i) spawn(writer, 2 * i);
    run();
    EXPECT_EQ(tally.fresh, 10);
    tally = {};
    for (int i = 0; i < 20; ++i) spawn(writer, i); // every other one is there
    for (int i = 10; i < 20; ++i) spawn(writer, i);
    run();
    EXPECT_EQ(tally.fresh, 10);
    EXPECT_EQ(tally.known, 20);
    tally = {};
    for (int i = 100; i < 164; ++i) spawn(writer, i, i == 120 ? "not json" : R"(["a \"b\" \\ {c}, d", null])");
    run();
    EXPECT_EQ(tally.fresh, 63);
    EXPECT_EQ(tally.refused, 1);
    EXPECT_EQ(counts()["rows"], 83);
}

TEST_F(Writer, OneStatementForABatchCommitsOnce)
{
    BatchWriter writer(settings, add_all_sql);
    for (int i = 0; i < 640; ++i) spawn(writer, i);
    run();
    EXPECT_EQ(tally.fresh, 640);
    EXPECT_EQ(static_cast<std::size_t>(counts()["commits"]), writer.figures().batches);
    EXPECT_LT(writer.figures().batches, 320U);
}

TEST_F(Writer, ACommitThatFailsIsNoSuccess)
{
    scratch.db().transact_blocking([](Transaction& tx) {
        tx.exec_plain("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN "
                      "IF NEW.id = 3 THEN RAISE EXCEPTION 'no' USING ERRCODE = '23514'; END IF; RETURN NULL; END$$");
        tx.exec_plain("CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED "
                      "FOR EACH ROW EXECUTE FUNCTION refuse()");
    });
    BatchWriter writer(settings, add_sql);
    for (int i = 0; i < 10; ++i) spawn(writer, i);
    run();
    EXPECT_EQ(tally.fresh, 9);
    EXPECT_EQ(tally.refused, 1);
    EXPECT_EQ(counts()["rows"], 9);
}

TEST_F(Writer, SixtyFourWritersLoseNothing)
{
    BatchWriter writer(settings, add_sql);
    const auto loop = [&](int first) -> asio::awaitable<void> {
        for (int i = 0; i < 50; ++i) co_await write(writer, first * 40 + i, "{}"); // neighbours overlap by ten
    };
    for (int i = 0; i < 64; ++i) asio::co_spawn(io, loop(i), asio::detached);
    run();
    EXPECT_EQ(tally.fresh, 64 * 40 + 10);
    EXPECT_EQ(tally.known, 63 * 10);
    EXPECT_EQ(counts()["rows"], tally.fresh);
}

TEST_F(Writer, RefusesMoreThanMayWait)
{
    settings.max_queued = 8;
    BatchWriter writer(settings, add_sql);
    scratch.db().transact_blocking([&](Transaction& tx) {
        tx.exec_plain("LOCK TABLE notes IN SHARE MODE"); // the writer's first batch waits
        spawn(writer, 0);
        io.poll();
        while (writer.figures().queued > 0) std::this_thread::yield();
        for (int i = 1; i <= 10; ++i) spawn(writer, i);
        while (tally.unavailable < 2) io.run_one();
    });
    run();
    EXPECT_EQ(tally.unavailable, 2);
    EXPECT_EQ(tally.fresh, 9);
    EXPECT_EQ(writer.figures().refused, 2U);
}

TEST_F(Writer, WhoeverWaitsLearnsThatTheConnectionBroke)
{
    BatchWriter writer(settings, add_sql);
    scratch.db().transact_blocking([&](Transaction& tx) {
        tx.exec_plain("LOCK TABLE notes IN SHARE MODE");
        for (int i = 0; i < 5; ++i) spawn(writer, i);
        io.poll();
        while (writer.figures().queued > 0) std::this_thread::yield();
        tx.exec(cut_sql, settings.name);
    });
    run();
    EXPECT_EQ(tally.unavailable, 5 - tally.fresh);
    EXPECT_GT(tally.unavailable, 0);
    spawn(writer, 100);
    run();
    EXPECT_EQ(counts()["rows"], tally.fresh);
    EXPECT_GT(tally.fresh, 0);
}

TEST_F(Writer, ReconnectsWhenItsIdleConnectionWasCut)
{
    BatchWriter writer(settings, add_sql);
    spawn(writer, 1);
    run();
    cut();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    for (int id = 2; tally.fresh < 2 && std::chrono::steady_clock::now() < deadline; ++id) {
        spawn(writer, id);
        run();
    }
    EXPECT_EQ(tally.fresh, 2);
    EXPECT_EQ(counts()["rows"], 2);
}

TEST_F(Writer, StopWritesWhatWaits)
{
    BatchWriter writer(settings, add_sql);
    for (int i = 0; i < 200; ++i) spawn(writer, i);
    io.poll();
    writer.stop();
    run();
    EXPECT_EQ(tally.fresh, 200);
    spawn(writer, 999);
    run();
    EXPECT_EQ(tally.unavailable, 1);
}

TEST_F(Writer, RefusesAStatementThatCannotBePrepared)
{
    static const Statement wrong_sql{"test.note_wrong", "INSERT INTO nowhere VALUES ($1)"};
    EXPECT_THROW(BatchWriter(settings, wrong_sql), QueryFailed);
}

} // namespace
} // namespace rounds::storage
