#pragma once

#include "server/social/verbs.hpp"

namespace rounds::social {

/// HTML of what a local person typed, those whom it mentions linked.
[[nodiscard]] std::string
format_text(const Urls& urls, std::string_view text, const std::vector<storage::AccountView>& mentioned);
/// Names of the tags in it, as written.
[[nodiscard]] std::vector<std::string> tags_in(std::string_view text);

} // namespace rounds::social
