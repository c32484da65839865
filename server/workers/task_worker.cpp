#include "server/workers/task_worker.hpp"

#include "server/workers/job_round.hpp"

#include <algorithm>
#include <exception>
#include <optional>

namespace rounds::workers {

namespace {

namespace jobs = storage::jobs;
using storage::Transaction;

TaskWorker::Settings complete(TaskWorker::Settings settings)
{
    if (settings.kinds.empty())
        for (const auto& kind : task_kinds()) settings.kinds.emplace_back(kind.name);
    return settings;
}

/// Runs and finishes it. "Nothing to do" is an end as good as any.
result<void> act(const TaskWorker::Parts& parts, const TaskKind& kind, const jobs::Job& job)
{
    if (kind.ask != nullptr) {
        const auto asked = kind.ask(parts, job.payload);
        if (!asked && asked.error() != errc::not_found) return asked;
    }
    const auto done = parts.db.transact_blocking([&](Transaction& tx) -> result<void> {
        const auto acted = kind.act(parts, tx, job.payload);
        if (!acted) return acted;
        jobs::finish(tx, job.id);
        return {};
    });
    if (done || done.error() != errc::not_found) return done;
    parts.db.transact_blocking([&](Transaction& tx) { jobs::finish(tx, job.id); });
    return {};
}

std::optional<Trouble> run(const TaskWorker::Parts& parts, const jobs::Job& job)
{
    static const auto kinds = task_kinds();
    const auto kind = std::ranges::find(kinds, job.kind, &TaskKind::name);
    if (kind == kinds.end()) return Trouble{"no task of ours", true};
    try {
        const auto done = act(parts, *kind, job);
        if (done) return std::nullopt;
        return Trouble{done.error().message(), done.error() == errc::invalid_argument};
    } catch (const std::exception& failure) {
        return Trouble{failure.what(), false};
    }
}

} // namespace

TaskWorker::TaskWorker(Parts parts, Settings settings)
    : parts_(std::move(parts)),
      settings_(complete(std::move(settings))),
      worker_("tasks", settings_.threads, [this](const std::stop_token& stop) { return step(stop); })
{
}

TaskWorker::~TaskWorker()
{
    stop();
}

void TaskWorker::wake() noexcept
{
    worker_.wake();
}

void TaskWorker::stop()
{
    worker_.stop();
}

std::size_t TaskWorker::work(const std::stop_token& stop)
{
    const JobRound round{settings_.kinds, settings_.claim, settings_.lease, settings_.retry_base};
    const auto ended = do_round(parts_.db, round, stop, [&](const jobs::Job& job) { return run(parts_, job); });
    if (ended > 0 && parts_.on_posts) parts_.on_posts();
    return ended;
}

std::chrono::milliseconds TaskWorker::step(const std::stop_token& stop)
{
    if (work(stop) > 0) return std::chrono::milliseconds{0};
    return settings_.poll;
}

std::size_t TaskWorker::drain()
{
    std::size_t all = 0;
    while (const auto ended = work({})) all += ended;
    return all;
}

} // namespace rounds::workers
