#pragma once

#include "storage/pg/transaction.hpp"

#include <map>
#include <string>

namespace rounds::storage::chats {

/// Sums over the transcript of a chat: what is in it now, open to all.
struct Figures
{
    std::int64_t posts = 0;
    std::int64_t people = 0;
    std::int64_t quoted = 0;
    std::map<std::string, std::int64_t> by_prompt{};      ///< posts: T1 ...; "" beside the topics
    std::map<std::string, std::int64_t> by_stakeholder{}; ///< people with a log-in here, by what they say they are
    std::map<std::string, std::int64_t> by_server{};      ///< people; "" of this instance
    std::map<std::string, std::int64_t> by_language{};    ///< posts
};
[[nodiscard]] Figures figures(Transaction& tx, ChatId chat);

} // namespace rounds::storage::chats
