#pragma once

/// Names for Notifier and Listener. A notice says "look", never what there is to see; whoever misses one polls.
namespace rounds::storage::channels {

inline constexpr const char* jobs = "rounds_jobs";             ///< rows in jobs: after a verb's commit
inline constexpr const char* inbox = "rounds_inbox";           ///< rows in inbox
inline constexpr const char* deliveries = "rounds_deliveries"; ///< rows in deliveries became due
inline constexpr const char* events = "rounds_events";         ///< rows in events
inline constexpr const char* chats = "rounds_chats";           ///< times of chats or prompts changed
inline constexpr const char* policies = "rounds_policies";     ///< domain_policies changed

} // namespace rounds::storage::channels
