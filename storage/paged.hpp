#pragma once

#include "storage/accounts.hpp"
#include "storage/pg/transaction.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace rounds::storage {

/// A keyset-paged SELECT in both directions. The text has `< $1`, `> $2` and `ORDER BY column DESC LIMIT $3` (and in a
/// part that is to be read in that order and no further than needed, `ORDER BY column DESC OFFSET 0`); `min_id` asks
/// for the rows just above an id, so that statement runs upwards and its rows are turned round. The first column is the
/// cursor, the second (when it is asked for) an id.
class PagedStatement
{
public:
    PagedStatement(const std::string& name, std::string sql)
        : newest_name_(name + ".newest"),
          oldest_name_(name + ".oldest"),
          newest_sql_(std::move(sql)),
          oldest_sql_(upwards(newest_sql_)),
          newest_(newest_name_.c_str(), newest_sql_.c_str()),
          oldest_(oldest_name_.c_str(), oldest_sql_.c_str())
    {
    }

    /// The first column, newest first. Further arguments are $4 and on.
    template <class IdType, class... Args>
    [[nodiscard]] std::vector<IdType> ids(Transaction& tx, const accounts::Page& page, const Args&... args) const
    {
        std::vector<IdType> found;
        for (const auto row : run(tx, page, args...)) found.push_back(row.at(0).template as<IdType>());
        if (page.min_id) std::ranges::reverse(found);
        return found;
    }

    template <class Entry, class IdType, class... Args>
    [[nodiscard]] std::vector<Entry> entries(Transaction& tx, const accounts::Page& page, const Args&... args) const
    {
        std::vector<Entry> found;
        for (const auto row : run(tx, page, args...))
            found.push_back({row.at(0).template as<std::int64_t>(), row.at(1).template as<IdType>()});
        if (page.min_id) std::ranges::reverse(found);
        return found;
    }

    template <class... Args>
    [[nodiscard]] Rows run(Transaction& tx, const accounts::Page& page, const Args&... args) const
    {
        const auto below = page.max_id.value_or(std::numeric_limits<std::int64_t>::max());
        const auto above = page.min_id ? *page.min_id : page.since_id.value_or(0);
        return tx.exec(page.min_id ? oldest_ : newest_, below, above, page.limit, args...);
    }

private:
    static std::string upwards(std::string sql)
    {
        for (const std::string_view ending : {"DESC LIMIT $3", "DESC OFFSET 0"})
            for (auto at = sql.find(ending); at != std::string::npos; at = sql.find(ending, at))
                sql.replace(at, 4, "ASC");
        return sql;
    }

    std::string newest_name_;
    std::string oldest_name_;
    std::string newest_sql_;
    std::string oldest_sql_;
    Statement newest_;
    Statement oldest_;
};

} // namespace rounds::storage
