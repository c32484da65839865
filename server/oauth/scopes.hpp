#pragma once

#include "storage/base/error.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::oauth {

/// All scopes of Mastodon's documentation, sorted; granular ones included.
[[nodiscard]] std::span<const std::string_view> known_scopes() noexcept;

/// Space separated, each once, in the order asked for; nothing at all means "read". invalid_argument when one is
/// unknown.
[[nodiscard]] result<std::string> parse_scopes(std::string_view text);

/// Every scope of `wanted` is held by `held`, itself or through a wider one ("read" holds "read:lists").
[[nodiscard]] bool within(std::string_view wanted, std::string_view held) noexcept;

/// What the scopes let an app do, in sentences for the consent page.
[[nodiscard]] std::vector<std::string> describe(std::string_view scopes, std::string_view language = "en");

} // namespace rounds::oauth
