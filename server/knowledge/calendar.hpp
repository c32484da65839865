#pragma once

#include "server/social/verbs.hpp"
#include "storage/model/knowledge.hpp"

#include <string>
#include <vector>

namespace rounds::knowledge {

/// Chats as an iCalendar file (RFC 5545), for calendars that people subscribe to. Times are in UTC, so that no reader
/// needs our time zones; an event keeps its UID, and its SEQUENCE grows with every change.
[[nodiscard]] std::string
calendar(const social::Urls& urls, std::string_view name, const std::vector<storage::Chat>& chats);

/// One content line with its CRLF, folded so that no line is longer than 75 octets and no character is cut in two.
[[nodiscard]] std::string folded(std::string_view line);
/// A TEXT value: backslash, semicolon, comma and line ends are escaped, other control characters dropped.
[[nodiscard]] std::string escaped(std::string_view text);

} // namespace rounds::knowledge
