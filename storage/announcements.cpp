#include "storage/announcements.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::announcements {
namespace {

constexpr SqlText columns{"n.id, n.text, n.content, n.starts_at, n.ends_at, n.all_day, n.published_at, n.updated_at"};

const Statement add_sql{"announcements.add", R"(
    WITH added AS (
        INSERT INTO announcements (text, content, starts_at, ends_at, all_day) VALUES ($1, $2, $3, $4, $5) RETURNING id),
    told AS (INSERT INTO events (kind, subject_id) SELECT 'announcement', id FROM added)
    SELECT id FROM added)"};
const Statement remove_sql{"announcements.remove", R"(
    WITH gone AS (DELETE FROM announcements WHERE id = $1 RETURNING id)
    INSERT INTO events (kind, subject_id) SELECT 'announcement.delete', id FROM gone)"};
constexpr auto list_text = "SELECT " + columns + " FROM announcements n ORDER BY n.id DESC LIMIT $1";
const Statement list_sql{"announcements.list", list_text.c_str()};

constexpr auto shown_text = "SELECT " + columns + R"(, r.account_id IS NOT NULL
    FROM announcements n LEFT JOIN announcement_reads r ON r.announcement_id = n.id AND r.account_id = $1
    WHERE (n.ends_at IS NULL OR n.ends_at > $2) AND ($3 OR r.account_id IS NULL)
    ORDER BY n.id LIMIT 100)";
const Statement shown_sql{"announcements.shown", shown_text.c_str()};
const Statement exists_sql{"announcements.exists", "SELECT EXISTS (SELECT 1 FROM announcements WHERE id = $1)"};
const Statement read_sql{"announcements.read", R"(
    INSERT INTO announcement_reads (announcement_id, account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};

const Statement reactions_sql{"announcements.reactions", R"(
    SELECT announcement_id, name, count(*), bool_or(account_id = $2)
    FROM announcement_reactions WHERE announcement_id = ANY ($1)
    GROUP BY announcement_id, name ORDER BY announcement_id, min(created_at), name)"};
const Statement react_sql{"announcements.react", R"(
    WITH added AS (
        INSERT INTO announcement_reactions (announcement_id, account_id, name) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING RETURNING announcement_id, name)
    INSERT INTO events (kind, subject_id, subject_name)
    SELECT 'announcement.reaction', announcement_id, name FROM added)"};
const Statement count_names_sql{"announcements.count_names", R"(
    SELECT count(DISTINCT name) FROM announcement_reactions WHERE announcement_id = $1)"};
const Statement unreact_sql{"announcements.unreact", R"(
    WITH gone AS (
        DELETE FROM announcement_reactions WHERE announcement_id = $1 AND account_id = $2 AND name = $3
        RETURNING announcement_id, name)
    INSERT INTO events (kind, subject_id, subject_name)
    SELECT 'announcement.reaction', announcement_id, name FROM gone)"};

Announcement read(ColumnReader& in)
{
    return Announcement{
        .id = in.next<AnnouncementId>(),
        .text = in.next<std::string>(),
        .content = in.next<std::string>(),
        .starts_at = in.next<std::optional<Time>>(),
        .ends_at = in.next<std::optional<Time>>(),
        .all_day = in.next<bool>(),
        .published_at = in.next<Time>(),
        .updated_at = in.next<Time>()
    };
}

} // namespace

AnnouncementId add(Transaction& tx, const Announcement& announcement)
{
    const auto rows = tx.exec(
        add_sql,
        announcement.text,
        announcement.content,
        announcement.starts_at,
        announcement.ends_at,
        announcement.all_day
    );
    return rows.front().at(0).as<AnnouncementId>();
}

bool remove(Transaction& tx, AnnouncementId id)
{
    return tx.exec(remove_sql, id).affected() > 0;
}

std::vector<Announcement> list(Transaction& tx, int limit)
{
    std::vector<Announcement> all;
    for (const auto row : tx.exec(list_sql, limit)) {
        ColumnReader in(row);
        all.push_back(read(in));
    }
    return all;
}

std::vector<Shown> shown(Transaction& tx, AccountId account, Time now, bool with_read)
{
    std::vector<Shown> all;
    for (const auto row : tx.exec(shown_sql, account, now, with_read)) {
        ColumnReader in(row);
        auto announcement = read(in);
        all.push_back({.announcement = std::move(announcement), .read = in.next<bool>()});
    }
    return all;
}

bool exists(Transaction& tx, AnnouncementId id)
{
    return tx.exec(exists_sql, id).front().at(0).as<bool>();
}

void mark_read(Transaction& tx, AnnouncementId id, AccountId account)
{
    tx.exec(read_sql, id, account);
}

std::vector<Reaction> reactions(Transaction& tx, const std::vector<AnnouncementId>& ids, AccountId viewer)
{
    std::vector<Reaction> all;
    if (ids.empty()) return all;
    for (const auto row : tx.exec(reactions_sql, ids, viewer)) {
        ColumnReader in(row);
        all.push_back(
            {.announcement = in.next<AnnouncementId>(),
             .name = in.next<std::string>(),
             .count = in.next<std::int64_t>(),
             .me = in.next<bool>()}
        );
    }
    return all;
}

result<void> react(Transaction& tx, AnnouncementId id, AccountId account, std::string_view name, std::int64_t most)
{
    tx.exec(react_sql, id, account, name);
    if (tx.exec(count_names_sql, id).front().at(0).as<std::int64_t>() > most) return errc::too_many;
    return {};
}

void unreact(Transaction& tx, AnnouncementId id, AccountId account, std::string_view name)
{
    tx.exec(unreact_sql, id, account, name);
}

} // namespace rounds::storage::announcements
