#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace rounds::bench {

/// A WebSocket as Beast makes it, without compression: answers the handshake and reads until the client closes.
void serve_socket(
    boost::asio::ip::tcp::socket socket, const boost::beast::http::request<boost::beast::http::string_body>& request
);

} // namespace rounds::bench
