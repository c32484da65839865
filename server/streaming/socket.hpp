#pragma once

#include "server/app/context.hpp"
#include "server/streaming/hub.hpp"

#include <boost/asio/awaitable.hpp>

namespace rounds::streaming {

namespace asio = boost::asio;

/// GET /api/v1/streaming as a WebSocket: any number of streams by messages, one of them by ?stream=&tag=&list=.
/// Without an upgrade: 404. Any Origin may connect: what counts is the token, and no cookie is looked at (security.md
/// N67).
asio::awaitable<http::Response> open_socket(app::Context& ctx);

/// The identity and rights of whoever asks, without a sink.
[[nodiscard]] std::shared_ptr<Client>
make_client(const app::Viewer& viewer, Seats::Seat seat, std::unique_ptr<Sink> sink);

} // namespace rounds::streaming
