#include "storage/condition_follows.hpp"

#include "storage/base/text.hpp"

namespace rounds::storage::condition_follows {
namespace {

const Statement add_sql{"condition_follows.add", R"(
    INSERT INTO condition_follows (account_id, condition_id) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};

const Statement make_tags_sql{"condition_follows.make_tags", R"(
    INSERT INTO tags (name, display_name)
    SELECT name, display_name FROM unnest($1::text[], $2::text[]) AS wanted (name, display_name)
    ORDER BY name
    ON CONFLICT (name) DO NOTHING)"};

// Recorded are tags that were not followed before, and those that are followed for another condition's sake only.
const Statement follow_tags_sql{"condition_follows.follow_tags", R"(
    WITH added AS (
        INSERT INTO tag_follows (account_id, tag_id)
        SELECT $1, id FROM tags WHERE name = ANY ($3::text[])
        ON CONFLICT DO NOTHING
        RETURNING tag_id)
    INSERT INTO condition_follow_tags (account_id, condition_id, tag_id)
    SELECT $1, $2, tag_id FROM added
    UNION
    SELECT $1, $2, o.tag_id FROM condition_follow_tags o JOIN tags t ON t.id = o.tag_id
    WHERE o.account_id = $1 AND t.name = ANY ($3::text[])
    ON CONFLICT DO NOTHING)"};

// A tag that another followed condition wants too stays.
const Statement give_up_sql{"condition_follows.give_up", R"(
    WITH mine AS (
        SELECT tag_id FROM condition_follow_tags WHERE account_id = $1 AND condition_id = $2)
    DELETE FROM tag_follows
    WHERE account_id = $1 AND tag_id IN (SELECT tag_id FROM mine)
        AND NOT EXISTS (SELECT 1 FROM condition_follow_tags o
            WHERE o.account_id = $1 AND o.condition_id <> $2 AND o.tag_id = tag_follows.tag_id))"};

const Statement remove_sql{"condition_follows.remove", R"(
    DELETE FROM condition_follows WHERE account_id = $1 AND condition_id = $2)"};

const Statement find_sql{"condition_follows.find", R"(
    SELECT 1 FROM condition_follows WHERE account_id = $1 AND condition_id = $2)"};

const Statement forget_sql{"condition_follows.forget_tag", R"(
    DELETE FROM condition_follow_tags
    WHERE account_id = $1 AND tag_id = (SELECT id FROM tags WHERE name = $2))"};

} // namespace

void follow(
    Transaction& tx, AccountId account, std::string_view condition, const std::vector<std::string>& display_names
)
{
    std::vector<std::string> names;
    for (const auto& name : display_names) names.push_back(text::to_lower(name));
    tx.exec(add_sql, account, condition);
    tx.exec(make_tags_sql, names, display_names);
    tx.exec(follow_tags_sql, account, condition, names);
}

void unfollow(Transaction& tx, AccountId account, std::string_view condition)
{
    tx.exec(give_up_sql, account, condition);
    tx.exec(remove_sql, account, condition);
}

bool follows(Transaction& tx, AccountId account, std::string_view condition)
{
    return !tx.exec(find_sql, account, condition).empty();
}

void forget_tag(Transaction& tx, AccountId account, std::string_view tag)
{
    tx.exec(forget_sql, account, tag);
}

} // namespace rounds::storage::condition_follows
