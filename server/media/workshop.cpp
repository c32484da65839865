#include "server/media/workshop.hpp"

#include "storage/base/log.hpp"

namespace rounds::media {

Workshop::Workshop(Settings settings) : settings_(std::move(settings))
{
    for (unsigned i = 0; i < settings_.processes; ++i)
        threads_.emplace_back([this](const std::stop_token& stop) { run(stop); });
}

Workshop::~Workshop()
{
    stop();
}

bool Workshop::add(Job job, Turn turn)
{
    {
        const std::lock_guard lock(mutex_);
        if (stopped_ || first_.size() + later_.size() >= settings_.waiting) return false;
        (turn == Turn::first ? first_ : later_).push_back(std::move(job));
    }
    changed_.notify_one();
    return true;
}

bool Workshop::is_full()
{
    const std::lock_guard lock(mutex_);
    return stopped_ || first_.size() + later_.size() >= settings_.waiting;
}

void Workshop::stop()
{
    std::deque<Job> left;
    {
        const std::lock_guard lock(mutex_);
        stopped_ = true;
        left.swap(first_);
        for (auto& job : later_) left.push_back(std::move(job));
        later_.clear();
    }
    for (auto& thread : threads_) thread.request_stop();
    threads_.clear(); // joins
    for (const auto& job : left) job.done(Outcome{.made = {}, .failure = Failure::broken, .stopped = true});
}

std::optional<Job> Workshop::next(const std::stop_token& stop)
{
    std::unique_lock lock(mutex_);
    changed_.wait(lock, stop, [&] { return !first_.empty() || !later_.empty(); });
    auto& line = first_.empty() ? later_ : first_;
    if (line.empty() || stop.stop_requested()) return std::nullopt;
    auto job = std::move(line.front());
    line.pop_front();
    return job;
}

void Workshop::run(const std::stop_token& stop)
{
    while (!stop.stop_requested())
        if (const auto job = next(stop)) work_on(*job, stop);
}

void Workshop::work_on(const Job& job, const std::stop_token& stop) noexcept
{
    Outcome outcome;
    try {
        outcome = run_sandbox(settings_.program, job.folder, job.order, job.patience, stop);
    } catch (const std::exception& failure) {
        log::error("a media process: {}", failure.what());
    }
    try {
        job.done(outcome);
    } catch (const std::exception& failure) {
        log::error("media that were made cannot be kept: {}", log::printable(failure.what()));
    }
    if (outcome.stopped) return;
    std::error_code ignored;
    std::filesystem::remove_all(job.folder, ignored);
}

} // namespace rounds::media
