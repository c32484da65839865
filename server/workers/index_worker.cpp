#include "server/workers/index_worker.hpp"

#include "storage/search_index.hpp"

namespace rounds::workers {

IndexWorker::IndexWorker(storage::Database& db, Settings settings)
    : db_(db), settings_(settings), worker_("search index", 1, [this](const std::stop_token&) {
          const auto read = db_.transact_blocking([this](storage::Transaction& tx) {
              return storage::search_index::catch_up(tx, settings_.batch);
          });
          return read > 0 ? settings_.pause : settings_.poll;
      })
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

} // namespace rounds::workers
