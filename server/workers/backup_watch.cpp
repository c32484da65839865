#include "server/workers/backup_watch.hpp"

#include "storage/backups.hpp"

#include <atomic>

namespace rounds::workers {
namespace {

constexpr std::chrono::minutes every{1};

double seconds_of(const std::optional<storage::backups::Backup>& backup)
{
    if (!backup) return 0;
    return std::chrono::duration<double>(backup->finished_at.time_since_epoch()).count();
}

} // namespace

struct BackupWatch::Seen
{
    std::atomic<double> data{0};
    std::atomic<double> keys{0};
};

BackupWatch::BackupWatch(storage::Database& db, http::Metrics& metrics)
    : seen_(std::make_shared<Seen>()), worker_("backup watch", 1, [&db, seen = seen_](const std::stop_token&) {
          const auto latest =
              db.transact_blocking([](storage::Transaction& tx) { return storage::backups::latest(tx); });
          seen->data = seconds_of(latest.data);
          seen->keys = seconds_of(latest.keys);
          return std::chrono::milliseconds(every);
      })
{
    metrics.gauge(
        "rounds_backup_data_timestamp_seconds",
        "When the last copy of the instance was made",
        [seen = seen_] { return seen->data.load(); }
    );
    metrics.gauge("rounds_backup_keys_timestamp_seconds", "When the last copy of its keys was made", [seen = seen_] {
        return seen->keys.load();
    });
}

} // namespace rounds::workers
