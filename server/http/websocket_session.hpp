#pragma once

#include "server/http/websocket.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <memory>

namespace rounds::http {

class Worker;

/// Answers the handshake in `request` (checked by refuse_handshake) and serves the connection as a WebSocket on the
/// worker's thread until it ends. `tls` outlives the stream.
void start_websocket(
    boost::asio::ip::tcp::socket stream,
    std::shared_ptr<boost::asio::ssl::context> tls,
    Worker& worker,
    const Request& request,
    std::shared_ptr<Upgrade> upgrade
);
void start_websocket(
    boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream,
    std::shared_ptr<boost::asio::ssl::context> tls,
    Worker& worker,
    const Request& request,
    std::shared_ptr<Upgrade> upgrade
);

} // namespace rounds::http
