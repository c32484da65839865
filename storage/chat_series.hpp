#pragma once

#include "storage/model/chat_series.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

namespace rounds::storage::chat_series {

[[nodiscard]] SeriesId create(Transaction& tx, const ChatSeries& series);
[[nodiscard]] result<ChatSeries> find(Transaction& tx, SeriesId id);
/// With its row locked.
[[nodiscard]] result<ChatSeries> lock(Transaction& tx, SeriesId id);
/// Of a network, the newest first; those that ended too.
[[nodiscard]] std::vector<ChatSeries> list(Transaction& tx, NetworkId network, int limit);
/// fill_at and ended_at.
void update(Transaction& tx, const ChatSeries& series);
/// Locked and to be filled now. Skips what another worker holds.
[[nodiscard]] std::vector<ChatSeries> due(Transaction& tx, Time now);

void add_date(Transaction& tx, SeriesId series, std::chrono::year_month_day date, ChatId chat);
/// How far it is planned.
struct Planned
{
    std::optional<std::chrono::year_month_day> last{}; ///< date of the last chat that was ever planned
    int waiting = 0;                                   ///< chats that have not started
    std::optional<Time> next{};                        ///< start of the first of those
};
[[nodiscard]] Planned planned(Transaction& tx, SeriesId series, Time now);

} // namespace rounds::storage::chat_series
