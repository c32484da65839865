#pragma once

#include "server/api/search_words.hpp"
#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <vector>

namespace rounds::api {

/// Which of the viewer's own direct messages are looked for.
struct MessageSearch
{
    AccountId viewer{};
    std::optional<AccountId> from{};
    const SearchWords& wanted;
    const std::vector<std::string>& alternatives; ///< other names of a condition
    std::optional<StatusId> max_id{};
    std::optional<StatusId> min_id{};
};

/// Direct messages stand sealed in the tables and in no index, which would tell their words: the newest `most` that the
/// viewer wrote or got are opened and read, and forgotten again. Newest first. Nothing for searches without words, for
/// things that hang on posts (has:), and for what others may find (in:public).
[[nodiscard]] std::vector<StatusId> find_messages(storage::Transaction& tx, const MessageSearch& search, unsigned most);

} // namespace rounds::api
