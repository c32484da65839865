#pragma once

#include "storage/accounts.hpp"
#include "storage/model/status.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage::tags {

/// A tag as a viewer sees it.
struct TagView
{
    Tag tag;
    bool following = false;
    bool featuring = false;
    std::int64_t cursor = 0; ///< id of the follow, for pages of followed tags
    struct Day
    {
        Time day{};
        std::int64_t uses = 0;
        std::int64_t accounts = 0;
    };
    std::array<Day, 7> history{}; ///< public uses, today first
};

/// By name in lower case. A tag that nobody has used has id 0.
[[nodiscard]] TagView view(Transaction& tx, std::string_view name, std::optional<AccountId> viewer, Time now);
/// Those of the names that are tags, in their order. Two queries.
[[nodiscard]] std::vector<TagView>
views(Transaction& tx, const std::vector<std::string>& names, std::optional<AccountId> viewer, Time now);
/// Makes the tag when it is new; following twice is no error.
void follow(Transaction& tx, AccountId account, std::string_view display_name);
void unfollow(Transaction& tx, AccountId account, std::string_view name);
[[nodiscard]] std::vector<TagView> followed(Transaction& tx, AccountId account, const accounts::Page& page, Time now);
/// Names that begin with `prefix`, most used first.
[[nodiscard]] std::vector<TagView>
search(Transaction& tx, std::string_view prefix, std::optional<AccountId> viewer, int limit, int offset, Time now);

} // namespace rounds::storage::tags
