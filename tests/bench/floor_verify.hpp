#pragma once

#include "tests/bench/floor_key_ring.hpp"

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace rounds::bench {

using FloorRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// Whether the Digest is that of the body, and the Signature (draft-cavage, rsa-sha256) that of its actor. Nothing else
/// is checked: no dates, no policy, no identity.
[[nodiscard]] bool is_signed(const FloorRequest& request, KeyRing& keys);

} // namespace rounds::bench
