#pragma once

#include "storage/base/json.hpp"

#include <string>
#include <string_view>

namespace rounds::http {

/// Builds a tree from pairs of a form or query, with Rails' brackets: `a[b]` is a member, `a[]` appends, `a[][b]`
/// appends objects (a new one when the last has `b` already), `a[0][b]` is a member named "0" of an object.
class FormTree
{
public:
    /// invalid_argument: malformed or contradicting brackets (`a=1&a[b]=2`), nesting deeper than 8, more than 1,000
    /// pairs, text that is not UTF-8 without NUL. A name without brackets that comes again replaces the value.
    [[nodiscard]] result<void> add(std::string_view name, std::string_view value);
    /// All pairs of `name=value&...`, percent-decoded, '+' for a blank.
    [[nodiscard]] result<void> add_urlencoded(std::string_view text);

    [[nodiscard]] json::object take() { return std::move(root_); }

private:
    json::object root_;
    std::size_t pairs_ = 0;
};

/// No container of the tree is nested deeper than `depth` and there are at most `keys` members and elements.
[[nodiscard]] bool within_bounds(const json::value& tree, std::size_t depth, std::size_t keys);

} // namespace rounds::http
