#include "storage/break_glass.hpp"

#include "storage/seal_contexts.hpp"
#include "storage/sealed.hpp"

namespace rounds::storage::break_glass {
namespace {

const Statement grant_sql{"break_glass.grant", R"(
    INSERT INTO break_glass_rights (account_id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING account_id)"};
const Statement withdraw_sql{"break_glass.withdraw", "DELETE FROM break_glass_rights WHERE account_id = $1"};
const Statement has_right_sql{
    "break_glass.has_right", "SELECT EXISTS (SELECT FROM break_glass_rights WHERE account_id = $1)"
};
const Statement holders_sql{"break_glass.holders", "SELECT account_id FROM break_glass_rights ORDER BY account_id"};

#define ROUNDS_ACCESS_COLUMNS                                                                                          \
    "b.id, b.conversation_id, b.opened_by, b.reason, b.explanation, b.opened_at, b.expires_at, b.closed_at, "          \
    "b.times_read, b.reviewed_by, b.reviewed_at, coalesce(b.verdict, '') AS verdict, b.tell_at, b.told_at"

const Statement next_id_sql{"break_glass.next_id", "SELECT next_id()"};
const Statement add_sql{"break_glass.add", R"(
    INSERT INTO break_glass (id, conversation_id, opened_by, reason, explanation, opened_at, expires_at, tell_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};
const Statement lock_sql{
    "break_glass.lock", "SELECT " ROUNDS_ACCESS_COLUMNS " FROM break_glass b WHERE b.id = $1 FOR UPDATE"
};
const Statement note_reading_sql{
    "break_glass.note_reading", "UPDATE break_glass SET times_read = times_read + 1 WHERE id = $1"
};
const Statement close_sql{
    "break_glass.close", "UPDATE break_glass SET closed_at = $2 WHERE id = $1 AND closed_at IS NULL"
};
const Statement review_sql{"break_glass.review", R"(
    UPDATE break_glass SET reviewed_by = $2, verdict = $3, reviewed_at = $4 WHERE id = $1)"};
const Statement list_sql{
    "break_glass.list", "SELECT " ROUNDS_ACCESS_COLUMNS " FROM break_glass b ORDER BY b.id DESC LIMIT $1"
};
const Statement about_sql{"break_glass.about", "SELECT " ROUNDS_ACCESS_COLUMNS R"(
    FROM break_glass_people p JOIN break_glass b ON b.id = p.access_id
    WHERE p.account_id = $1 AND (b.tell_at IS NULL OR b.told_at IS NOT NULL) ORDER BY b.id DESC LIMIT $2)"};
const Statement due_sql{"break_glass.due_to_tell", "SELECT " ROUNDS_ACCESS_COLUMNS R"(
    FROM break_glass b WHERE b.told_at IS NULL AND b.tell_at <= $1 ORDER BY b.tell_at LIMIT $2
    FOR UPDATE SKIP LOCKED)"};
#undef ROUNDS_ACCESS_COLUMNS
const Statement unreviewed_sql{"break_glass.has_unreviewed", R"(
    SELECT EXISTS (SELECT FROM break_glass WHERE opened_by = $1 AND reviewed_at IS NULL AND opened_at < $2))"};
const Statement lock_opener_sql{
    "break_glass.lock_opener", "SELECT account_id FROM break_glass_rights WHERE account_id = $1 FOR UPDATE"
};
const Statement conversation_sql{"break_glass.conversation_of", R"(
    SELECT conversation_id FROM statuses
    WHERE id = $1 AND visibility = 3 AND reblog_of_id IS NULL AND conversation_id IS NOT NULL AND deleted_at IS NULL)"};
const Statement posts_sql{"break_glass.posts", R"(
    SELECT id FROM statuses
    WHERE conversation_id = $1 AND visibility = 3 AND reblog_of_id IS NULL AND deleted_at IS NULL
    ORDER BY id LIMIT $2)"};
const Statement people_sql{"break_glass.people", R"(
    WITH posts AS (
        SELECT id, account_id FROM statuses
        WHERE conversation_id = $1 AND visibility = 3 AND reblog_of_id IS NULL AND deleted_at IS NULL)
    SELECT account_id FROM posts
    UNION SELECT m.account_id FROM mentions m JOIN posts ON posts.id = m.status_id
    ORDER BY account_id)"};
const Statement people_of_sql{
    "break_glass.people_of", "SELECT account_id FROM break_glass_people WHERE access_id = $1 ORDER BY account_id"
};
const Statement note_told_sql{"break_glass.note_told", "UPDATE break_glass SET told_at = $2 WHERE id = $1"};
const Statement add_people_sql{"break_glass.add_people", R"(
    INSERT INTO break_glass_people (access_id, account_id) SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING)"};

Access read(const Row& row)
{
    return {
        .id = row.get<BreakGlassId>("id"),
        .conversation = row.get<ConversationId>("conversation_id"),
        .opened_by = row.get<AccountId>("opened_by"),
        .reason = row.get<std::string>("reason"),
        .opened_at = row.get<Time>("opened_at"),
        .expires_at = row.get<Time>("expires_at"),
        .closed_at = row.get<std::optional<Time>>("closed_at"),
        .times_read = row.get<int>("times_read"),
        .reviewed_by = row.get<std::optional<AccountId>>("reviewed_by"),
        .reviewed_at = row.get<std::optional<Time>>("reviewed_at"),
        .verdict = row.get<std::string>("verdict"),
        .tell_at = row.get<std::optional<Time>>("tell_at"),
        .told_at = row.get<std::optional<Time>>("told_at")
    };
}

std::vector<Access> read_all(const Rows& rows)
{
    std::vector<Access> all;
    for (const auto row : rows) all.push_back(read(row));
    return all;
}

template <class T> std::vector<T> first_column(const Rows& rows)
{
    std::vector<T> all;
    for (const auto row : rows) all.push_back(row.at(0).as<T>());
    return all;
}

} // namespace

bool grant(Transaction& tx, AccountId account)
{
    return !tx.exec(grant_sql, account).empty();
}

bool withdraw(Transaction& tx, AccountId account)
{
    return tx.exec(withdraw_sql, account).affected() > 0;
}

bool has_right(Transaction& tx, AccountId account)
{
    return tx.exec(has_right_sql, account).front().at(0).as<bool>();
}

std::vector<AccountId> holders(Transaction& tx)
{
    return first_column<AccountId>(tx.exec(holders_sql));
}

BreakGlassId add(Transaction& tx, const Access& access)
{
    const auto id = tx.exec(next_id_sql).front().at(0).as<BreakGlassId>();
    tx.exec(
        add_sql,
        id,
        access.conversation,
        access.opened_by,
        access.reason,
        sealed::seal_passing(tx, access.explanation, seal_contexts::break_glass(to_int(id))),
        access.opened_at,
        access.expires_at,
        access.tell_at
    );
    return id;
}

result<Access> lock(Transaction& tx, BreakGlassId id)
{
    const auto rows = tx.exec(lock_sql, id);
    if (rows.empty()) return errc::not_found;
    auto access = read(rows.front());
    access.explanation =
        sealed::open(tx, rows.front().get<std::string>("explanation"), seal_contexts::break_glass(to_int(id)));
    return access;
}

void note_reading(Transaction& tx, BreakGlassId id)
{
    tx.exec(note_reading_sql, id);
}

void close(Transaction& tx, BreakGlassId id, Time now)
{
    tx.exec(close_sql, id, now);
}

void review(Transaction& tx, BreakGlassId id, AccountId by, std::string_view verdict, Time now)
{
    tx.exec(review_sql, id, by, verdict, now);
}

std::vector<Access> list(Transaction& tx, int limit)
{
    return read_all(tx.exec(list_sql, limit));
}

bool has_unreviewed(Transaction& tx, AccountId by, Time since)
{
    return tx.exec(unreviewed_sql, by, since).front().at(0).as<bool>();
}

void lock_opener(Transaction& tx, AccountId by)
{
    tx.exec(lock_opener_sql, by);
}

result<ConversationId> conversation_of(Transaction& tx, StatusId status)
{
    const auto rows = tx.exec(conversation_sql, status);
    if (rows.empty()) return errc::not_found;
    return rows.front().at(0).as<ConversationId>();
}

std::vector<StatusId> posts(Transaction& tx, ConversationId conversation, int limit)
{
    return first_column<StatusId>(tx.exec(posts_sql, conversation, limit));
}

std::vector<AccountId> people(Transaction& tx, ConversationId conversation)
{
    return first_column<AccountId>(tx.exec(people_sql, conversation));
}

void add_people(Transaction& tx, BreakGlassId id, const std::vector<AccountId>& people)
{
    tx.exec(add_people_sql, id, people);
}

std::vector<AccountId> people_of(Transaction& tx, BreakGlassId id)
{
    return first_column<AccountId>(tx.exec(people_of_sql, id));
}

void note_told(Transaction& tx, BreakGlassId id, Time now)
{
    tx.exec(note_told_sql, id, now);
}

std::vector<Access> due_to_tell(Transaction& tx, Time now, int limit)
{
    return read_all(tx.exec(due_sql, now, limit));
}

std::vector<Access> about(Transaction& tx, AccountId person, int limit)
{
    return read_all(tx.exec(about_sql, person, limit));
}

} // namespace rounds::storage::break_glass
