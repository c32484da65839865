#pragma once

#include "storage/base/json.hpp"

#include <array>
#include <string_view>

namespace rounds::base {

/// Texts by their keys, in English and in Spanish.
using Catalogue = std::array<json::object, 2>;

/// Reads a table of texts: a line for each, key, English and Spanish parted by tabs. Throws std::logic_error for a line
/// of another form or a key given twice: the tables are built in, and a test reads them all.
[[nodiscard]] Catalogue read_catalogue(std::string_view table);

} // namespace rounds::base
