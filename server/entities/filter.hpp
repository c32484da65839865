#pragma once

#include "storage/base/json.hpp"
#include "storage/filters.hpp"

#include <vector>

namespace rounds::entities {

/// Filter (version 2), with keywords and posts unless it stands inside a FilterResult.
[[nodiscard]] json::object filter(const storage::filters::Filter& filter, bool with_parts = true);
[[nodiscard]] json::object filter_keyword(const storage::filters::Keyword& keyword);
[[nodiscard]] json::object filter_status(const storage::filters::FilteredStatus& status);
/// V1::Filter: one keyword of a filter.
[[nodiscard]] json::object v1_filter(const storage::filters::Filter& filter, const storage::filters::Keyword& keyword);

struct FilterMatch
{
    const storage::filters::Filter* filter;
    std::vector<std::string> keywords;
    std::vector<StatusId> statuses;
};
/// FilterResult
[[nodiscard]] json::object filter_result(const FilterMatch& match);

} // namespace rounds::entities
