#pragma once

#include "server/http/message.hpp"

#include <chrono>

namespace rounds::http {

/// One line: method, path without query (tokens and search terms stand there), status, bytes, milliseconds, request id
/// and client address.
void write_access_log(const Request& request, const Response& response, std::chrono::microseconds took);

} // namespace rounds::http
