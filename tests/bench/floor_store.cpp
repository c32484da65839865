#include "tests/bench/floor_store.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/core.h>
#include <iterator>
#include <libpq-fe.h>
#include <memory>
#include <stdexcept>
#include <vector>

namespace rounds::bench {
namespace {

constexpr std::size_t largest_batch = 256;
constexpr const char* statement = "store";
constexpr const char* store_sql = "SELECT store($1, $2, $3)";

/// Dedupe, post, mention, notification, counter: what a server cannot do without. 1,000 counters, as if the writers
/// were a thousand.
constexpr const char* tables_sql = R"(
    CREATE TABLE seen (uri text PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());
    CREATE TABLE posts (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        uri text NOT NULL UNIQUE,
        author bigint NOT NULL,
        parent bigint,
        thread bigint NOT NULL,
        visibility smallint NOT NULL,
        content text NOT NULL,
        body jsonb NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now());
    CREATE INDEX ON posts (author, id DESC);
    CREATE INDEX ON posts (thread);
    CREATE INDEX ON posts (parent) WHERE parent IS NOT NULL;
    CREATE TABLE mentions (post bigint, account bigint, PRIMARY KEY (post, account));
    CREATE INDEX ON mentions (account, post);
    CREATE TABLE notifications (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        account bigint NOT NULL,
        sender bigint NOT NULL,
        post bigint NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now());
    CREATE INDEX ON notifications (account, id DESC);
    CREATE TABLE counters (account bigint PRIMARY KEY, posts bigint NOT NULL DEFAULT 0, last timestamptz)
        WITH (fillfactor = 70);
    INSERT INTO counters (account) SELECT generate_series(0, 999);
    CREATE FUNCTION store(arrived_uri text, actor text, arrived jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE
        sender_id bigint := abs(hashtext(actor)) % 1000;
        post_id bigint;
    BEGIN
        INSERT INTO seen (uri) VALUES (arrived_uri) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN RETURN NULL; END IF;
        INSERT INTO posts (uri, author, thread, visibility, content, body)
            VALUES (arrived_uri || '#object', sender_id, sender_id, 0, 'a post', arrived) RETURNING id INTO post_id;
        INSERT INTO mentions VALUES (post_id, 1);
        INSERT INTO notifications (account, sender, post) VALUES (1, sender_id, post_id);
        UPDATE counters SET posts = posts + 1, last = now() WHERE account = sender_id;
        RETURN post_id;
    END $$)";

using Connection = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using Rows = std::unique_ptr<PGresult, decltype(&PQclear)>;

Connection connect(const std::string& url)
{
    Connection connection(PQconnectdb(url.c_str()), &PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
    return connection;
}

void expect_done(const Connection& connection, PGresult* result)
{
    const Rows rows(result, &PQclear);
    if (PQresultStatus(rows.get()) != PGRES_COMMAND_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
}

/// All of the batch in one implicit transaction: it ends with the pipeline's sync.
bool write_batch(const Connection& connection, const std::vector<Accepted>& batch)
{
    for (const auto& one : batch) {
        const std::array<const char*, 3> values{one.uri.c_str(), one.actor.c_str(), one.body.c_str()};
        if (PQsendQueryPrepared(connection.get(), statement, 3, values.data(), nullptr, nullptr, 0) != 1) return false;
    }
    if (PQpipelineSync(connection.get()) != 1) return false;
    bool stored = true;
    for (;;) {
        const Rows rows(PQgetResult(connection.get()), &PQclear);
        if (!rows) continue; // ends the rows of one statement
        const auto status = PQresultStatus(rows.get());
        if (status == PGRES_PIPELINE_SYNC) return stored;
        if (status != PGRES_TUPLES_OK) stored = false;
        if (PQstatus(connection.get()) != CONNECTION_OK) return false;
    }
}

} // namespace

FloorStore::FloorStore(std::string url) : url_(std::move(url))
{
    const auto connection = connect(url_);
    expect_done(connection, PQexec(connection.get(), tables_sql));
    writer_ = std::thread([this] { write_all(); });
}

FloorStore::~FloorStore()
{
    {
        const std::scoped_lock lock(mutex_);
        ending_ = true;
    }
    arrived_.notify_one();
    writer_.join();
}

void FloorStore::add(Accepted accepted)
{
    {
        const std::scoped_lock lock(mutex_);
        queue_.push_back(std::move(accepted));
    }
    arrived_.notify_one();
}

void FloorStore::write_all()
try {
    const auto connection = connect(url_);
    expect_done(connection, PQprepare(connection.get(), statement, store_sql, 0, nullptr));
    if (PQenterPipelineMode(connection.get()) != 1) throw std::runtime_error("libpq has no pipeline");
    std::vector<Accepted> batch;
    for (;;) {
        {
            std::unique_lock lock(mutex_);
            arrived_.wait(lock, [&] { return ending_ || !queue_.empty(); });
            if (ending_) return;
            const auto size = static_cast<std::ptrdiff_t>(std::min(queue_.size(), largest_batch));
            batch.assign(std::move_iterator(queue_.begin()), std::move_iterator(queue_.begin() + size));
            queue_.erase(queue_.begin(), queue_.begin() + size);
        }
        const bool stored = write_batch(connection, batch);
        if (!stored) fmt::print(stderr, "bench_floor: {}\n", PQerrorMessage(connection.get()));
        for (const auto& one : batch) one.done(stored);
    }
} catch (const std::exception& error) {
    fmt::print(stderr, "bench_floor: {}\n", error.what());
    std::_Exit(1);
}

} // namespace rounds::bench
