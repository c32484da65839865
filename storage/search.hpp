#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::storage::search {

/// What is looked for, in PostgreSQL's own form of a text search. `words` is as people write it (quotes, or, -not);
/// any of `alternatives` (phrases) will do as well. `languages` (ISO 639-1): under whose rules words are taken besides
/// as they stand. Nothing when no word is left that an index could find.
[[nodiscard]] std::optional<std::string> text_query(
    Transaction& tx,
    const std::string& words,
    const std::vector<std::string>& alternatives,
    const std::vector<std::string>& languages
);

struct Query
{
    std::optional<std::string> text{}; ///< of text_query; without one, `from` must be given
    AccountId viewer{};
    std::optional<AccountId> from{};
    std::optional<Time> at_or_after{};
    std::optional<Time> before{};
    std::optional<std::string> language{};
    std::optional<bool> media{};
    std::optional<bool> image{};
    std::optional<bool> video{};
    std::optional<bool> audio{};
    std::optional<bool> poll{};
    std::optional<bool> link{};
    std::optional<bool> reply{};
    std::optional<bool> sensitive{};
    bool library = true;   ///< what the viewer wrote, is named in, boosted, favourited or bookmarked
    bool consented = true; ///< public posts whose authors let them be found (FEP-5feb)
    std::optional<StatusId> max_id{};
    std::optional<StatusId> min_id{};
    int limit = 20;
    int offset = 0;
};
/// Newest first; only what the viewer may see and has not hidden. Of very common words the newest few thousand posts
/// are looked at.
[[nodiscard]] std::vector<StatusId> statuses(Transaction& tx, const Query& query);

} // namespace rounds::storage::search
