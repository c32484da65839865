#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

namespace rounds::media {

namespace asio = boost::asio;

/// Something that will be over once, told to coroutines that wait for it. Safe from any thread.
class Landing
{
public:
    void land();
    /// True when it is over; false when `patience` ran out first.
    asio::awaitable<bool> wait(std::chrono::milliseconds patience);

private:
    [[nodiscard]] bool join(const std::shared_ptr<asio::steady_timer>& timer);
    void leave(const std::shared_ptr<asio::steady_timer>& timer);

    std::mutex mutex_;
    bool landed_ = false;
    std::vector<std::shared_ptr<asio::steady_timer>> waiting_;
};

} // namespace rounds::media
