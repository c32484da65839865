#include "server/workers/worker.hpp"

#include "storage/base/log.hpp"

#include <exception>

namespace rounds::workers {

Worker::Worker(std::string name, unsigned threads, Step step) : name_(std::move(name)), step_(std::move(step))
{
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
}

Worker::~Worker()
{
    stop();
}

void Worker::wake() noexcept
{
    {
        const std::lock_guard lock(mutex_);
        ++wakes_;
    }
    changed_.notify_all();
}

void Worker::stop()
{
    for (auto& thread : threads_) thread.request_stop();
    threads_.clear(); // joins
}

void Worker::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        // Read before the step: what is announced while it runs must not be slept through.
        const auto seen = [&] {
            const std::lock_guard lock(mutex_);
            return wakes_;
        }();
        const auto rest = step_safely(stop);
        if (rest <= rest.zero()) continue;
        std::unique_lock lock(mutex_);
        changed_.wait_for(lock, stop, rest, [&] { return wakes_ != seen; });
    }
}

std::chrono::milliseconds Worker::step_safely(const std::stop_token& stop) noexcept
{
    try {
        return step_(stop);
    } catch (const std::exception& failure) {
        log::error("worker {}: {}", name_, log::printable(failure.what()));
    } catch (...) {
        log::error("worker {}: failed without saying why", name_);
    }
    return pause_after_failure;
}

} // namespace rounds::workers
