#pragma once

#include "storage/pg/transaction.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace rounds::storage::summary_marks {

/// One mark for each person: a new one replaces the last.
void set(Transaction& tx, SummaryId summary, AccountId account, std::string_view mark);
void clear(Transaction& tx, SummaryId summary, AccountId account);
[[nodiscard]] std::optional<std::string> find(Transaction& tx, SummaryId summary, AccountId account);
/// How many people gave each mark. A favourite of the summary's post counts as helpful, from whoever gave no mark.
[[nodiscard]] std::map<std::string, std::int64_t> counts(Transaction& tx, SummaryId summary);

} // namespace rounds::storage::summary_marks
