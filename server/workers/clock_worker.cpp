#include "server/workers/clock_worker.hpp"

#include "storage/base/log.hpp"
#include "storage/clock_step.hpp"

namespace rounds::workers {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 5000ms;

} // namespace

std::chrono::microseconds ClockWatch::look(Time wall, Steady steady)
{
    const auto passed = std::chrono::duration_cast<std::chrono::microseconds>(steady - steady_);
    const auto back = passed - (wall - wall_);
    wall_ = wall;
    steady_ = steady;
    return back > noise ? back : 0us;
}

ClockWorker::ClockWorker(Parts parts)
    : parts_(std::move(parts)),
      watch_(parts_.clock.now(), std::chrono::steady_clock::now()),
      worker_("clock", 1, [this](const std::stop_token&) { return step(); })
{
}

std::chrono::milliseconds ClockWorker::step()
{
    owed_ += watch_.look(parts_.clock.now(), std::chrono::steady_clock::now());
    if (owed_ == 0us) return look_every;
    const auto moved = parts_.db.transact_blocking([&](storage::Transaction& tx) {
        return storage::clock_step::bring_back(tx, owed_);
    });
    log::warn(
        "the clock was set back by {} s; {} of what waits for its time was brought back as far",
        std::chrono::round<std::chrono::seconds>(owed_).count(),
        moved
    );
    owed_ = 0us;
    parts_.on_step();
    return look_every;
}

void ClockWorker::stop()
{
    worker_.stop();
}

} // namespace rounds::workers
