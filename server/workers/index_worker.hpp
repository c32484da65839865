#pragma once

#include "server/workers/worker.hpp"
#include "storage/pg/database.hpp"

namespace rounds::workers {

/// Keeps the index of words up to date with the posts (storage/search_index). Any number of processes may run one.
class IndexWorker
{
public:
    struct Settings
    {
        int batch = 200;
        std::chrono::milliseconds poll{1000};
        std::chrono::milliseconds pause{20}; ///< between batches: old posts are read without hurry
    };

    IndexWorker(storage::Database& db, Settings settings);
    ~IndexWorker();

    void stop();

private:
    storage::Database& db_;
    Settings settings_;
    Worker worker_;
};

} // namespace rounds::workers
