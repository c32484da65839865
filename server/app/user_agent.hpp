#pragma once

#include <string>
#include <string_view>

namespace rounds::app {

/// host[:port] of the server that a client says it belongs to, as servers of this network do: "Mastodon/4.3
/// (http.rb/5.2; +https://social.example/)". Nobody proves it. Empty when it names none.
[[nodiscard]] std::string named_host(std::string_view user_agent);

} // namespace rounds::app
