#pragma once

#include "storage/base/json.hpp"

#include <string>

namespace rounds::signatures {

/// JSON Canonicalization Scheme (RFC 8785): members sorted by UTF-16 code units, strings with the fewest escapes,
/// numbers as ECMAScript prints them. Integers are doubles there, so those beyond 2^53 are rounded as a peer would.
[[nodiscard]] std::string canonicalize(const json::value& value);

/// Number::toString of ECMA-262 section 6.1.6.1.20 for a finite number.
[[nodiscard]] std::string number_to_string(double number);

} // namespace rounds::signatures
