#pragma once

#include "server/privacy/detect/view.hpp"

#include <string_view>

namespace rounds::privacy {

/// The sentence around `at`: up to a full stop, question or exclamation mark that is followed by a blank, or a line
/// end. The dots of "Dr.", "a.m." and "e.g." end none.
[[nodiscard]] Place sentence_at(std::string_view lower, std::size_t at);

} // namespace rounds::privacy
