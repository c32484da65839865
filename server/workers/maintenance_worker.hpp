#pragma once

#include "server/app/config.hpp"
#include "server/workers/worker.hpp"
#include "storage/base/clock.hpp"
#include "storage/blobs/blob_store.hpp"
#include "storage/pg/database.hpp"

namespace rounds::workers {

/// Forgets what is kept for a time only (config.retention): apps nobody used, codes, sessions, idempotency keys, the
/// memory of what arrived, dead jobs, link previews, decisions of the guard, records of fetches, files on no post.
/// Deliveries are DeliveryWorker's. Every ten minutes; any number of processes may run one.
class MaintenanceWorker
{
public:
    struct Parts
    {
        storage::Database& db;
        const Clock& clock;
        const app::Config::Retention& keep;
        storage::BlobStore* blobs = nullptr; ///< files of media; nothing: they are not looked after here
    };

    explicit MaintenanceWorker(Parts parts);

    void stop();

private:
    Parts parts_;
    Worker worker_;
};

/// One round: each kind in transactions of at most `batch` rows, until nothing is left or `stop` is asked for. What one
/// kind throws is logged and does not keep the others from their turn. Returns how many rows went.
std::size_t sweep(const MaintenanceWorker::Parts& parts, const std::stop_token& stop, int batch = 500);

} // namespace rounds::workers
