#include "server/social/visibility.hpp"

#include "storage/columns.hpp"
#include "storage/readings.hpp"
#include "storage/visibility_sql.hpp"

namespace rounds::social {

namespace {

using storage::Statement;
using storage::Visibility;

constexpr auto find_text = "SELECT " + storage::status_columns + " FROM statuses s WHERE s.id = $1 AND " +
                           storage::visible_with_boosted_sql("s", "$2::bigint");
const Statement find_sql{"visibility.find", find_text.c_str()};

// Each post is looked up by its id: where there are few, a planner would rather read them all, and keep to that. Arrays
// come by a subquery: of one whose length is known a planner makes a plan each time, and that takes longer than to run
// it.
constexpr auto filter_text = "SELECT s.id FROM unnest((SELECT $1::bigint[])) WITH ORDINALITY AS w (id, position)"
                             " CROSS JOIN LATERAL (SELECT * FROM statuses WHERE id = w.id OFFSET 0) s WHERE " +
                             storage::visible_with_boosted_sql("s", "$2::bigint") + " ORDER BY w.position";
const Statement filter_sql{"visibility.filter", filter_text.c_str()};

constexpr auto filter_readings_text =
    "SELECT w.position FROM unnest((SELECT $1::bigint[]), (SELECT $2::bigint[])) WITH ORDINALITY AS w (reader, status, "
    "position)"
    " CROSS JOIN LATERAL (SELECT * FROM statuses WHERE id = w.status OFFSET 0) s WHERE " +
    storage::visible_with_boosted_sql("s", "w.reader") + " ORDER BY w.position";
const Statement filter_readings_sql{"visibility.filter_readings", filter_readings_text.c_str()};

} // namespace

bool may_see(Visibility visibility, const Standing& standing) noexcept
{
    if (!standing.author_usable || (standing.held_back && standing.anonymous)) return false;
    if (standing.author) return true;
    if (standing.blocked_by_author) return false;
    switch (visibility) {
    case Visibility::public_:
    case Visibility::unlisted:
        return true;
    case Visibility::private_:
        return standing.mentioned || standing.follows_author;
    case Visibility::direct:
        return standing.mentioned;
    }
    return false;
}

result<storage::Status> find_visible(storage::Transaction& tx, StatusId id, std::optional<AccountId> viewer)
{
    const auto rows = tx.exec(find_sql, id, viewer);
    if (rows.empty()) return errc::not_found;
    storage::ColumnReader in(rows.front());
    return storage::read_status(in, tx);
}

std::vector<StatusId>
visible(storage::Transaction& tx, const std::vector<StatusId>& ids, std::optional<AccountId> viewer)
{
    std::vector<StatusId> seen;
    if (ids.empty()) return seen;
    for (const auto row : tx.exec(filter_sql, ids, viewer)) seen.push_back(row.at(0).as<StatusId>());
    return seen;
}

std::vector<storage::Reading> visible(storage::Transaction& tx, const std::vector<storage::Reading>& readings)
{
    return storage::kept(tx, filter_readings_sql, readings, &storage::Reading::reader);
}

} // namespace rounds::social
