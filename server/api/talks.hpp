#pragma once

#include "server/api/shown.hpp"
#include "storage/conversations.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace rounds::api {

/// Conversations by direct posts on their way to one who takes part: two queries for the accounts, the last posts as
/// Shown loads them.
class Talks
{
public:
    using Conversation = storage::conversations::Conversation;

    /// `shown`: an empty Shown of `me`.
    Talks(AccountId me, Shown shown) : me_(me), shown_(std::move(shown)) {}

    void load(Transaction& tx, const std::vector<Conversation>& all);
    /// Its last post may be seen.
    [[nodiscard]] bool has(const Conversation& one) const { return shown_.has(one.last_status); }
    /// Conversation.
    [[nodiscard]] std::string json(const Conversation& one) const;

private:
    AccountId me_;
    Shown shown_;
    std::unordered_map<AccountId, std::string> accounts_;
};

} // namespace rounds::api
