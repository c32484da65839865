#pragma once

#include "server/app/app.hpp"
#include "server/privacy/guard.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/words.hpp"
#include "storage/accounts.hpp"

#include <string>

// What pages share on which somebody signed in does something by a form.

namespace rounds::web {

/// The page of a template for one person: the catalogue as {{t.key}}, {{form_token}}, hidden from search engines.
[[nodiscard]] http::Response
own_page(const app::Context& ctx, std::string_view name, std::string title, json::object values, unsigned status = 200);

/// 403, 404, or 422 "that is not possible" in the reader's language.
[[nodiscard]] http::Response refusal_page(const app::Context& ctx, const boost::system::error_code& error);

/// What the guard says against a text of the organisation, in words for its author; empty when it may be published.
[[nodiscard]] boost::asio::awaitable<std::string>
guard_problem(app::Context& ctx, const std::vector<std::string>& texts, std::string_view place = "prompt");

/// Workers look at once for what was committed.
void wake_workers(const app::Context& ctx);

/// Checks the form's token, runs `act(tx, account)` in a transaction as the account that asks, and leads to
/// `location`; otherwise refusal_page.
template <class F> boost::asio::awaitable<http::Response> perform(app::Context& ctx, F act, std::string location)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto done = co_await ctx.app().db.transact([&](storage::Transaction& tx) -> result<void> {
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!by) return by.error();
        const auto outcome = act(tx, *by);
        if (!outcome) return outcome.error();
        return {};
    });
    if (!done) co_return refusal_page(ctx, done.error());
    wake_workers(ctx);
    co_return http::redirect(std::move(location));
}

} // namespace rounds::web
