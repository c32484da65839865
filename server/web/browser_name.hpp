#pragma once

#include <string>
#include <string_view>

namespace rounds::web {

/// "Firefox, Windows" of a User-Agent header, for people who look through their log-ins; the header itself when it is
/// of a browser or system not known here, and "?" when it is empty. It proves nothing: anybody may send any.
[[nodiscard]] std::string browser_name(std::string_view user_agent);

} // namespace rounds::web
