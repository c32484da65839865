#include "storage/pg/migrator.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/log.hpp"
#include "storage/pg/connection.hpp"
#include "storage/pg/transaction.hpp"

#include <chrono>
#include <fmt/core.h>
#include <map>
#include <thread>

namespace rounds::storage {
namespace {

const Statement record_sql{
    "migrations.record", "INSERT INTO schema_migrations (name, checksum, applied_at) VALUES ($1, $2, now())"
};

constexpr int most_tries = 10;

std::string checksum_of(const base::EmbeddedFile& file)
{
    return crypto::to_hex(crypto::sha256(file.content));
}

/// "0001_accounts__create.sql"
bool well_named(std::string_view name)
{
    return name.size() > 9 && name.substr(0, 4).find_first_not_of("0123456789") == std::string_view::npos &&
           name[4] == '_' && name.contains("__") && name.ends_with(".sql");
}

void check_names(std::span<const base::EmbeddedFile> files)
{
    for (std::size_t i = 0; i < files.size(); ++i) {
        const auto name = files[i].name;
        if (!well_named(name)) throw std::runtime_error(fmt::format("migration {}: not NNNN_table__change.sql", name));
        if (i > 0 && name <= files[i - 1].name)
            throw std::runtime_error(fmt::format("migration {} comes after {}", name, files[i - 1].name));
    }
}

std::map<std::string, std::string> applied_on(Connection& connection)
{
    std::map<std::string, std::string> applied;
    const auto exists = connection.exec_alone("SELECT to_regclass('schema_migrations') IS NOT NULL AS found");
    if (!exists.front().get<bool>("found")) return applied;
    const auto rows = connection.exec_alone("SELECT name, checksum FROM schema_migrations");
    for (const auto row : rows) applied.emplace(row.get<std::string>("name"), row.get<std::string>("checksum"));
    return applied;
}

/// The files still to apply, in order. Throws when what was applied is not the beginning of what we have.
std::vector<const base::EmbeddedFile*>
pending_of(std::span<const base::EmbeddedFile> files, std::map<std::string, std::string> applied)
{
    std::vector<const base::EmbeddedFile*> pending;
    for (const auto& file : files) {
        const auto found = applied.find(std::string(file.name));
        if (found == applied.end()) {
            pending.push_back(&file);
            continue;
        }
        if (found->second != checksum_of(file))
            throw std::runtime_error(fmt::format("migration {} was edited after it was applied", file.name));
        if (!pending.empty())
            throw std::runtime_error(
                fmt::format("migration {} comes before {}, which is applied already", pending.front()->name, file.name)
            );
        applied.erase(found);
    }
    if (!applied.empty())
        throw std::runtime_error(
            fmt::format("the database is newer than this program: it has migration {}", applied.rbegin()->first)
        );
    return pending;
}

void apply_once(Connection& connection, const base::EmbeddedFile& file)
{
    connection.begin();
    try {
        Transaction tx(connection);
        // Waiting long for a lock would stop everybody who queues behind us (security.md section 9).
        tx.exec_plain("SET LOCAL lock_timeout = '2s'");
        tx.exec_plain(file.content);
        tx.exec(record_sql, file.name, checksum_of(file));
        connection.commit();
    } catch (...) {
        connection.rollback();
        throw;
    }
}

/// What cannot run inside a transaction says so in its first line: one CREATE INDEX CONCURRENTLY ... IF NOT EXISTS,
/// which keeps nobody from writing meanwhile. What a failed one left behind counts as no index and goes first.
constexpr std::string_view alone_mark = "-- outside a transaction\n";

void apply_alone(Connection& connection, const base::EmbeddedFile& file)
{
    for (const auto row : connection.exec_alone("SELECT i.indexrelid::regclass::text AS name FROM pg_index i "
                                                "JOIN pg_class c ON c.oid = i.indexrelid "
                                                "WHERE NOT i.indisvalid AND c.relnamespace = 'public'::regnamespace"))
        connection.exec_alone("DROP INDEX " + row.get<std::string>("name"));
    connection.exec_alone("SET lock_timeout = '2s'");
    connection.exec_alone(file.content);
    connection.begin();
    try {
        Transaction tx(connection);
        tx.exec(record_sql, file.name, checksum_of(file));
        connection.commit();
    } catch (...) {
        connection.rollback();
        throw;
    }
}

void apply(Connection& connection, const base::EmbeddedFile& file)
{
    const bool alone = file.content.starts_with(alone_mark);
    for (int tries = 1;; ++tries) {
        try {
            return alone ? apply_alone(connection, file) : apply_once(connection, file);
        } catch (const Unavailable& e) {
            if (!connection.is_open() || tries == most_tries)
                throw std::runtime_error(fmt::format("migration {}: {}", file.name, e.what()));
            log::warn("migration {}: {}; trying again", file.name, e.what());
        } catch (const QueryFailed& e) {
            if (!e.transient() || tries == most_tries)
                throw std::runtime_error(fmt::format("migration {}: {}", file.name, e.what()));
        }
    }
}

/// Asked for again and again: who waits inside a statement is waited for by CREATE INDEX CONCURRENTLY of whose turn it
/// is.
void wait_for_turn(Connection& connection)
{
    constexpr std::chrono::milliseconds pause{50};
    const auto got = [&] {
        return connection.exec_alone("SELECT pg_try_advisory_lock(125823037105267) AS got").front().get<bool>("got");
    };
    while (!got()) std::this_thread::sleep_for(pause);
}

Connection connect(const std::string& url)
{
    try {
        return Connection(connection_string(url, "rounds migrate"), session_settings(0));
    } catch (const Unavailable& e) {
        throw std::runtime_error(fmt::format("the database cannot be reached: {}", e.what()));
    }
}

} // namespace

Migrator::Migrator(std::string url, std::span<const base::EmbeddedFile> files) : url_(std::move(url)), files_(files)
{
    check_names(files_);
}

std::vector<Migrator::State> Migrator::state()
{
    auto connection = connect(url_);
    const auto applied = applied_on(connection);
    std::vector<State> states;
    for (const auto& file : files_) {
        std::string name(file.name);
        const bool found = applied.contains(name);
        states.push_back({std::move(name), found});
    }
    return states;
}

std::vector<std::string> Migrator::migrate(bool dry_run)
{
    auto connection = connect(url_);
    // Held by the session, so it ends with the connection whatever happens. The number is ours alone: "rounds" in
    // ASCII.
    if (!dry_run) wait_for_turn(connection);
    const auto pending = pending_of(files_, applied_on(connection));
    // A database that is up to date needs no right to make tables.
    if (!dry_run && !pending.empty())
        connection.exec_alone("CREATE TABLE IF NOT EXISTS schema_migrations "
                              "(name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL)");
    std::vector<std::string> names;
    for (const auto* file : pending) {
        if (!dry_run) apply(connection, *file);
        names.emplace_back(file->name);
    }
    return names;
}

} // namespace rounds::storage
