#pragma once

#include "server/app/app.hpp"
#include "server/app/event_reader.hpp"
#include "server/streaming/client.hpp"

#include <memory>

namespace rounds::streaming {

/// Everybody who listens to a stream, and what happens, brought together on one thread: joins, subscriptions and events
/// are taken up in the order in which they came. The truth is in the tables: the hub reads the feed of events, asks the
/// rules of timelines and of visibility who gets what, and hands it to the sinks. When it cannot keep up, or events
/// were missed, all clients are closed with 1013: they come back and read what they have missed.
class Hub
{
public:
    /// `app.api` must be there and be told of events before the hub.
    explicit Hub(app::App& app);
    ~Hub();
    Hub(const Hub&) = delete;
    Hub& operator=(const Hub&) = delete;

    void start();
    /// Closes all clients (1001); then nothing happens any more.
    void stop();

    // From any thread.

    [[nodiscard]] result<Seats::Seat> take_seat(AccountId account);
    /// For a page that anybody may read: counted apart, and as many as there may be sockets.
    [[nodiscard]] result<Seats::Seat> take_page_seat();
    /// Grows with whatever happens on this instance.
    [[nodiscard]] std::uint64_t heard() const noexcept;
    void join(std::shared_ptr<Client> client);
    void leave(std::shared_ptr<Client> client);
    /// What is not possible is refused through the client's sink. A client that has more than a few commands waiting
    /// is closed (1008).
    void subscribe(std::shared_ptr<Client> client, Stream stream);
    void unsubscribe(std::shared_ptr<Client> client, Stream stream);
    /// Give it to EventReader::subscribe, after State::apply.
    void apply(const app::EventReader::Events& events);

    struct Figures
    {
        std::size_t clients;
        std::size_t waiting; ///< events not yet taken up
    };
    [[nodiscard]] Figures figures() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::streaming
