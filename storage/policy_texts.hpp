#pragma once

#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>

/// What people agree to and are promised: "privacy_policy" and "terms_of_service", each wording that was ever in force.
namespace rounds::storage::policy_texts {

struct Text
{
    std::string effective_date; ///< YYYY-MM-DD
    std::string content;        ///< Markdown
    Time updated_at{};
    std::optional<std::string> succeeded_by; ///< date of the next one
};

/// Keeps `content` as the wording from `today` (YYYY-MM-DD) on, unless it is that of the newest one already.
void keep(Transaction& tx, std::string_view kind, std::string_view content, std::string_view today);
/// The newest one. not_found when there never was one.
[[nodiscard]] result<Text> current(Transaction& tx, std::string_view kind);
/// The one that came into force on that day (YYYY-MM-DD).
[[nodiscard]] result<Text> find(Transaction& tx, std::string_view kind, std::string_view date);

} // namespace rounds::storage::policy_texts
