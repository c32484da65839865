#pragma once

#include "federation/signatures/message.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Looking up fields of a request.
namespace rounds::signatures {

[[nodiscard]] std::size_t count_fields(std::span<const HeaderView> headers, std::string_view name) noexcept;
/// The value when the field is there exactly once.
[[nodiscard]] std::optional<std::string_view>
only_field(std::span<const HeaderView> headers, std::string_view name) noexcept;
/// All values of the field, each trimmed, joined by ", " (RFC 9421 section 2.1); nothing when it is absent.
[[nodiscard]] std::optional<std::string> joined_field(std::span<const HeaderView> headers, std::string_view name);

/// The authority in lower case without the scheme's default port (RFC 9421 section 2.2.3).
[[nodiscard]] std::string normal_authority(std::string_view authority, std::string_view scheme);

} // namespace rounds::signatures
