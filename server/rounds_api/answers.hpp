#pragma once

#include "server/app/app.hpp"
#include "server/app/context.hpp"
#include "storage/accounts.hpp"
#include "storage/base/json.hpp"

#include <string_view>

namespace rounds::rounds_api {

namespace asio = boost::asio;
using app::Context;
using http::Params;
using http::Response;
using storage::Transaction;
using Answer = asio::awaitable<Response>;

/// 422 {"error": "Validation failed: title ...", "field": "title"}.
[[nodiscard]] Response invalid(std::string_view field, std::string_view advice = "is missing or out of its bounds");

/// `field` of a 422 for what is right in itself and not possible now.
inline constexpr std::string_view state_field = "state";
inline constexpr std::string_view wrong_state = "does not allow this now";

/// app::problem, but a 422 names `field`.
[[nodiscard]] Response
fail(const boost::system::error_code& error, std::string_view field, std::string_view advice = wrong_state);

/// `limit`, from 1 to 80, else 20.
[[nodiscard]] int limit_of(const Params& params);

/// After a commit: workers look at once for what is to be sent, readers of events and the chat clock too.
void wake(const Context& ctx);

/// Runs `body(tx, account)` in a transaction as the account that asks, wakes the workers, answers with its JSON. What
/// is not possible is answered 422 with `field`.
template <class F> Answer act(Context& ctx, F& body, std::string_view field = state_field)
{
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::value> {
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!by) return by.error();
        return body(tx, *by);
    });
    if (!done) co_return fail(done.error(), field);
    wake(ctx);
    co_return http::json_response(*done);
}

/// Runs `body(tx)` in a transaction and answers with its JSON.
template <class F> Answer show(Context& ctx, F& body)
{
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::value> { return body(tx); });
    if (!found) co_return fail(found.error(), state_field);
    co_return http::json_response(*found);
}

} // namespace rounds::rounds_api
