#pragma once

#include "server/app/resolver.hpp"
#include "server/inbound/inbound.hpp"
#include "server/social/care.hpp"
#include "server/workers/worker.hpp"
#include "storage/base/clock.hpp"
#include "storage/jobs.hpp"
#include "storage/pg/database.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace rounds::app {
struct App;
}

namespace rounds::workers {

/// What is done at a time of its own, by jobs that their verbs planned: scheduled posts come out, polls end, links get
/// their cards. A job that needs no other server is done in one transaction with its end, so it has its effect once,
/// whoever dies; one that does is asked for first, without a transaction.
class TaskWorker
{
public:
    struct Parts
    {
        storage::Database& db;
        const social::Urls& urls;
        const Clock& clock;
        std::optional<inbound::Inbound> inbound{}; ///< for polls of other servers; nothing: they are not asked
        boost::asio::any_io_executor executor{};   ///< where requests to other servers run
        fetch::Client* fetch = nullptr;            ///< null: no page is read
        const app::Resolver* resolver = nullptr;   ///< for imports; null: only what is known here is found
        std::optional<social::Care> care{};        ///< for what people scheduled; nothing: nobody is looked after
        app::App* app = nullptr;                   ///< for rosters; null: they are not read
        /// Called after something was posted or told.
        std::function<void()> on_posts{};
    };
    struct Settings
    {
        std::vector<std::string> kinds{}; ///< of jobs; none: all
        unsigned threads = 1;
        int claim = 4; ///< few: each may wait for another server, and all within the lease
        std::chrono::seconds lease{120};
        std::chrono::seconds retry_base{10};
        std::chrono::milliseconds poll{1000};
    };

    TaskWorker(Parts parts, Settings settings);
    ~TaskWorker();

    void wake() noexcept;
    void stop();
    /// Does what is due now in this thread. Returns how many jobs ended. For tests; not beside threads.
    std::size_t drain();

private:
    std::chrono::milliseconds step(const std::stop_token& stop);
    std::size_t work(const std::stop_token& stop);

    Parts parts_;
    Settings settings_;
    Worker worker_;
};

/// What one kind of job does. not_found: nothing to do (any more); an error that no retry can help: invalid_argument.
struct TaskKind
{
    std::string_view name;
    /// Before the transaction; null: nothing to ask anybody.
    result<void> (*ask)(const TaskWorker::Parts& parts, const json::object& payload);
    result<void> (*act)(const TaskWorker::Parts& parts, storage::Transaction& tx, const json::object& payload);
};
[[nodiscard]] std::vector<TaskKind> task_kinds();

/// What people wait for by the clock must not stand behind what other servers take their time with: two workers, which
/// do all kinds between them.
[[nodiscard]] TaskWorker::Settings prompt_tasks();
[[nodiscard]] TaskWorker::Settings slow_tasks();

} // namespace rounds::workers
