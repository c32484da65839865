#include "server/workers/maintenance_worker.hpp"
#include "storage/cards.hpp"
#include "storage/inbox.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using storage::Statement;
using storage::Transaction;

const Statement add_app_sql{"test.app", R"(
    INSERT INTO oauth_apps (name, redirect_uris, scopes, client_id, secret_hash, created_at)
    SELECT 'app', '{}', 'read', 'client-' || $1::text || n, 'x', $2 FROM generate_series(1, 3) n RETURNING id)"};
const Statement add_code_sql{"test.code", R"(
    INSERT INTO oauth_codes (code_hash, app_id, account_id, redirect_uri, scopes, created_at)
    VALUES ($1::text::bytea, $2, $3, '', 'read', $4))"};
const Statement add_token_sql{"test.token", R"(
    INSERT INTO oauth_tokens (token_hash, app_id, scopes) VALUES ('token', $1, 'read'))"};
const Statement add_session_sql{"test.session", R"(
    INSERT INTO sessions (secret_hash, account_id, last_used_at, expires_at)
    VALUES ('a', $1, $2, $2::timestamptz + interval '1 hour'), ('b', $1, $2, $2::timestamptz + interval '13 days'))"};
const Statement add_key_sql{"test.key", R"(
    INSERT INTO idempotency_keys (account_id, key, body_hash, status_id, created_at) VALUES ($1, $2, 'x', 1, $3))"};
const Statement add_inbox_sql{"test.inbox", R"(
    INSERT INTO inbox (origin, activity_uri, actor_uri, target, state, received_at)
    SELECT 'https://a.example', $1::text || state, 'https://a.example/u', '/inbox', state, $2
    FROM unnest(ARRAY['waiting', 'done', 'dead']) state)"};
const Statement add_dead_sql{"test.dead", R"(
    INSERT INTO dead_jobs (id, kind, payload, attempts, last_error, created_at, died_at)
    VALUES (next_id(), 'x', '{}', 1, 'x', $1, $1))"};
const Statement add_tombstone_sql{"test.tombstone", "INSERT INTO tombstones VALUES ('https://a.example/1', $1)"};
const Statement count_sql{"test.count", R"(
    SELECT (SELECT count(*) FROM oauth_apps) AS apps, (SELECT count(*) FROM oauth_codes) AS codes,
           (SELECT count(*) FROM sessions) AS sessions, (SELECT count(*) FROM idempotency_keys) AS keys,
           (SELECT count(*) FROM inbox) AS inbox, (SELECT count(*) FROM dead_jobs) AS dead,
           (SELECT count(*) FROM tombstones) AS tombstones)"};

struct Maintenance : testing::Test
{
    TestDatabase database;
    ManualClock clock{parse_iso8601("2026-11-22T09:00:00Z").value()};
    app::Config::Retention keep;
    Time start = clock.now();

    template <class F> auto run(F body) { return database.db().transact_blocking(body); }

    void SetUp() override
    {
        run([&](Transaction& tx) {
            const auto ann = make_account(tx, {.username = "ann"}).id;
            tx.exec(add_app_sql, "idle", start);
            const auto apps = tx.exec(add_app_sql, "used", start);
            tx.exec(add_token_sql, apps.front().get<AppId>("id"));
            tx.exec(add_code_sql, "old", apps.front().get<AppId>("id"), ann, start);
            tx.exec(add_session_sql, ann, start);
            tx.exec(add_key_sql, ann, "old", start);
            tx.exec(add_inbox_sql, "https://a.example/old/", start);
            tx.exec(add_dead_sql, start);
            tx.exec(add_tombstone_sql, start);
        });
    }

    std::size_t sweep(int batch = 500)
    {
        return workers::sweep({.db = database.db(), .clock = clock, .keep = keep}, {}, batch);
    }

    std::vector<std::int64_t> counts()
    {
        return run([](Transaction& tx) {
            const auto rows = tx.exec(count_sql);
            std::vector<std::int64_t> all;
            for (const auto* name : {"apps", "codes", "sessions", "keys", "inbox", "dead", "tombstones"})
                all.push_back(rows.front().get<std::int64_t>(name));
            return all;
        });
    }
};

