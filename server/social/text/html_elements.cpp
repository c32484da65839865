#include "server/social/text/html_elements.hpp"

#include <algorithm>
#include <array>

namespace rounds::text {

namespace {

constexpr std::array elements{
    Element{"p", Group::paragraph},
    Element{"br", Group::line},
    Element{"span", Group::inline_},
    Element{"a", Group::inline_},
    Element{"del", Group::inline_},
    Element{"pre", Group::block},
    Element{"blockquote", Group::block},
    Element{"code", Group::inline_},
    Element{"b", Group::inline_},
    Element{"strong", Group::inline_},
    Element{"i", Group::inline_},
    Element{"em", Group::inline_},
    Element{"u", Group::inline_},
    Element{"ul", Group::list},
    Element{"ol", Group::list},
    Element{"li", Group::item},
    Element{"h1", Group::heading, false, "h2"},
    Element{"h2", Group::heading},
    Element{"h3", Group::heading},
    Element{"h4", Group::heading},
    Element{"h5", Group::heading},
    Element{"h6", Group::heading},
    Element{"hr", Group::rule, true},
    Element{"table", Group::table, true},
    Element{"thead", Group::row, true},
    Element{"tbody", Group::row, true},
    Element{"tfoot", Group::row, true, "tbody"},
    Element{"tr", Group::row, true},
    Element{"th", Group::cell, true},
    Element{"td", Group::cell, true},
};

constexpr std::array<std::string_view, 18> boxes{
    "address",
    "article",
    "aside",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "header",
    "main",
    "nav",
    "section",
    "tr",
    "table"
};

} // namespace

const Element* find_element(std::string_view name, Allow allow) noexcept
{
    const auto found = std::ranges::find(elements, name, &Element::name);
    if (found == elements.end() || (found->document && allow != Allow::document)) return nullptr;
    return &*found;
}

bool is_box(std::string_view name) noexcept
{
    return std::ranges::find(boxes, name) != boxes.end();
}

} // namespace rounds::text
