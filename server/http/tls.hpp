#pragma once

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

namespace rounds::http {

/// TLS 1.2 and newer, forward secret ciphers, HTTP/1.1 by ALPN, session tickets. Throws std::runtime_error naming the
/// file that cannot be read, or saying that key and certificate do not belong together.
[[nodiscard]] std::shared_ptr<boost::asio::ssl::context>
load_tls_context(const std::string& certificate_file, const std::string& key_file);

} // namespace rounds::http
