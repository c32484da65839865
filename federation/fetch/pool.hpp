#pragma once

#include "federation/fetch/connection.hpp"

#include <chrono>
#include <list>
#include <memory>
#include <string>

namespace rounds::fetch {

/// Idle connections by origin, bounded in all and per origin. Used from one strand.
class Pool
{
public:
    explicit Pool(const Settings& settings) : settings_(settings) {}

    /// The connection of that origin that was used last, if one is still good.
    [[nodiscard]] std::unique_ptr<Connection> take(const std::string& origin);
    void put(const std::string& origin, std::unique_ptr<Connection> connection);
    /// Closes what has been idle for too long; true when connections remain.
    bool sweep();
    void clear() { idle_.clear(); }

private:
    struct Idle
    {
        std::string origin;
        std::unique_ptr<Connection> connection;
        std::chrono::steady_clock::time_point since;
    };

    const Settings& settings_;
    std::list<Idle> idle_; ///< longest idle first
};

} // namespace rounds::fetch
