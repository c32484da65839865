#pragma once

#include "server/api/answers.hpp"

#include <optional>
#include <string_view>

namespace rounds::api {

/// After a commit that left jobs or events: lets workers and readers of events look at once.
void wake_workers(const Context& ctx);

/// public, unlisted, private, direct as 0 to 3.
[[nodiscard]] std::optional<int> visibility_from(std::string_view name) noexcept;
/// Empty, or shaped like a BCP 47 tag: "en", "zh-CN".
[[nodiscard]] bool is_language(std::string_view text) noexcept;

} // namespace rounds::api
