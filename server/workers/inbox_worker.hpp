#pragma once

#include "server/inbound/inbound.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <memory>

namespace rounds::workers {

namespace asio = boost::asio;

struct InboxWorkerSettings
{
    int claim = 256;                   ///< activities leased at once
    std::size_t per_transaction = 128; ///< activities applied in one commit
    std::size_t fetching = 32;         ///< activities that may wait for other servers at once
    std::chrono::seconds lease = std::chrono::seconds(120);
    std::chrono::milliseconds poll{1000}; ///< the longest rest while nobody calls wake
    /// A rest while many arrive, so that more of them share one commit and one set of statements. Half of what an
    /// activity costs is the same for a hundred of them.
    std::chrono::milliseconds gather{20};
    std::size_t many = 16; ///< activities of one claim that foretell more
    std::chrono::seconds retry_base = std::chrono::seconds(15);
    std::chrono::seconds retry_cap = std::chrono::hours(6);
    int max_attempts = 12;
};

/// Understands what the gate stored: claims batches, reads each activity, fetches what it names and is not known here,
/// and applies it together with its mark "done" in one transaction, so that it has its effect once whatever dies when.
class InboxWorker
{
public:
    /// `executor` must run one handler at a time: an io_context with one thread, or a strand.
    InboxWorker(asio::any_io_executor executor, inbound::Inbound inbound, InboxWorkerSettings settings = {});
    ~InboxWorker();

    /// Works until stop(). Spawned once.
    [[nodiscard]] asio::awaitable<void> run();
    /// Something was stored. From any thread.
    void wake();
    /// Ends run() after what is under way. From any thread.
    void stop();

    /// Works until nothing is due; the number of activities that were finished. For tests and commands.
    [[nodiscard]] asio::awaitable<std::size_t> drain();

    struct Figures
    {
        std::uint64_t applied = 0; ///< had their effect
        std::uint64_t refused = 0; ///< understood and not followed
        std::uint64_t retried = 0;
        std::uint64_t dead = 0;
        std::uint64_t fetched = 0; ///< had to ask other servers first
    };
    [[nodiscard]] Figures figures() const noexcept;

private:
    struct Impl;
    std::shared_ptr<Impl> impl_;
};

} // namespace rounds::workers
