#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace rounds::workers {

/// Threads that call one function again and again. Between calls they rest as long as it asked for, or until wake():
/// the Listener's thread calls that when a notice comes, so work is found at once and, should a notice be lost, by the
/// next poll.
class Worker
{
public:
    /// Does some work and returns how long to rest: zero when there may be more. What it throws is logged, and the
    /// thread rests for `pause_after_failure`.
    using Step = std::function<std::chrono::milliseconds(const std::stop_token&)>;

    Worker(std::string name, unsigned threads, Step step);
    /// stop().
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    /// Ends the rest of all threads; one that is at work will call its step once more. Safe from any thread.
    void wake() noexcept;
    /// Lets the running steps end and joins the threads. Repeating it does nothing.
    void stop();

    static constexpr std::chrono::milliseconds pause_after_failure{1000};

private:
    void run(const std::stop_token& stop);
    std::chrono::milliseconds step_safely(const std::stop_token& stop) noexcept;

    std::string name_;
    Step step_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    unsigned long long wakes_ = 0;
    std::vector<std::jthread> threads_;
};

} // namespace rounds::workers
