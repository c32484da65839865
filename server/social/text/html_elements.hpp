#pragma once

#include "server/social/text/sanitize.hpp"

#include <string_view>

namespace rounds::text {

enum class Group { none, inline_, paragraph, block, list, item, line, heading, rule, table, row, cell };

/// An element that may be written.
struct Element
{
    std::string_view name;
    Group group;
    bool document = false;           ///< only Allow::document
    std::string_view written = name; ///< as what it is written: h1 is the page's own, and a foot is one more body
};

/// Null for what is not allowed.
[[nodiscard]] const Element* find_element(std::string_view name, Allow allow) noexcept;
/// Elements that are not written but end a line of text.
[[nodiscard]] bool is_box(std::string_view name) noexcept;

} // namespace rounds::text
