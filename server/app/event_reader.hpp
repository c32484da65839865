#pragma once

#include "storage/events.hpp"
#include "storage/pg/database.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rounds::app {

/// Reads the table of events behind all transactions that are still open, and hands them in order to its subscribers:
/// caches, timelines in memory, streams. A notice (NOTIFY) only makes it look sooner; it looks every `poll` anyway.
class EventReader
{
public:
    using Events = std::vector<storage::events::Event>;
    /// Called on the reader's thread, one batch after another. An event of kind "reset" means: what is remembered may
    /// be older than the events that are still kept; forget it.
    using Subscriber = std::function<void(const Events&)>;

    struct Settings
    {
        std::string listen_url;              ///< connection string for LISTEN; empty: poll only
        std::chrono::milliseconds poll{500}; ///< sockets of a revoked token end within a second, notice or not
        std::chrono::minutes prune_every{10};
        std::chrono::minutes forget_after{30}; ///< without a successful read; less than the hour that events are kept
    };

    EventReader(storage::Database& db, Settings settings);
    ~EventReader();
    EventReader(const EventReader&) = delete;
    EventReader& operator=(const EventReader&) = delete;

    /// Before start() only.
    void subscribe(Subscriber subscriber);
    /// Called on the reader's thread after each look, so every `poll` or sooner. `all`: nothing that is committed was
    /// left unread (behind a transaction that is still open). Before start() only.
    void after_each_look(std::function<void(bool all)> task);
    /// Remembers the present position (a blocking read) and starts the thread.
    void start();
    /// Looks now. Any thread.
    void wake();
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::app
