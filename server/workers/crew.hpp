#pragma once

#include <memory>
#include <string>

namespace rounds::app {
struct App;
}
namespace rounds::inbound {
class Service;
}

namespace rounds::workers {

/// All background work of one process: what arrived is understood, what was said becomes activities, activities are
/// delivered, chats keep their times, what is kept for a time is forgotten. Any number of processes may run a crew
/// against one database.
class Crew
{
public:
    /// `database_url`: for the connection that listens for notices.
    Crew(app::App& app, inbound::Service& inbound, std::string database_url);
    /// stop().
    ~Crew();
    Crew(const Crew&) = delete;
    Crew& operator=(const Crew&) = delete;

    /// Arrivals were stored in this process: no need to wait for the notice.
    void wake_inbox();
    /// Lets what is under way end. What is not done stays in its queue.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::workers
