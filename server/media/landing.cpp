#include "server/media/landing.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace rounds::media {

void Landing::land()
{
    // Timers are given back to their executors before the lock is: who waited may end its executor as soon as it has
    // left.
    const std::lock_guard lock(mutex_);
    landed_ = true;
    for (auto& timer : waiting_) {
        const auto executor = timer->get_executor();
        asio::post(executor, [timer = std::move(timer)] { timer->cancel(); });
    }
    waiting_.clear();
}

bool Landing::join(const std::shared_ptr<asio::steady_timer>& timer)
{
    const std::lock_guard lock(mutex_);
    if (landed_) return true;
    if (std::ranges::find(waiting_, timer) == waiting_.end()) waiting_.push_back(timer);
    return false;
}

void Landing::leave(const std::shared_ptr<asio::steady_timer>& timer)
{
    const std::lock_guard lock(mutex_);
    std::erase(waiting_, timer);
}

asio::awaitable<bool> Landing::wait(std::chrono::milliseconds patience)
{
    const auto executor = co_await asio::this_coro::executor;
    auto timer = std::make_shared<asio::steady_timer>(executor);
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!join(timer)) {
        const auto now = std::chrono::steady_clock::now();
        if (now >= until) {
            leave(timer);
            co_return false;
        }
        // On an executor of several threads the cancel may come just before the wait begins: look again after a while.
        timer->expires_after(std::min<std::chrono::steady_clock::duration>(until - now, std::chrono::seconds(1)));
        boost::system::error_code ignored;
        co_await timer->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
    }
    co_return true;
}

} // namespace rounds::media
