#pragma once

#include "storage/base/json.hpp"

#include <string>

namespace rounds::test {

/// Where `found` is not as `wanted`, a line each; empty when it is. Objects may hold more than what is wanted; arrays
/// must be as long. A wanted string "~text" is one that holds the text, "!~text" one that does not.
[[nodiscard]] std::string differences(const json::value& found, const json::value& wanted, std::string_view path = "");

} // namespace rounds::test
