#pragma once

#include "server/knowledge/chats.hpp"

namespace rounds::knowledge {

/// The Event as a post of the network: what clients of this instance show, and the row that the federated object hangs
/// on.
[[nodiscard]] result<storage::Status>
post_event(Transaction& tx, const social::Urls& urls, const Account& group, const Chat& chat);
/// After a change of the chat: the post's new wording; others are told.
void update_event_post(Transaction& tx, const Account& group, const Chat& chat, Time now);

/// A short post of the network in the thread of its Event.
[[nodiscard]] result<storage::Status> post_in_thread(
    Transaction& tx, const social::Urls& urls, const Account& group, const Chat& chat, std::string_view text, Time now
);

} // namespace rounds::knowledge
