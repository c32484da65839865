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
        int rush = 64; ///< so many waiting activities go first: whoever sent them waits for their effect
        std::chrono::milliseconds rush_pause{250};
        std::chrono::milliseconds longest_rush{10'000}; ///< then words are read beside them, until none are left
    };

    IndexWorker(storage::Database& db, Settings settings);
    ~IndexWorker();

    void stop();

private:
    std::chrono::milliseconds step();
    [[nodiscard]] bool lets_others_go_first();

    storage::Database& db_;
    Settings settings_;
    std::chrono::steady_clock::time_point caught_up_ = std::chrono::steady_clock::now();
    Worker worker_;
};

} // namespace rounds::workers
