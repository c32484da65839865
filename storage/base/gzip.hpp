#pragma once

#include "storage/base/error.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace rounds::base {

/// RFC 1952. Level 1: on JSON it is four times faster than 6 for a tenth more bytes.
[[nodiscard]] std::string gzip(std::string_view data);

/// invalid_argument when damaged, too_large beyond `limit` bytes.
[[nodiscard]] result<std::string> gunzip(std::string_view data, std::size_t limit);

} // namespace rounds::base
