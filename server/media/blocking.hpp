#pragma once

#include "storage/base/resume.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

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
        // T need not have a default.
        using Kept = std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>>;
        const auto start = [this, &work](auto handler) {
            asio::post(pool_, [work = std::move(work), resume = storage::resumer<Kept>(std::move(handler))]() mutable {
                Kept made;
                std::exception_ptr failure;
                try {
                    if constexpr (std::is_void_v<T>)
                        (work(), made.emplace());
                    else
                        made.emplace(work());
                } catch (...) {
                    failure = std::current_exception();
                }
                resume(std::move(failure), std::move(made));
            });
        };
        auto made = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr, Kept)>(
            start, asio::use_awaitable
        );
        if constexpr (!std::is_void_v<T>) co_return std::move(*made);
    }

    void stop()
    {
        pool_.stop();
        pool_.join();
    }

private:
    asio::thread_pool pool_;
};

} // namespace rounds::media
