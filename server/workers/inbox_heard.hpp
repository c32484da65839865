#pragma once

#include "server/inbound/arrived.hpp"

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rounds::workers {

namespace asio = boost::asio;

/// Whoever sends lives: deliveries to its server are tried again at once (architecture 4.3). Told to the database at
/// most once in ten seconds per host. Used by one thread.
class Heard
{
public:
    explicit Heard(std::size_t capacity = 10'000) : capacity_(capacity) {}

    [[nodiscard]] asio::awaitable<void>
    note(inbound::Inbound inbound, const std::vector<std::shared_ptr<inbound::Arrived>>& tasks);

private:
    /// Those not told of lately, marked as told.
    [[nodiscard]] std::vector<std::string>
    to_tell(const std::vector<std::shared_ptr<inbound::Arrived>>& tasks, Time now);

    std::size_t capacity_;
    std::map<std::string, Time> told_;
};

} // namespace rounds::workers
