#pragma once

#include "storage/model/knowledge.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

/// What became of works that summaries cite.
namespace rounds::storage::reference_notices {

struct Notice
{
    std::string kind{};  ///< as in SummaryReference
    std::string value{}; ///< normalised
    std::string state{}; ///< dead, retracted
    std::string note{};  ///< where that was said
    Time noted_at{};
};

/// A later notice of the same work replaces the earlier.
void set(Transaction& tx, const Notice& notice, AccountId by);
/// not_found when there was none.
[[nodiscard]] result<void> clear(Transaction& tx, std::string_view kind, std::string_view value);
/// The last ones first.
[[nodiscard]] std::vector<Notice> list(Transaction& tx, int limit);

/// A notice of a reference, by whichever identifier of the work.
struct Flag
{
    int position = 0;
    Notice notice{};
};
[[nodiscard]] std::vector<Flag> of_version(Transaction& tx, SummaryId summary, int version);
/// Published summaries that are not retracted and whose newest published wording cites the work.
[[nodiscard]] std::vector<SummaryId> summaries_citing(Transaction& tx, std::string_view kind, std::string_view value);

} // namespace rounds::storage::reference_notices
