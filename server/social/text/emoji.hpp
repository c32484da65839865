#pragma once

#include <string_view>

namespace rounds::text {

/// One emoji as people see it, flags, keycaps, skin tones and joined ones included (Unicode Technical Standard 51).
[[nodiscard]] bool is_emoji(std::string_view text) noexcept;

} // namespace rounds::text
