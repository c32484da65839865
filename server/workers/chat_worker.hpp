#pragma once

#include "server/social/verbs.hpp"
#include "server/workers/worker.hpp"
#include "storage/base/clock.hpp"
#include "storage/pg/database.hpp"

#include <functional>

namespace rounds::workers {

/// Opens chats, posts their prompts and closes them at their times. Sleeps until the next moment that the tables name;
/// what was missed while nothing ran is done at the start, in its order. Any number of processes may run one: rows are
/// taken with SKIP LOCKED, so each thing is done once.
class ChatWorker
{
public:
    struct Parts
    {
        storage::Database& db;
        const social::Urls& urls;
        const Clock& clock;
        /// Called after something was posted: wakes the outbox and whoever reads events.
        std::function<void()> on_posts;
    };
    struct Settings
    {
        std::chrono::milliseconds poll{5000}; ///< longest rest when nobody calls wake()
        /// Rest when something is due that this worker did not get: another one holds it.
        std::chrono::milliseconds retry{200};
    };

    ChatWorker(Parts parts, Settings settings);
    ~ChatWorker();

    /// A chat was scheduled or changed (channels::chats). From any thread.
    void wake() noexcept;
    void stop();

private:
    std::chrono::milliseconds step();

    Parts parts_;
    Settings settings_;
    Worker worker_;
};

} // namespace rounds::workers
