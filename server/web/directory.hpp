#pragma once

#include "server/app/context.hpp"
#include "server/http/message.hpp"

#include <boost/asio/awaitable.hpp>

namespace rounds::web {

/// GET /directory: hospitals and societies by region, kind and condition, with their networks and next chats. An entry
/// is shown as long as its own domain proves it.
[[nodiscard]] boost::asio::awaitable<http::Response> directory(app::Context& ctx);

} // namespace rounds::web
