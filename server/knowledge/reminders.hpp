#pragma once

#include "server/knowledge/chats.hpp"

namespace rounds::knowledge {

/// How long before a chat, of "7d", "1h", "30m": from a minute to sixty days. Nothing for other texts.
[[nodiscard]] std::optional<std::chrono::minutes> parse_before(std::string_view text);
/// At most six, each readable, none twice.
[[nodiscard]] bool are_reminders(const std::vector<std::string>& before);

/// For the present start of the chat, as it says itself, else as its network does; those whose time has passed are left
/// out.
void plan_reminders(Transaction& tx, const Chat& chat, const storage::Network& network, Time now);

/// Posts the reminders that are due, in this transaction: of several that were missed only the last. Returns how many
/// were dealt with.
std::size_t remind(Transaction& tx, const social::Urls& urls, Time now);

} // namespace rounds::knowledge
