#pragma once

#include "storage/pg/failure.hpp"
#include "storage/pg/value.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace rounds::storage {

namespace asio = boost::asio;

struct BatchWriterSettings
{
    std::string url;
    std::size_t max_queued = 4096;       ///< rows that may wait; more are refused at once
    std::size_t largest_batch = 64;      ///< rows per commit
    std::size_t largest_bytes = 4 << 20; ///< of parameters per commit, unless a single row has more
    std::chrono::milliseconds statement_timeout{5000};
    std::string name = "rounds writer"; ///< application_name
    std::string role{};                 ///< as in DatabaseSettings
};

/// Writes rows durably with one commit per batch: whatever queued while the last batch was committed goes into the
/// next, through a libpq pipeline on one connection (performance.md 2d: 2.4 times the rate of a commit per row).
class BatchWriter
{
public:
    /// `statement` is an INSERT ... ON CONFLICT DO NOTHING, for a row or, a BulkStatement, for a batch. Connects and
    /// prepares it; throws Unavailable or QueryFailed.
    BatchWriter(BatchWriterSettings settings, const Statement& statement);
    ~BatchWriter();
    BatchWriter(const BatchWriter&) = delete;
    BatchWriter& operator=(const BatchWriter&) = delete;

    /// Resumes the caller on its own executor when the row is durable: true when it is new, false when it was there
    /// already. Throws Unavailable when too many wait or PostgreSQL does not answer, InDoubt when the connection broke
    /// before the answer or the wait for a synchronous standby was cancelled (the row may have been written),
    /// QueryFailed when PostgreSQL refuses this row; the others of its batch are written all the same.
    asio::awaitable<bool> write(std::vector<Param> params);

    struct Figures
    {
        std::size_t queued;
        std::size_t batches; ///< since start
        std::size_t rows;    ///< written or found, since start
        std::size_t refused; ///< since start
    };
    [[nodiscard]] Figures figures() const noexcept;

    /// Refuses new rows, writes those that wait.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::storage
