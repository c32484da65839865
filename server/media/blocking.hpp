#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <type_traits>

namespace rounds::media {

namespace asio = boost::asio;

/// Threads for what waits for a disk or an object store: never an I/O thread.
class Blocking
{
public:
    explicit Blocking(unsigned threads) : pool_(threads) {}

    /// Runs `work` on one of the threads and resumes the caller on its own executor.
    template <class F, class T = std::invoke_result_t<F&>> asio::awaitable<T> run(F work)
    {
        auto called = call<F, T>(std::move(work));
        co_return co_await asio::co_spawn(pool_.get_executor(), std::move(called), asio::use_awaitable);
    }

    void stop()
    {
        pool_.stop();
        pool_.join();
    }

private:
    template <class F, class T> static asio::awaitable<T> call(F work) { co_return work(); }

    asio::thread_pool pool_;
};

} // namespace rounds::media
