#pragma once

#include "federation/build/keyring.hpp"
#include "federation/deliver/judge.hpp"
#include "federation/fetch/client.hpp"
#include "federation/peers/trust.hpp"
#include "storage/base/clock.hpp"
#include "storage/pg/database.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <memory>

namespace rounds::deliver {

namespace asio = boost::asio;

struct Settings
{
    Rules rules;
    std::size_t per_host = 4;                   ///< sends under way at once to one server that answers; fewer to others
    std::size_t overall = 64;                   ///< sends under way at once
    int claim = 256;                            ///< rows leased at once
    std::chrono::seconds lease{120};            ///< must be longer than two exchanges (a second knock)
    std::chrono::milliseconds exchange{15'000}; ///< deadline of one POST
    std::chrono::milliseconds slow_after{500};  ///< under way for so long: its place is for others (window.hpp)
    std::chrono::milliseconds flush_every{20};  ///< results are kept together
    std::size_t flush_at = 128;                 ///< results in one transaction at the most
    std::chrono::milliseconds poll{15'000};     ///< longest rest when nobody calls wake()
    unsigned signing_threads = 2;
    Random random; ///< empty: the system's generator
};

/// What the Deliverer works with; everything must outlive it.
struct Parts
{
    storage::Database& db;
    fetch::Client& client;
    build::Keyring& keyring;
    const peers::TrustList& trust;
    const Clock& clock;
};

/// Sends what stands in deliveries: claims batches, keeps a window per host and one overall, signs at send time, judges
/// the answers and keeps each server's breaker. At least once: a row is finished only after the answer was read. Any
/// number of processes may do this to one database at the same time.
class Deliverer
{
public:
    /// `executor` runs the bookkeeping; a strand of it is taken.
    Deliverer(const asio::any_io_executor& executor, Parts parts, Settings settings);
    /// stop().
    ~Deliverer();
    Deliverer(const Deliverer&) = delete;
    Deliverer& operator=(const Deliverer&) = delete;

    void start();
    /// There may be something to send. From any thread.
    void wake();
    /// Claims no more, lets the sends under way end (at most two exchanges), keeps their results, gives back the rest.
    /// Blocks; not from the executor's own only thread.
    void stop();

    struct Figures
    {
        std::uint64_t sent = 0; ///< POSTs that were answered or failed
        std::uint64_t done = 0;
        std::uint64_t retried = 0;
        std::uint64_t failed = 0;
        std::uint64_t claims = 0;
        std::uint64_t flushes = 0;
    };
    [[nodiscard]] Figures figures() const noexcept;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace rounds::deliver
