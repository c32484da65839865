#pragma once

#include "storage/base/json.hpp"

#include <string>
#include <string_view>

namespace rounds::test {

/// tests/fixtures/<name>, read as arriving JSON is. Throws when it cannot be.
[[nodiscard]] json::object fixture(std::string_view name);

} // namespace rounds::test
