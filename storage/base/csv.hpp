#pragma once

#include "storage/base/error.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Comma-separated values (RFC 4180).
namespace rounds::csv {

/// A line with its end (CRLF). A field that a spreadsheet would take for a formula gets an apostrophe in front (ASVS
/// 1.2.10); read() takes it off again.
[[nodiscard]] std::string line(const std::vector<std::string>& fields);

/// Lines of fields; empty lines are left out. Takes LF and CRLF, and a byte-order mark. invalid_argument for what is
/// not UTF-8 or ends within quotes; too_large beyond `most` lines.
[[nodiscard]] result<std::vector<std::vector<std::string>>> read(std::string_view text, std::size_t most);

} // namespace rounds::csv
