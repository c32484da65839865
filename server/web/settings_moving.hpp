#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /settings/moving: the person's other accounts, and the way to move to another one.
[[nodiscard]] boost::asio::awaitable<http::Response> moving_page(app::Context& ctx);
/// POST /settings/moving/aliases with account ("ann@mercy.example"): a Move from there is believed from now on.
[[nodiscard]] boost::asio::awaitable<http::Response> add_other_account(app::Context& ctx);
/// POST /settings/moving/aliases/remove with uri.
[[nodiscard]] boost::asio::awaitable<http::Response> remove_other_account(app::Context& ctx);
/// POST /settings/moving with account, password and, when there is one, a code of the second factor: followers go to
/// that account, which must name this one as its other account.
[[nodiscard]] boost::asio::awaitable<http::Response> move_away(app::Context& ctx);
/// POST /settings/moving/back: an account that moved is used again.
[[nodiscard]] boost::asio::awaitable<http::Response> come_back(app::Context& ctx);

} // namespace rounds::web
