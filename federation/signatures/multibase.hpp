#pragma once

#include "storage/base/error.hpp"

#include <string>
#include <string_view>

namespace rounds::signatures {

/// Base58 with the Bitcoin alphabet.
[[nodiscard]] std::string to_base58(std::string_view data);
/// invalid_argument for other characters and for more than 1024 characters (the work grows with the square).
[[nodiscard]] result<std::string> from_base58(std::string_view text);

} // namespace rounds::signatures
