#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::text {

/// The first page that a post links: http or https, no mention, no tag, without its fragment. `html` is as
/// sanitize_html or format_post writes it. Empty when there is none.
[[nodiscard]] std::string first_link(std::string_view html);
/// The first `most` of them, in order, repeated as they are.
[[nodiscard]] std::vector<std::string> links(std::string_view html, std::size_t most);
/// A quick look: any anchor that is not marked as mention or tag. What it really is, first_link finds out.
[[nodiscard]] bool may_link(std::string_view html) noexcept;

} // namespace rounds::text
