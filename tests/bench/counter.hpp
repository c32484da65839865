#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

struct pg_conn;

namespace rounds::bench {

/// Asks the server's database how many are stored: what was answered 202 is not yet what has its effect.
class Counter
{
public:
    /// `url` is a libpq connection string; `sql` selects one number. Throws std::runtime_error.
    Counter(const std::string& url, std::string sql);
    ~Counter();

    [[nodiscard]] std::int64_t count();

    struct Reached
    {
        std::int64_t count = 0;
        std::chrono::steady_clock::time_point at; ///< when the count last grew
    };
    /// Waits until `wanted` are there, or until the count has stood still for `stall`.
    [[nodiscard]] Reached wait_for(std::int64_t wanted, std::chrono::seconds stall);

private:
    struct Close
    {
        void operator()(pg_conn* connection) const noexcept;
    };
    std::unique_ptr<pg_conn, Close> connection_;
    std::string sql_;
};

} // namespace rounds::bench
