#pragma once

#include "server/workers/worker.hpp"
#include "storage/base/clock.hpp"
#include "storage/pg/database.hpp"

#include <functional>

namespace rounds::workers {

/// Compares the time of day with the time that has passed: a machine whose clock runs ahead is set back by its time
/// service, at once or by an operator.
class ClockWatch
{
public:
    using Steady = std::chrono::steady_clock::time_point;

    ClockWatch(Time wall, Steady steady) : wall_(wall), steady_(steady) {}

    /// How far the clock went back since the last look; zero when it did not, or by less than what is noise.
    [[nodiscard]] std::chrono::microseconds look(Time wall, Steady steady);

    static constexpr std::chrono::seconds noise{2};

private:
    Time wall_;
    Steady steady_;
};

/// When the clock was set back, what waits for its time is brought back as far (storage/clock_step.hpp, security.md
/// R15). A process that was not running meanwhile does not see it. Two that do may bring something forward: it is tried
/// a little early.
class ClockWorker
{
public:
    struct Parts
    {
        storage::Database& db;
        const Clock& clock;
        std::function<void()> on_step; ///< after the rows were moved
    };

    explicit ClockWorker(Parts parts);

    void stop();

private:
    std::chrono::milliseconds step();

    Parts parts_;
    ClockWatch watch_;
    std::chrono::microseconds owed_{0}; ///< seen, and not yet brought back
    Worker worker_;
};

} // namespace rounds::workers
