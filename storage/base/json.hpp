#pragma once

#include "storage/base/error.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string_view>

namespace rounds {

namespace json = boost::json;

/// JSON from outside. Refused with invalid_argument: anything but one well-formed document in UTF-8, nesting deeper
/// than 32, an object key given twice (also in escaped spelling), NUL in a string, a number beyond a double. A
/// byte-order mark is refused too. Larger than `limit` bytes: too_large.
[[nodiscard]] result<json::value> parse_json(std::string_view text, std::size_t limit = 1 << 20);

/// The member when it is a string, else an empty view.
[[nodiscard]] std::string_view string_at(const json::object& object, std::string_view key) noexcept;
[[nodiscard]] const json::object* object_at(const json::object& object, std::string_view key) noexcept;
[[nodiscard]] const json::array* array_at(const json::object& object, std::string_view key) noexcept;
[[nodiscard]] bool bool_at(const json::object& object, std::string_view key, bool otherwise = false) noexcept;

/// null when the text is empty.
[[nodiscard]] json::value string_or_null(std::string_view text);

} // namespace rounds
