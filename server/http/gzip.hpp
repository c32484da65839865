#pragma once

#include "server/http/message.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rounds::http {

/// Whether Accept-Encoding takes gzip (RFC 9110 section 12.5.3: named or "*", and not with q=0).
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding) noexcept;

/// Compresses the body when it is worth it and the client takes it. Sets Content-Encoding and Vary; a strong ETag
/// becomes a weak one.
void compress_for(const Request& request, Response& response);

} // namespace rounds::http
