#pragma once

#include "federation/inbox/gate.hpp"
#include "server/inbound/inbound.hpp"

#include <functional>
#include <memory>
#include <string>

namespace rounds::app {
struct App;
}

namespace rounds::inbound {

/// All that takes in what other servers say: the resolver of actors and keys, the writer that commits arrivals, and the
/// gate. One per process; makes itself known as App::inbound and fills App::resolver, and takes both back at its end.
class Service
{
public:
    struct Options
    {
        std::string database_url; ///< for the writer's own connection
        std::function<void()> on_stored{
        }; ///< called after arrivals were committed, instead of a notice to all processes
    };

    /// Throws Unavailable when the writer cannot connect.
    Service(app::App& app, Options options);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    [[nodiscard]] inbox::Gate& gate() noexcept;
    [[nodiscard]] discovery::Resolver& actors() noexcept;
    /// For workers.
    [[nodiscard]] Inbound inbound() noexcept;
    /// Refuses new arrivals, commits those under way.
    void stop();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::inbound
