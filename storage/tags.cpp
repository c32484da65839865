#include "storage/tags.hpp"

#include "storage/base/text.hpp"
#include "storage/paged.hpp"

#include <map>

namespace rounds::storage::tags {
namespace {

const Statement find_sql{"tags.find", R"(
    SELECT t.id, t.name, t.display_name, coalesce(f.id, 0) AS follow_id,
        EXISTS (SELECT 1 FROM featured_tags x WHERE x.tag_id = t.id AND x.account_id = $2) AS featuring
    FROM tags t LEFT JOIN tag_follows f ON f.tag_id = t.id AND f.account_id = $2
    WHERE t.name = $1)"};

const Statement ensure_sql{"tags.ensure", R"(
    INSERT INTO tags (name, display_name) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET name = excluded.name
    RETURNING id)"};
const Statement follow_sql{"tags.follow", R"(
    INSERT INTO tag_follows (account_id, tag_id) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
const Statement unfollow_sql{"tags.unfollow", R"(
    DELETE FROM tag_follows WHERE account_id = $1 AND tag_id = (SELECT id FROM tags WHERE name = $2))"};

const PagedStatement followed_sql{"tags.followed", R"(
    SELECT f.id AS follow_id, t.id, t.name, t.display_name,
        EXISTS (SELECT 1 FROM featured_tags x WHERE x.tag_id = t.id AND x.account_id = $4) AS featuring
    FROM tag_follows f JOIN tags t ON t.id = f.tag_id
    WHERE f.account_id = $4 AND f.id < $1 AND f.id > $2 ORDER BY f.id DESC LIMIT $3)"};

const Statement many_sql{"tags.many", R"(
    SELECT t.id, t.name, t.display_name, coalesce(f.id, 0) AS follow_id,
        EXISTS (SELECT 1 FROM featured_tags x WHERE x.tag_id = t.id AND x.account_id = $2) AS featuring
    FROM unnest($1::text[]) WITH ORDINALITY AS w (name, position) JOIN tags t ON t.name = w.name
    LEFT JOIN tag_follows f ON f.tag_id = t.id AND f.account_id = $2
    ORDER BY w.position)"};

// A prefix as a range, so that the unique index on name is used and % and _ mean themselves.
const Statement search_sql{"tags.search", R"(
    SELECT t.id, t.name, t.display_name, coalesce(f.id, 0) AS follow_id,
        EXISTS (SELECT 1 FROM featured_tags x WHERE x.tag_id = t.id AND x.account_id = $2) AS featuring
    FROM (SELECT id, name, display_name FROM tags WHERE starts_with(name, $1) AND usable AND listable LIMIT 200) t
    LEFT JOIN tag_follows f ON f.tag_id = t.id AND f.account_id = $2
    ORDER BY t.name <> $1, (SELECT count(*) FROM (SELECT FROM status_tags x WHERE x.tag_id = t.id LIMIT 1000) few) DESC,
             t.name
    LIMIT $3 OFFSET $4)"};

const Statement history_sql{"tags.history", R"(
    SELECT x.tag_id, date_trunc('day', s.created_at) AS day, count(*) AS uses, count(DISTINCT s.account_id) AS accounts
    FROM status_tags x
    CROSS JOIN LATERAL (
        SELECT created_at, account_id FROM statuses
        WHERE id = x.status_id AND visibility = 0 AND deleted_at IS NULL OFFSET 0) s
    WHERE x.tag_id = ANY ($1) AND x.status_id >= $2
    GROUP BY x.tag_id, day)"};

TagView one(const Row& row)
{
    TagView view;
    view.tag = {
        .id = row.get<TagId>("id"),
        .name = row.get<std::string>("name"),
        .display_name = row.get<std::string>("display_name")
    };
    view.cursor = row.get<std::int64_t>("follow_id");
    view.following = view.cursor != 0;
    view.featuring = row.get<bool>("featuring");
    return view;
}

void add_history(Transaction& tx, std::vector<TagView>& views, Time now)
{
    if (views.empty()) return;
    const auto today = std::chrono::floor<std::chrono::days>(now);
    const auto first = today - std::chrono::days{6};
    std::map<TagId, TagView*> by_id;
    std::vector<TagId> ids;
    for (auto& view : views) {
        for (std::size_t i = 0; i < view.history.size(); ++i)
            view.history[i].day = today - std::chrono::days{static_cast<int>(i)};
        by_id[view.tag.id] = &view;
        ids.push_back(view.tag.id);
    }
    const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(Time{first}.time_since_epoch()).count()
                       << 16;
    for (const auto row : tx.exec(history_sql, ids, since)) {
        const auto age = (today - std::chrono::floor<std::chrono::days>(row.get<Time>("day"))).count();
        if (age < 0 || age > 6) continue;
        auto& day = by_id.at(row.get<TagId>("tag_id"))->history[static_cast<std::size_t>(age)];
        day.uses = row.get<std::int64_t>("uses");
        day.accounts = row.get<std::int64_t>("accounts");
    }
}

std::int64_t or_nobody(std::optional<AccountId> viewer)
{
    return viewer ? to_int(*viewer) : 0;
}

} // namespace

TagView view(Transaction& tx, std::string_view name, std::optional<AccountId> viewer, Time now)
{
    std::vector<TagView> views;
    const auto rows = tx.exec(find_sql, name, or_nobody(viewer));
    if (rows.empty()) {
        views.emplace_back();
        views.back().tag.name = views.back().tag.display_name = std::string{name};
    } else {
        views.push_back(one(rows.front()));
    }
    add_history(tx, views, now);
    return std::move(views.front());
}

std::vector<TagView>
views(Transaction& tx, const std::vector<std::string>& names, std::optional<AccountId> viewer, Time now)
{
    std::vector<TagView> found;
    if (names.empty()) return found;
    for (const auto row : tx.exec(many_sql, names, or_nobody(viewer))) found.push_back(one(row));
    add_history(tx, found, now);
    return found;
}

void follow(Transaction& tx, AccountId account, std::string_view display_name)
{
    const auto tag = tx.exec(ensure_sql, text::to_lower(display_name), display_name).front().get<TagId>("id");
    tx.exec(follow_sql, account, tag);
}

void unfollow(Transaction& tx, AccountId account, std::string_view name)
{
    tx.exec(unfollow_sql, account, name);
}

std::vector<TagView> followed(Transaction& tx, AccountId account, const accounts::Page& page, Time now)
{
    std::vector<TagView> views;
    for (const auto row : followed_sql.run(tx, page, account)) views.push_back(one(row));
    if (page.min_id) std::ranges::reverse(views);
    add_history(tx, views, now);
    return views;
}

std::vector<TagView>
search(Transaction& tx, std::string_view prefix, std::optional<AccountId> viewer, int limit, int offset, Time now)
{
    std::vector<TagView> views;
    for (const auto row : tx.exec(search_sql, prefix, or_nobody(viewer), limit, offset)) views.push_back(one(row));
    add_history(tx, views, now);
    return views;
}

} // namespace rounds::storage::tags
