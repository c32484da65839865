#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace rounds::discovery {

namespace asio = boost::asio;

/// One caller does the work for a key; whoever asks meanwhile waits for the same outcome. Callers may run on different
/// threads; each resumes on its own executor.
template <class T> class SingleFlight
{
    struct Flight
    {
        std::mutex mutex;
        bool landed = false;
        std::optional<T> outcome;
        std::vector<std::shared_ptr<asio::steady_timer>> waiting;
    };

public:
    /// What a caller got: either it leads and must land(), or it follows and may wait().
    class Turn
    {
    public:
        Turn(SingleFlight& all, std::string key, std::shared_ptr<Flight> flight, bool leads)
            : all_(&all), key_(std::move(key)), flight_(std::move(flight)), leads_(leads)
        {
        }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;
        /// A leader that threw leaves its followers an empty outcome: they are told to wait no longer.
        ~Turn()
        {
            if (leads_) all_->land(key_, *flight_, std::nullopt);
        }

        [[nodiscard]] bool leads() const noexcept { return leads_; }

        void land(const T& outcome)
        {
            leads_ = false;
            all_->land(key_, *flight_, outcome);
        }

        /// Nothing when the leader failed without an outcome.
        asio::awaitable<std::optional<T>> wait()
        {
            const auto executor = co_await asio::this_coro::executor;
            auto timer = std::make_shared<asio::steady_timer>(executor);
            for (;;) {
                {
                    const std::lock_guard lock(flight_->mutex);
                    if (flight_->landed) co_return flight_->outcome;
                    flight_->waiting.push_back(timer);
                }
                // The end is told by cancelling the timer. A multi-threaded executor could do that just before the wait
                // begins, so nobody waits longer than this for a second look.
                timer->expires_after(std::chrono::seconds(1));
                boost::system::error_code ignored;
                co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
            }
        }

    private:
        SingleFlight* all_;
        std::string key_;
        std::shared_ptr<Flight> flight_;
        bool leads_;
    };

    [[nodiscard]] Turn join(const std::string& key)
    {
        const std::lock_guard lock(mutex_);
        auto& flight = flights_[key];
        const bool leads = flight == nullptr;
        if (leads) flight = std::make_shared<Flight>();
        return {*this, key, flight, leads};
    }

private:
    void land(const std::string& key, Flight& flight, std::optional<T> outcome)
    {
        {
            const std::lock_guard lock(mutex_);
            flights_.erase(key);
        }
        std::vector<std::shared_ptr<asio::steady_timer>> waiting;
        {
            const std::lock_guard lock(flight.mutex);
            flight.landed = true;
            flight.outcome = std::move(outcome);
            waiting.swap(flight.waiting);
        }
        for (auto& timer : waiting) asio::post(timer->get_executor(), [timer] { timer->cancel(); });
    }

    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<Flight>> flights_;
};

} // namespace rounds::discovery
