#pragma once

#include "server/audit/sealer.hpp"
#include "server/workers/worker.hpp"
#include "storage/base/clock.hpp"

namespace rounds::workers {

/// Seals the audit log each second.
class SealWorker
{
public:
    SealWorker(storage::Database& db, const Clock& clock, signatures::PrivateKey key, audit::HeadsFile file)
        : sealer_(db, std::move(key), std::move(file)),
          worker_("audit seals", 1, [this, &clock](const std::stop_token&) {
              constexpr int most = 1000;
              const bool more = sealer_.run(clock.now(), most) == most;
              return std::chrono::milliseconds(more ? 0 : 1000);
          })
    {
    }
    void stop() { worker_.stop(); }

private:
    audit::Sealer sealer_;
    Worker worker_;
};

} // namespace rounds::workers
