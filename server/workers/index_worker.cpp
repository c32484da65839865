#include "server/workers/index_worker.hpp"

#include "storage/inbox.hpp"
#include "storage/search_index.hpp"

namespace rounds::workers {

IndexWorker::IndexWorker(storage::Database& db, Settings settings)
    : db_(db), settings_(settings), worker_("search index", 1, [this](const std::stop_token&) { return step(); })
{
}

IndexWorker::~IndexWorker()
{
    stop();
}

void IndexWorker::stop()
{
    worker_.stop();
}

std::chrono::milliseconds IndexWorker::step()
{
    if (lets_others_go_first()) return settings_.rush_pause;
    const auto read = db_.transact_blocking([this](storage::Transaction& tx) {
        return storage::search_index::catch_up(tx, settings_.batch);
    });
    if (read > 0) return settings_.pause;
    caught_up_ = std::chrono::steady_clock::now();
    return settings_.poll;
}

/// Words of a post cost the database about as much as all else that its arrival does. While many arrive they wait, but
/// not for ever: under a load that does not end people would find nothing new.
bool IndexWorker::lets_others_go_first()
{
    if (std::chrono::steady_clock::now() - caught_up_ >= settings_.longest_rush) return false;
    return db_.transact_blocking([this](storage::Transaction& tx) {
        return storage::inbox::in_a_rush(tx, settings_.rush);
    });
}

} // namespace rounds::workers
