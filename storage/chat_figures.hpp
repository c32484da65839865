#pragma once

#include "storage/pg/transaction.hpp"

#include <map>
#include <string>
#include <vector>

namespace rounds::storage::chats {

/// Sums over the transcript of a chat: what is in it now, open to all and on topic.
struct Figures
{
    std::int64_t posts = 0;
    std::int64_t people = 0;
    std::int64_t quoted = 0;
    std::int64_t late = 0;                                ///< posts after the end
    std::int64_t off_topic = 0;                           ///< posts set aside, which count nowhere else
    std::int64_t queued = 0;                              ///< posts that slow mode holds back, the same
    std::int64_t impressions = 0;                         ///< posts times followers, summed: nobody can have had more
    std::map<std::string, std::int64_t> by_prompt{};      ///< posts: T1 ...; "" beside the topics
    std::map<std::string, std::int64_t> by_stakeholder{}; ///< people with a log-in here, by what they say they are
    std::map<std::string, std::int64_t> by_server{};      ///< people; "" of this instance
    std::map<std::string, std::int64_t> by_language{};    ///< posts
    std::map<std::int64_t, std::int64_t> by_minutes{}; ///< posts in time, by the fifth minute that they begin: 0, 5 ...
    std::int64_t replies = 0;                          ///< posts that answer a post of somebody else in the chat
    std::int64_t crossing = 0;      ///< of those between people with a log-in here: by a clinician to another, or back
    std::int64_t replies_known = 0; ///< of those: both have a log-in here
    std::int64_t host_posts = 0;    ///< by hosts, guests, moderators, stewards and the network's mentors
    std::int64_t host_replies = 0;  ///< of those: answers to somebody else who is none of them
    std::int64_t first_timers = 0;  ///< people who never posted in an earlier chat of the network
    std::int64_t returners = 0;     ///< people who did
    std::int64_t askers = 0;        ///< people who asked a question and do not run the chat
    std::vector<std::int64_t> question_replies{}; ///< how many replies each of their questions got, the least first
};
[[nodiscard]] Figures figures(Transaction& tx, ChatId chat);

} // namespace rounds::storage::chats
