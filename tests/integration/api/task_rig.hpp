#pragma once

#include "server/workers/outbox_worker.hpp"
#include "server/workers/task_worker.hpp"
#include "storage/search_index.hpp"
#include "tests/integration/api/api_site.hpp"

namespace rounds::test {

/// What planned jobs do when their time comes, in the test's own thread.
inline std::size_t run_tasks(Site& site)
{
    auto& app = site.app();
    workers::TaskWorker worker({.db = app.work_db, .urls = app.urls, .clock = app.clock}, {.threads = 0});
    const auto done = worker.drain();
    site.read_events();
    return done;
}

/// All jobs of a kind are due now.
inline void make_due(Site& site, const std::string& kind)
{
    static const storage::Statement sql{
        "test.make_due", "UPDATE jobs SET run_at = now() - interval '1 second' WHERE kind = $1"
    };
    site.db().transact_blocking([&](storage::Transaction& tx) { tx.exec(sql, kind); });
}

inline std::int64_t count_in(Site& site, const std::string& sql)
{
    return site.db().transact_blocking([&](storage::Transaction& tx) { return count(tx, sql); });
}

inline void change_in(Site& site, const std::string& sql)
{
    site.db().transact_blocking([&](storage::Transaction& tx) { tx.exec_plain(sql); });
}

/// Until the index knows all posts. A transaction that is still open may hold it up, so it looks until it has them.
inline void index_all(Site& site)
{
    const std::string missing = "SELECT count(*) FROM statuses s WHERE reblog_of_id IS NULL AND deleted_at IS NULL AND "
                                "visibility <> 3 AND NOT EXISTS "
                                "(SELECT 1 FROM status_words w WHERE w.status_id = s.id)";
    for (int round = 0; round < 10'000; ++round) {
        const auto read = site.db().transact_blocking([](storage::Transaction& tx) {
            return storage::search_index::catch_up(tx, 500);
        });
        if (read == 0 && count_in(site, missing) == 0) return;
    }
    FAIL() << "the index does not catch up";
}

/// The words of a refusal, which must be 422.
inline std::string refusal(Phone& phone, http::Method method, const std::string& target, const json::value& body)
{
    const auto answer = phone.ask(method, target, body);
    EXPECT_EQ(answer.status, 422U) << answer.body;
    return std::string(json::parse(answer.body).at("error").as_string());
}

} // namespace rounds::test
