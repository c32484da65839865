#pragma once

#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage {

/// Rules that are written for one viewer ($1, $4 ...), for a column of a query over many.
[[nodiscard]] inline std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

/// Readings by the thousand: `sql` takes an array of readers (or lists) and one of posts and answers with positions,
/// from 1, of those that are to be kept. `First` is the member that the first array is made of.
template <class Entry, class First>
[[nodiscard]] std::vector<Entry>
kept(Transaction& tx, const Statement& sql, const std::vector<Entry>& entries, First Entry::* first)
{
    constexpr std::size_t at_once = 500;
    std::vector<Entry> found;
    for (std::size_t begin = 0; begin < entries.size(); begin += at_once) {
        std::vector<First> firsts;
        std::vector<StatusId> statuses;
        for (auto i = begin; i < std::min(entries.size(), begin + at_once); ++i) {
            firsts.push_back(entries[i].*first);
            statuses.push_back(entries[i].status);
        }
        for (const auto row : tx.exec(sql, firsts, statuses))
            found.push_back(entries[begin + row.at(0).template as<std::size_t>() - 1]);
    }
    return found;
}

} // namespace rounds::storage
