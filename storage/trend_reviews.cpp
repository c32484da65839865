#include "storage/trend_reviews.hpp"

#include "storage/columns.hpp"
#include "storage/paged.hpp"

#include <algorithm>

namespace rounds::storage::trend_reviews {
namespace {

const PagedStatement list_tags_sql{
    "trend_reviews.list_tags", "SELECT id FROM tags WHERE id < $1 AND id > $2 ORDER BY id DESC LIMIT $3"
};
const Statement tags_sql{"trend_reviews.tags", R"(
    SELECT t.id, t.name, t.usable, t.listable, t.trendable, t.reviewed_at
    FROM unnest($1::bigint[]) WITH ORDINALITY AS w (id, place) JOIN tags t ON t.id = w.id ORDER BY w.place)"};
const Statement ids_sql{"trend_reviews.ids_of", R"(
    SELECT t.id FROM unnest($1::text[]) WITH ORDINALITY AS w (name, place) JOIN tags t ON t.name = w.name
    ORDER BY w.place)"};
const Statement change_tag_sql{"trend_reviews.change_tag", R"(
    UPDATE tags SET usable = $2, listable = $3, trendable = $4, reviewed_at = $5,
        display_name = CASE WHEN lower($6) = name THEN $6 ELSE display_name END
    WHERE id = $1)"};
const Statement status_sql{"trend_reviews.review_status", R"(
    INSERT INTO status_trend_reviews (status_id, trendable) SELECT id, $2 FROM statuses WHERE id = $1
    ON CONFLICT (status_id) DO UPDATE SET trendable = excluded.trendable, reviewed_at = now())"};
const Statement link_sql{"trend_reviews.review_link", "UPDATE preview_cards SET trendable = $2 WHERE id = $1"};

const Statement find_publishers_sql{"trend_reviews.find_publishers", R"(
    INSERT INTO card_publishers (domain)
    SELECT DISTINCT lower(split_part(c.url, '/', 3))
    FROM (SELECT url FROM preview_cards WHERE title <> '' ORDER BY id DESC LIMIT 1000) c
    WHERE split_part(c.url, '/', 3) <> '' ON CONFLICT (domain) DO NOTHING)"};
const PagedStatement publishers_sql{"trend_reviews.publishers", R"(
    SELECT id, domain, trendable, reviewed_at FROM card_publishers
    WHERE id < $1 AND id > $2 ORDER BY id DESC LIMIT $3)"};
const Statement publisher_sql{"trend_reviews.review_publisher", R"(
    UPDATE card_publishers SET trendable = $2, reviewed_at = $3 WHERE id = $1
    RETURNING id, domain, trendable, reviewed_at)"};

Publisher read_publisher(const Row& row)
{
    ColumnReader in(row);
    Publisher one;
    one.id = in.next<std::int64_t>();
    one.domain = in.next<std::string>();
    one.trendable = in.next<std::optional<bool>>();
    one.reviewed_at = in.next<std::optional<Time>>();
    return one;
}

result<void> found(const Rows& rows)
{
    if (rows.affected() == 0) return errc::not_found;
    return {};
}

} // namespace

std::vector<TagId> list_tags(Transaction& tx, const accounts::Page& page)
{
    return list_tags_sql.ids<TagId>(tx, page);
}

std::vector<Tag> tags(Transaction& tx, const std::vector<TagId>& ids)
{
    std::vector<Tag> all;
    for (const auto row : tx.exec(tags_sql, ids)) {
        ColumnReader in(row);
        Tag one;
        one.id = in.next<TagId>();
        one.name = in.next<std::string>();
        one.usable = in.next<bool>();
        one.listable = in.next<bool>();
        one.trendable = in.next<std::optional<bool>>();
        one.reviewed_at = in.next<std::optional<Time>>();
        all.push_back(std::move(one));
    }
    return all;
}

std::vector<TagId> ids_of(Transaction& tx, const std::vector<std::string>& names)
{
    std::vector<TagId> ids;
    for (const auto row : tx.exec(ids_sql, names)) ids.push_back(row.at(0).as<TagId>());
    return ids;
}

result<void> change_tag(Transaction& tx, const Tag& tag, std::string_view display_name, Time now)
{
    return found(tx.exec(change_tag_sql, tag.id, tag.usable, tag.listable, tag.trendable, now, display_name));
}

result<void> review_status(Transaction& tx, StatusId id, bool trendable)
{
    return found(tx.exec(status_sql, id, trendable));
}

result<void> review_link(Transaction& tx, std::int64_t id, bool trendable)
{
    return found(tx.exec(link_sql, id, trendable));
}

std::vector<Publisher> publishers(Transaction& tx, const accounts::Page& page)
{
    tx.exec(find_publishers_sql);
    std::vector<Publisher> all;
    for (const auto row : publishers_sql.run(tx, page)) all.push_back(read_publisher(row));
    if (page.min_id) std::ranges::reverse(all);
    return all;
}

result<Publisher> review_publisher(Transaction& tx, std::int64_t id, bool trendable, Time now)
{
    const auto rows = tx.exec(publisher_sql, id, trendable, now);
    if (rows.empty()) return errc::not_found;
    return read_publisher(rows.front());
}

} // namespace rounds::storage::trend_reviews
