#pragma once

#include "server/api/state.hpp"
#include "storage/announcements.hpp"
#include "storage/conversations.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What events carry besides posts: the same JSON as the client API gives, or nothing for what it would not show.
namespace rounds::streaming {

/// Notifications of `account` by their ids (ascending), the oldest first.
[[nodiscard]] std::vector<std::string> notification_payloads(
    storage::Transaction& tx, api::State& state, Time now, AccountId account, const std::vector<std::int64_t>& ids
);

[[nodiscard]] std::optional<std::string> conversation_payload(
    storage::Transaction& tx, api::State& state, Time now, AccountId account, AccountConversationId id
);

/// As somebody sees it who has not read it: the same for all.
[[nodiscard]] std::optional<std::string>
announcement_payload(storage::Transaction& tx, const api::State& state, Time now, AnnouncementId id);

/// {"name", "count", "announcement_id"}; the count is 0 when it was the last one that was taken back.
[[nodiscard]] std::string
reaction_payload(storage::Transaction& tx, const api::State& state, AnnouncementId id, std::string_view name);

} // namespace rounds::streaming
