#pragma once

#include "storage/model/status.hpp"

#include <string_view>

namespace rounds::social {

/// What a page says of itself, by OpenGraph, Twitter's names, JSON-LD (headline, author, datePublished), and HTML's own
/// title and description, in this order. Plain text within bounds; no title when it says nothing. `html` is UTF-8; as
/// much of it is read as html_tree.hpp bounds. `url` of the card is left empty.
[[nodiscard]] storage::Card read_page_card(std::string_view html);

} // namespace rounds::social
