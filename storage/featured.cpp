#include "storage/featured.hpp"

#include "storage/columns.hpp"
#include "storage/paged.hpp"

namespace rounds::storage::featured {
namespace {

const Statement tags_sql{"featured.tags", R"(
    SELECT f.id, t.id, t.name, t.display_name, used.n, used.latest
    FROM featured_tags f JOIN tags t ON t.id = f.tag_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS n, max(s.created_at) AS latest
        FROM status_tags x JOIN statuses s ON s.id = x.status_id
        WHERE x.tag_id = f.tag_id AND s.account_id = f.account_id AND s.deleted_at IS NULL AND s.visibility <= 1) used
    WHERE f.account_id = $1 ORDER BY f.id DESC)"};

const Statement make_tag_sql{"featured.make_tag", R"(
    INSERT INTO tags (name, display_name) VALUES (normalize(lower($1 COLLATE "und-x-icu"), NFKC), $1)
    ON CONFLICT (name) DO UPDATE SET name = excluded.name
    RETURNING id)"};
const Statement feature_sql{"featured.feature_tag", R"(
    INSERT INTO featured_tags (account_id, tag_id) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
const Statement count_sql{"featured.count_tags", "SELECT count(*) FROM featured_tags WHERE account_id = $1"};
const Statement unfeature_sql{"featured.unfeature_tag", "DELETE FROM featured_tags WHERE id = $2 AND account_id = $1"};
const Statement unfeature_name_sql{"featured.unfeature_tag_by_name", R"(
    DELETE FROM featured_tags WHERE account_id = $1 AND tag_id = (
        SELECT id FROM tags WHERE name = normalize(lower($2 COLLATE "und-x-icu"), NFKC)))"};

const Statement suggest_sql{"featured.tags_to_feature", R"(
    SELECT t.name
    FROM (SELECT id FROM statuses
        WHERE account_id = $1 AND deleted_at IS NULL AND reblog_of_id IS NULL AND visibility <= 1
        ORDER BY id DESC LIMIT 500) recent
    JOIN status_tags x ON x.status_id = recent.id
    JOIN tags t ON t.id = x.tag_id
    WHERE NOT EXISTS (SELECT 1 FROM featured_tags f WHERE f.account_id = $1 AND f.tag_id = t.id)
    GROUP BY t.id ORDER BY count(*) DESC, t.name LIMIT $2)"};

const Statement endorse_sql{"featured.endorse", R"(
    INSERT INTO endorsements (account_id, target_account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
const Statement unendorse_sql{"featured.unendorse", R"(
    DELETE FROM endorsements WHERE account_id = $1 AND target_account_id = $2)"};
const PagedStatement endorsements_sql{"featured.endorsements", R"(
    SELECT e.id, e.target_account_id FROM endorsements e
    WHERE e.account_id = $4 AND e.id < $1 AND e.id > $2 ORDER BY e.id DESC LIMIT $3)"};

} // namespace

std::vector<FeaturedTag> tags(Transaction& tx, AccountId account)
{
    std::vector<FeaturedTag> all;
    for (const auto row : tx.exec(tags_sql, account)) {
        ColumnReader in(row);
        FeaturedTag one;
        one.id = in.next<FeaturedTagId>();
        one.tag.id = in.next<TagId>();
        one.tag.name = in.next<std::string>();
        one.tag.display_name = in.next<std::string>();
        one.statuses = in.next<std::int64_t>();
        one.last_status_at = in.next<std::optional<Time>>();
        all.push_back(std::move(one));
    }
    return all;
}

result<FeaturedTag> feature_tag(Transaction& tx, AccountId account, std::string_view display_name, std::int64_t limit)
{
    const auto tag = tx.exec(make_tag_sql, display_name).front().at(0).as<TagId>();
    const bool added = tx.exec(feature_sql, account, tag).affected() > 0;
    if (added && tx.exec(count_sql, account).front().at(0).as<std::int64_t>() > limit) return errc::too_many;
    for (auto& one : tags(tx, account))
        if (one.tag.id == tag) return std::move(one);
    return errc::not_found;
}

bool unfeature_tag(Transaction& tx, AccountId account, FeaturedTagId id)
{
    return tx.exec(unfeature_sql, account, id).affected() > 0;
}

void unfeature_tag(Transaction& tx, AccountId account, std::string_view name)
{
    tx.exec(unfeature_name_sql, account, name);
}

std::vector<std::string> tags_to_feature(Transaction& tx, AccountId account, int limit)
{
    std::vector<std::string> names;
    for (const auto row : tx.exec(suggest_sql, account, limit)) names.push_back(row.at(0).as<std::string>());
    return names;
}

void endorse(Transaction& tx, AccountId account, AccountId target)
{
    tx.exec(endorse_sql, account, target);
}

void unendorse(Transaction& tx, AccountId account, AccountId target)
{
    tx.exec(unendorse_sql, account, target);
}

std::vector<graph::Entry> endorsements(Transaction& tx, AccountId account, const accounts::Page& page)
{
    return endorsements_sql.entries<graph::Entry, AccountId>(tx, page, account);
}

} // namespace rounds::storage::featured
