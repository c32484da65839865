#pragma once

#include "storage/base/json.hpp"

#include <string>
#include <string_view>

namespace rounds::web {

/// Fills templates/<name>.html (mustache). {{t.key}} is the text of the catalogue in the language whose code is
/// values[\"t\"] (English when there is none): it becomes part of the template when that is read, so no page copies the
/// catalogue. {{x}} is escaped for text and attributes, {{{x}}} is not: only HTML that was
/// sanitised or rendered here may stand in triple braces. null, false, "" and [] hide a section. Throws
/// std::runtime_error for a template that does not exist or cannot be parsed, which a test rules out for all of them.
[[nodiscard]] std::string render(std::string_view name, const json::object& values);

/// The same with a template that another folder has embedded: `text` lives as long as the program. Throws
/// std::runtime_error when it cannot be parsed.
[[nodiscard]] std::string render_text(std::string_view text, const json::object& values);

} // namespace rounds::web
