#pragma once

#include "federation/build/keyring.hpp"
#include "server/social/verbs.hpp"
#include "server/workers/worker.hpp"
#include "storage/base/clock.hpp"
#include "storage/pg/database.hpp"

#include <functional>

namespace rounds::workers {

/// Runs the jobs that sayings became (social::say): each turns into activities and their deliveries in one transaction,
/// with the job's end. A worker that dies loses its lease and nothing else.
class OutboxWorker
{
public:
    struct Parts
    {
        storage::Database& db;
        build::Keyring& keyring;
        const social::Urls& urls;
        const Clock& clock;
        /// Called after deliveries were committed: wakes the Deliverer, tells other processes.
        std::function<void()> on_deliveries;
    };
    struct Settings
    {
        unsigned threads = 1;
        int claim = 32;
        std::chrono::seconds lease{60};
        std::chrono::seconds retry_base{5};
        std::chrono::milliseconds poll{2000}; ///< longest rest when nobody calls wake()
    };

    OutboxWorker(Parts parts, Settings settings);
    ~OutboxWorker();

    /// There may be sayings. From any thread.
    void wake() noexcept;
    void stop();

    /// Does what is due now in this thread. Returns how many jobs ended. For tests and commands; not beside threads.
    std::size_t drain();

private:
    std::chrono::milliseconds step(const std::stop_token& stop);
    std::size_t work(const std::stop_token& stop);

    Parts parts_;
    Settings settings_;
    Worker worker_;
};

} // namespace rounds::workers
