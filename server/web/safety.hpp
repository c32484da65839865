#pragma once

#include "server/app/context.hpp"

// The page of safety contacts who are no staff: cards of adverse events, with their clock. 404 for everybody else.

namespace rounds::web {

/// GET /safety: those that wait, the first due first: the four criteria, and the words once their author sent them.
[[nodiscard]] boost::asio::awaitable<http::Response> safety_page(app::Context& ctx);
/// POST /safety/:id/take (from: the account that is relieved).
[[nodiscard]] boost::asio::awaitable<http::Response> take_adverse_event(app::Context& ctx);
/// POST /safety/:id/done (outcome).
[[nodiscard]] boost::asio::awaitable<http::Response> finish_adverse_event(app::Context& ctx);

} // namespace rounds::web
