#pragma once

#include "server/app/context.hpp"
#include "server/streaming/stream.hpp"

#include <boost/asio/awaitable.hpp>

namespace rounds::streaming {

namespace asio = boost::asio;

/// Server-sent events (HTML Standard section 9.2): GET /api/v1/streaming/user and so on. The answer begins with a
/// comment and holds another each fifteen seconds while nothing happens; it ends only with the client, its token or the
/// server.
asio::awaitable<http::Response> open_events(app::Context& ctx, Kind kind);

} // namespace rounds::streaming
