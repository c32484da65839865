#pragma once

#include "server/api/invalid.hpp"

#include <string>
#include <string_view>

namespace rounds::api {

/// A tag as written, without #; invalid::tag when it is none.
[[nodiscard]] result<std::string> tag_name(std::string_view written);

} // namespace rounds::api
