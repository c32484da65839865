#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <functional>

namespace rounds::storage {

/// Makes a function of what resumes the coroutine behind `handler`. While it exists the caller's executor does not run
/// dry, although only another thread knows of the waiting coroutine.
template <class... Values, class Handler>
std::move_only_function<void(std::exception_ptr, Values...)> resumer(Handler handler)
{
    auto executor = boost::asio::prefer(
        boost::asio::get_associated_executor(handler), boost::asio::execution::outstanding_work.tracked
    );
    return [executor, handler = std::move(handler)](std::exception_ptr outcome, Values... values) mutable {
        // What keeps the caller's executor running ends where the caller runs: on this thread its end might come after
        // that of the whole io_context.
        const auto untracked = boost::asio::prefer(executor, boost::asio::execution::outstanding_work.untracked);
        boost::asio::post(
            untracked,
            [work = std::move(executor), handler = std::move(handler), outcome = std::move(outcome), values...](
            ) mutable { std::move(handler)(std::move(outcome), values...); }
        );
    };
}

} // namespace rounds::storage
