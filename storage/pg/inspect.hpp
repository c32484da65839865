#pragma once

#include "storage/base/clock.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace rounds::storage {

class Transaction;

/// What a PostgreSQL server says of itself and of our role, for whoever looks for faults.
struct ServerFacts
{
    int version = 0; ///< 150004 is 15.4
    std::string encoding;
    std::vector<std::string> off; ///< of fsync, synchronous_commit, full_page_writes: those that are off
    Time now{};                   ///< by its clock
    bool remote = false;          ///< reached over TCP, and not on this machine
    bool encrypted = false;       ///< this connection is
    bool superuser = false;
    bool may_create = false;               ///< tables in the schema, as migrations do
    std::vector<std::string> out_of_reach; ///< tables that our role may not read and write
};

/// Asks over a connection of its own, without a look at what would keep the server from starting. Throws
/// std::runtime_error with one clear line when it cannot be reached.
[[nodiscard]] ServerFacts inspect(const std::string& url);

/// A connection string (either form) to be shown: its password is replaced by "***".
[[nodiscard]] std::string without_password(const std::string& url);

/// The statements that took the most time on average, from pg_stat_statements; empty where that is not loaded.
struct SlowStatement
{
    std::string text; ///< without values; at most 200 characters
    std::int64_t calls = 0;
    double mean_ms = 0;
};

[[nodiscard]] std::vector<SlowStatement> slow_statements(Transaction& tx, int limit);

} // namespace rounds::storage
