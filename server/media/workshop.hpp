#pragma once

#include "server/media/sandbox_process.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace rounds::media {

/// One file to be opened by a sandboxed process.
struct Job
{
    std::filesystem::path folder; ///< holds `input`; removed afterwards, unless the outcome is `stopped`
    Order order{};
    std::chrono::seconds patience{};
    /// Called once, on a thread of the workshop that may block. What it throws is logged.
    std::function<void(const Outcome&)> done;
};

/// Runs jobs, a bounded number at once and a bounded number in waiting.
class Workshop
{
public:
    struct Settings
    {
        std::filesystem::path program;
        unsigned processes = 2;
        std::size_t waiting = 100;
    };
    explicit Workshop(Settings settings);
    /// stop().
    ~Workshop();
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;

    enum class Turn { first, later }; ///< people wait for their own uploads; `later` is for files of other servers
    /// False when too many wait: nothing was done with the job.
    [[nodiscard]] bool add(Job job, Turn turn);
    [[nodiscard]] bool is_full();
    /// Kills what runs; its jobs and those that wait end as `stopped`. Repeating it does nothing.
    void stop();

private:
    void run(const std::stop_token& stop);
    void work_on(const Job& job, const std::stop_token& stop) noexcept;
    [[nodiscard]] std::optional<Job> next(const std::stop_token& stop);

    Settings settings_;
    std::mutex mutex_;
    std::condition_variable_any changed_;
    std::deque<Job> first_;
    std::deque<Job> later_;
    bool stopped_ = false;
    std::vector<std::jthread> threads_;
};

} // namespace rounds::media
