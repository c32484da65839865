#pragma once

#include "server/app/app.hpp"
#include "server/app/event_reader.hpp"
#include "server/streaming/registry.hpp"

#include <cstdint>
#include <stop_token>
#include <string_view>
#include <vector>

namespace rounds::streaming {

/// What the hub does on its thread: keeps who listens, and turns events into messages for them. Waits while the
/// database is away; throws Stopping when it is asked to stop meanwhile. Not thread-safe.
class Broadcaster
{
public:
    struct Stopping
    {
    };

    Broadcaster(app::App& app, std::stop_token stop) : app_(app), database_(app.work_db), stop_(std::move(stop)) {}

    void join(const ClientPtr& client);
    void leave(const ClientPtr& client) { registry_.remove(client); }
    void subscribe(const ClientPtr& client, const Stream& stream);
    void unsubscribe(const ClientPtr& client, const Stream& stream) { registry_.unsubscribe(*client, stream); }
    /// Checks those who joined, and loads what their streams depend on. Many at once are cheaper than one by one.
    void settle();
    /// Looks at all tokens again: some end by themselves.
    void check_all() { check_tokens(registry_.all()); }
    void close_all(std::uint16_t code, std::string_view why);
    /// In the order in which they happened.
    void process(const app::EventReader::Events& events);

private:
    using Events = app::EventReader::Events;

    template <class F> auto with_database(F body);
    void check_tokens(const std::vector<ClientPtr>& clients);
    void process_access(const Events& events);
    void process_posts(const Events& events);
    void process_post_group(const std::vector<const storage::events::Event*>& group);
    void process_notifications(const Events& events);
    void notify(AccountId account, const std::vector<std::int64_t>& ids);
    void process_conversations(const Events& events);
    void process_announcements(const Events& events);
    void process_filters(const Events& events);

    app::App& app_;
    storage::Database::Own database_;
    std::stop_token stop_;
    Registry registry_;
    std::vector<ClientPtr> unchecked_; ///< joined, their tokens not looked at since
};

} // namespace rounds::streaming
