#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>

namespace rounds::http {

class Worker;

/// Serves one accepted connection on the worker's thread until it ends; TLS when the server has a certificate. `peer`
/// is the address on the socket.
void start_session(boost::asio::ip::tcp::socket socket, Worker& worker, std::string peer);

} // namespace rounds::http