using Counts = std::vector<std::int64_t>;

TEST_F(Maintenance, KeepsWhatIsYoungEnough)
{
    EXPECT_EQ(counts(), (Counts{6, 1, 2, 1, 3, 1, 1}));
    clock.set(start + 59min);
    EXPECT_EQ(sweep(), 0U);
    EXPECT_EQ(counts(), (Counts{6, 1, 2, 1, 3, 1, 1}));
}

TEST_F(Maintenance, ForgetsEachKindAtItsTime)
{
    clock.set(start + 2h);
    EXPECT_EQ(sweep(), 1U); // the session that ended
    clock.set(start + days(1) + 1s);
    EXPECT_EQ(sweep(), 7U); // apps (the used one has a token), the code, the key
    EXPECT_EQ(counts(), (Counts{1, 0, 1, 0, 3, 1, 1}));
    clock.set(start + days(29));
    sweep();
    EXPECT_EQ(counts(), (Counts{1, 0, 0, 0, 3, 1, 1}));
    clock.set(start + days(30) + 1s);
    EXPECT_EQ(sweep(), 2U); // what is understood, and the dead job
    EXPECT_EQ(counts(), (Counts{1, 0, 0, 0, 2, 0, 1}));
    clock.set(start + days(4000));
    EXPECT_EQ(sweep(), 0U) << "what waits, what is dead and what was deleted is never forgotten";
}

TEST_F(Maintenance, GoesBySettings)
{
    keep.inbox_days = 100;
    keep.dead_jobs_days = 5;
    clock.set(start + days(31));
    sweep();
    EXPECT_EQ(counts(), (Counts{1, 0, 0, 0, 3, 0, 1}));
}

TEST_F(Maintenance, ForgetsPreviewsDecisionsAndFetches)
{
    const auto left = [&] {
        return run([](Transaction& tx) {
            return Counts{
                count(tx, "SELECT count(*) FROM preview_cards"),
                count(tx, "SELECT count(*) FROM guard_decisions"),
                count(tx, "SELECT count(*) FROM fetches")
            };
        });
    };
    run([&](Transaction& tx) {
        (void)tx.exec_plain(R"(
            INSERT INTO preview_cards (url, created_at) VALUES ('https://a.example/1', '2026-11-22'), ('https://a.example/2', '2026-11-22');
            INSERT INTO guard_decisions (place, action, rules, text_hash, created_at) VALUES ('post', 'warn', '{}', '', '2026-11-22');
            INSERT INTO fetches (object_uri, host, kind, first_at, last_at)
            SELECT n::text, 'a.example', 'signed', '2026-11-22', '2026-11-22' FROM generate_series(1, 5) n)");
        const auto post = make_status(tx, make_account(tx), {});
        storage::cards::attach(tx, post.id, storage::cards::find_or_add(tx, "https://a.example/1").id);
    });
    keep.fetches_most = 3;
    sweep(2);
    EXPECT_EQ(left(), (Counts{2, 1, 3})) << "the bound on their number";
    clock.advance(days(keep.preview_cards_days) + 24h);
    sweep(2);
    EXPECT_EQ(left(), (Counts{1, 1, 3})) << "a preview on a post stays";
    clock.advance(days(keep.guard_decisions_days));
    sweep(2);
    EXPECT_EQ(left(), (Counts{1, 0, 0}));
}

TEST_F(Maintenance, SmallBatchesReachTheEnd)
{
    clock.set(start + days(31));
    EXPECT_EQ(sweep(1), 11U);
    EXPECT_EQ(counts(), (Counts{1, 0, 0, 0, 2, 0, 1}));
}

TEST_F(Maintenance, StopsWhenAsked)
{
    clock.set(start + days(31));
    std::stop_source source;
    source.request_stop();
    EXPECT_EQ(workers::sweep({.db = database.db(), .clock = clock, .keep = keep}, source.get_token()), 0U);
}

} // namespace
} // namespace rounds::test
