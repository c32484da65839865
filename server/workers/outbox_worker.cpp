#include "server/workers/outbox_worker.hpp"

#include "server/workers/job_round.hpp"
#include "server/workers/network_announce.hpp"
#include "storage/jobs.hpp"

#include <exception>
#include <optional>

namespace rounds::workers {

namespace {

namespace jobs = storage::jobs;

std::optional<Trouble> run(const OutboxWorker::Parts& parts, const jobs::Job& job)
{
    const auto decision = social::read_decision(job.payload);
    const auto saying = social::read_saying(job.payload);
    if (!saying && !decision) return Trouble{"no saying of ours", true};
    try {
        const auto done = parts.db.transact_blocking([&](Transaction& tx) -> result<void> {
            Outgoing out(tx, parts.urls, parts.keyring, to_string(job.id), parts.clock.now());
            const auto said = decision ? carry_out_decision(out, *decision) : carry_out(out, *saying);
            if (!said) return said;
            jobs::finish(tx, job.id);
            return {};
        });
        if (!done) return Trouble{done.error().message(), done.error() == errc::invalid_argument};
    } catch (const std::exception& failure) {
        return Trouble{failure.what(), false};
    }
    return std::nullopt;
}

} // namespace

OutboxWorker::OutboxWorker(Parts parts, Settings settings)
    : parts_(std::move(parts)),
      settings_(settings),
      worker_("outbox", settings.threads, [this](const std::stop_token& stop) { return step(stop); })
{
}

OutboxWorker::~OutboxWorker() = default;

void OutboxWorker::wake() noexcept
{
    worker_.wake();
}

void OutboxWorker::stop()
{
    worker_.stop();
}

std::size_t OutboxWorker::work(const std::stop_token& stop)
{
    const JobRound round{{std::string(social::outbox_job)}, settings_.claim, settings_.lease, settings_.retry_base};
    const auto ended = do_round(parts_.db, round, stop, [&](const jobs::Job& job) { return run(parts_, job); });
    if (ended > 0 && parts_.on_deliveries) parts_.on_deliveries();
    return ended;
}

std::chrono::milliseconds OutboxWorker::step(const std::stop_token& stop)
{
    if (work(stop) > 0) return std::chrono::milliseconds{0};
    return settings_.poll;
}

std::size_t OutboxWorker::drain()
{
    std::size_t all = 0;
    while (const auto ended = work({})) all += ended;
    return all;
}

} // namespace rounds::workers
