#pragma once

#include "server/knowledge/chats.hpp"
#include "storage/model/chat_series.hpp"

namespace rounds::knowledge {

using storage::ChatSeries;

/// What a steward or host says about chats that come again; hashtag may be empty (the network's).
/// The field that is out of its bounds, empty when all are within.
[[nodiscard]] std::string_view wrong_field(const ChatSeries& series);

/// Begins a series of a network and plans its first chats. forbidden unless `by` is steward or host; invalid_argument
/// when a field is out of its bounds, or when the rule leads to no date.
[[nodiscard]] result<ChatSeries> start_series(
    Transaction& tx, const social::Urls& urls, const Account& by, NetworkId network, ChatSeries series, Time now
);
/// No further chats are planned; those that are stay.
[[nodiscard]] result<ChatSeries> end_series(Transaction& tx, const Account& by, SeriesId id, Time now);

/// Plans what series lack now, in this transaction. Returns how many chats were planned.
std::size_t fill_series(Transaction& tx, const social::Urls& urls, Time now);

/// "every 2nd Wednesday of the month, 21:00 (America/New_York)".
[[nodiscard]] std::string series_text(const ChatSeries& series, std::string_view language = "en");

} // namespace rounds::knowledge
