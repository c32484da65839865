#pragma once

#include <string>
#include <string_view>

namespace rounds::text {

/// The first page that a post links: http or https, no mention, no tag, without its fragment. `html` is as
/// sanitize_html or format_post writes it. Empty when there is none.
[[nodiscard]] std::string first_link(std::string_view html);

} // namespace rounds::text
