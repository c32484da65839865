#pragma once

#include "server/http/message.hpp"

#include <string>
#include <string_view>

namespace rounds::http {

/// The edges of a page, newest first: ids of what the list is ordered by (often hidden rows, not the entities).
struct PageEdges
{
    std::string first;    ///< of the newest row; empty: no rows
    std::string last;     ///< of the oldest row
    bool has_next = true; ///< false on the last page; a short page is not the end
    /// What `prev` carries: min_id, or since_id for lists like followers.
    std::string_view prev_parameter = "min_id";
};

/// The Link header of a page: rel="next" with max_id first, then rel="prev". URLs are absolute (`base` is like
/// "https://example.org") and keep the request's other parameters. Empty for an empty page.
[[nodiscard]] std::string link_header(std::string_view base, const Request& request, const PageEdges& edges);

} // namespace rounds::http
