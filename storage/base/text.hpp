#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::text {

/// Without ASCII white space at both ends.
[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
/// ASCII only: for names of protocols, hosts and headers.
[[nodiscard]] std::string to_lower(std::string_view text);
[[nodiscard]] bool iequals(std::string_view a, std::string_view b) noexcept;
/// Pieces between separators; an empty text gives no piece. Empty pieces are kept.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);
[[nodiscard]] std::string join(const std::vector<std::string>& pieces, std::string_view separator);
/// & < > " ' for text and attributes of HTML.
[[nodiscard]] std::string escape_html(std::string_view text);
/// Well-formed UTF-8 (RFC 3629: no surrogates, no overlong forms) without NUL.
[[nodiscard]] bool is_utf8(std::string_view text) noexcept;
/// Code points in well-formed UTF-8.
[[nodiscard]] std::size_t count_code_points(std::string_view text) noexcept;
/// At most `limit` code points, never cutting one in two.
[[nodiscard]] std::string_view truncate(std::string_view text, std::size_t limit) noexcept;
/// A decimal number without sign or leading blanks; nothing on overflow.
[[nodiscard]] std::optional<long long> parse_int(std::string_view text) noexcept;

} // namespace rounds::text
