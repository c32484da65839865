#pragma once

#include "server/http/metrics.hpp"
#include "server/workers/worker.hpp"
#include "storage/pg/database.hpp"

#include <memory>

namespace rounds::workers {

/// Shows /metrics when the last copies were made (storage/backups.hpp), in seconds since 1970, 0 for never. Looks each
/// minute: a scrape waits for no database.
class BackupWatch
{
public:
    BackupWatch(storage::Database& db, http::Metrics& metrics);
    void stop() { worker_.stop(); }

private:
    struct Seen;

    std::shared_ptr<Seen> seen_; ///< also the metrics', which may be asked when this is gone
    Worker worker_;
};

} // namespace rounds::workers
