#pragma once

#include "server/app/context.hpp"
#include "server/http/message.hpp"

#include <boost/asio/awaitable.hpp>

namespace rounds::web {

// What stewards decide about people and posts of their network, by forms alone.

/// GET /networks/:id/desk/moderation: the posts of the network, whom it keeps out, what was taken out, what is locked.
boost::asio::awaitable<http::Response> network_moderation(app::Context& ctx);
/// POST /networks/:id/desk/bans {account_id or handle, reason, days, remove_posts} or {account_id, lift}
boost::asio::awaitable<http::Response> change_network_ban(app::Context& ctx);
/// POST /networks/:id/desk/posts {status_id, change: remove, restore, lock or unlock, reason}
boost::asio::awaitable<http::Response> change_network_post(app::Context& ctx);

} // namespace rounds::web
