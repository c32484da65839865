#include "server/workers/opening_worker.hpp"

#include "server/moderation/break_glass.hpp"

namespace rounds::workers {
namespace {

constexpr std::chrono::minutes every{1};
constexpr int at_once = 20;

} // namespace

OpeningWorker::OpeningWorker(app::App& app, Settings settings)
    : app_(app), worker_("openings", settings.threads, [this](const std::stop_token&) {
          return work() == at_once ? std::chrono::milliseconds{0} : std::chrono::milliseconds{every};
      })
{
}

std::size_t OpeningWorker::work()
{
    const auto told = app_.work_db.transact_blocking([this](storage::Transaction& tx) {
        return moderation::break_glass::tell_due(tx, app_, at_once);
    });
    if (told > 0) moderation::break_glass::settled(app_);
    return told;
}

} // namespace rounds::workers
