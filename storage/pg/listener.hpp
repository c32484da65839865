#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage {

/// Waits for NOTIFY on its own connection and thread. What arrives is a hint, never the truth: whenever it starts
/// to listen, also after a reconnect, `on_event` is called once per channel with an empty payload, so that the listener
/// looks for itself. Called on its own thread.
class Listener
{
public:
    using Handler = std::function<void(std::string_view channel, std::string_view payload)>;

    Listener(std::string url, std::vector<std::string> channels, Handler on_event);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Sends NOTIFY after commit, coalesced, on its own connection and thread: NOTIFY inside transactions serialises
/// commits (a database-wide lock; measured four times slower).
class Notifier
{
public:
    explicit Notifier(std::string url);
    ~Notifier();
    Notifier(const Notifier&) = delete;
    Notifier& operator=(const Notifier&) = delete;

    /// Payloads over 7,000 bytes are sent empty. Never blocks.
    void notify(std::string channel, std::string payload = {});

    /// Calls `here` at once with each notice of the channel from this process, on the notifying thread: the way through
    /// PostgreSQL takes longer. An empty function ends it; no call is under way any more when this returns.
    void tell_here(const std::string& channel, std::function<void()> here);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::storage
