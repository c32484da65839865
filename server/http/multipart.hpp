#pragma once

#include "server/http/params.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::http {

struct FormPart
{
    std::string name;
    std::optional<std::string> file_name; ///< without folders and control characters, at most 255 bytes
    std::string content_type;
    std::string_view content; ///< into the body
};

/// The parts of multipart/form-data (RFC 7578). invalid_argument: no or a malformed boundary, a part without name, more
/// than 1,000 parts or 8 kB of header in one, no closing delimiter.
[[nodiscard]] result<std::vector<FormPart>> parse_multipart(std::string_view content_type, std::string_view body);

/// The value of `name=value` or `name="value"` in a header like Content-Type; nothing when absent or malformed.
[[nodiscard]] std::optional<std::string> header_parameter(std::string_view header, std::string_view name);

} // namespace rounds::http
