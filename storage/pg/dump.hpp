#pragma once

#include "storage/base/clock.hpp"
#include "storage/pg/transaction.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// Whole databases out and in, by PostgreSQL's own pg_dump and pg_restore.
namespace rounds::storage {

/// A database held still at one moment: what is read here and what pg_dump writes of it agree, while others go on
/// writing. Lives on a connection of its own.
class Snapshot
{
public:
    /// Throws std::runtime_error with one clear line when the database cannot be reached.
    explicit Snapshot(const std::string& url);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    /// For pg_dump --snapshot.
    [[nodiscard]] const std::string& name() const noexcept;
    [[nodiscard]] Time taken_at() const noexcept;
    [[nodiscard]] int server_version() const noexcept; ///< 150004 is 15.4
    /// Rows of each table of our schema.
    [[nodiscard]] std::map<std::string, std::int64_t> counts();
    /// The last migration; empty for a database that holds none.
    [[nodiscard]] std::string schema();
    [[nodiscard]] Transaction& transaction() noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// What pg_dump writes (custom format) of the snapshot, piece by piece; of the tables `without_rows` only that they
/// are there. No secret of `url` appears among the processes. Throws std::runtime_error with pg_dump's last line.
void dump_database(
    const std::string& url,
    const Snapshot& snapshot,
    const std::vector<std::string>& without_rows,
    const std::function<void(std::string_view)>& sink
);

/// Fills an empty database with such a dump: all of it, or nothing. `source` gives up to `size` bytes, 0 at the end.
void load_database(const std::string& url, const std::function<std::size_t(char*, std::size_t)>& source);

/// Whether the schema holds a table. Throws like Snapshot.
[[nodiscard]] bool holds_tables(const std::string& url);

} // namespace rounds::storage
