#pragma once

#include "server/audit/sealer.hpp"
#include "server/workers/worker.hpp"
#include "storage/base/clock.hpp"

namespace rounds::workers {

/// Seals the audit log each second, and each hour lets go of what was kept long enough.
class SealWorker
{
public:
    struct Parts
    {
        storage::DatabaseSettings database; ///< for a pool of its own, in the role that may seal
        const Clock& clock;
        signatures::PrivateKey key;
        audit::HeadsFile file;
        std::chrono::years keep;
    };

    explicit SealWorker(Parts parts)
        : db_(std::move(parts.database)),
          clock_(parts.clock),
          keep_(parts.keep),
          sealer_(db_, std::move(parts.key), std::move(parts.file)),
          worker_("audit seals", 1, [this](const std::stop_token&) { return run(); })
    {
    }
    void stop() { worker_.stop(); }

private:
    std::chrono::milliseconds run()
    {
        constexpr int most = 1000;
        const auto now = clock_.now();
        if (sealer_.run(now, most) == most) return std::chrono::milliseconds(0);
        if (now >= next_pruning_ && sealer_.prune(now, before(now), most) < most)
            next_pruning_ = now + std::chrono::hours(1);
        return std::chrono::milliseconds(1000);
    }
    /// The same day so many years ago, or the last of its month.
    [[nodiscard]] Time before(Time now) const
    {
        const auto day = std::chrono::floor<std::chrono::days>(now);
        auto date = std::chrono::year_month_day(day) - keep_;
        if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
        return std::chrono::sys_days(date) + (now - day);
    }

    storage::Database db_;
    const Clock& clock_;
    std::chrono::years keep_;
    Time next_pruning_{};
    audit::Sealer sealer_;
    Worker worker_;
};

} // namespace rounds::workers
