#include "storage/media.hpp"

#include "storage/columns.hpp"
#include "storage/sealed.hpp"

#include <unordered_map>

namespace rounds::storage::media {
namespace {

const Statement add_sql{"media.add_busy", R"(
    INSERT INTO media_attachments (account_id, kind, media_type, description, focus_x, focus_y, state)
    VALUES ($1, $2, $3, $4, $5, $6, 'busy') RETURNING id)"};

constexpr auto list_own_text = "SELECT m.status_id, " + media_columns + R"(
    FROM media_attachments m
    WHERE m.account_id = $1 AND m.id = ANY($2) AND m.remote_url IS NULL)";
const Statement list_own_sql{"media.list_own", list_own_text.c_str()};

const Statement finish_sql{"media.finish", R"(
    UPDATE media_attachments SET state = 'ready', failure = NULL, kind = $2, media_type = $3, blurhash = $4, width = $5,
        height = $6, file_key = $7, preview_key = coalesce(preview_key, $8),
        preview_width = CASE WHEN preview_key IS NULL THEN $9 ELSE preview_width END,
        preview_height = CASE WHEN preview_key IS NULL THEN $10 ELSE preview_height END,
        duration = $11, frame_rate = $12, bitrate = $13
    WHERE id = $1 AND state = 'busy'
    RETURNING preview_key)"};

const Statement fail_sql{
    "media.fail", "UPDATE media_attachments SET state = 'failed', failure = $2 WHERE id = $1 AND state = 'busy'"
};

const Statement still_busy_sql{
    "media.still_busy", "SELECT id FROM media_attachments WHERE id = ANY($1) AND state = 'busy' ORDER BY id"
};

// A post that shows it must be rendered anew.
const Statement change_sql{"media.change", R"(
    WITH changed AS (
        UPDATE media_attachments SET description = coalesce($2, description), focus_x = coalesce($3, focus_x),
            focus_y = coalesce($4, focus_y)
        WHERE id = $1
        RETURNING status_id, account_id)
    INSERT INTO events (kind, status_id, account_id)
    SELECT 'status.stats', status_id, account_id FROM changed WHERE status_id IS NOT NULL)"};

// Where it hangs decides whether its description is sealed (statuses::attach_media).
const Statement place_sql{"media.place", R"(
    SELECT m.account_id, s.visibility, s.conversation_id
    FROM media_attachments m LEFT JOIN statuses s ON s.id = m.status_id WHERE m.id = $1)"};

const Statement set_preview_sql{"media.set_preview", R"(
    UPDATE media_attachments m SET preview_key = $2, preview_width = $3, preview_height = $4,
        blurhash = coalesce(nullif($5, ''), m.blurhash)
    FROM (SELECT id, preview_key FROM media_attachments WHERE id = $1 FOR UPDATE) AS before
    WHERE m.id = before.id
    RETURNING before.preview_key)"};

const Statement remove_sql{"media.remove", R"(
    DELETE FROM media_attachments WHERE id = $1 AND account_id = $2 AND status_id IS NULL AND remote_url IS NULL
    RETURNING file_key, preview_key)"};

constexpr auto find_remote_text =
    "SELECT " + media_columns + " FROM media_attachments m WHERE m.access_key = $1 AND m.remote_url IS NOT NULL";
const Statement find_remote_sql{"media.find_remote", find_remote_text.c_str()};

// What a scheduled post waits with is not idle.
const Statement sweep_idle_sql{"media.sweep_idle", R"(
    WITH gone AS (
        DELETE FROM media_attachments WHERE id = ANY (ARRAY(
            SELECT m.id FROM media_attachments m
            WHERE m.status_id IS NULL AND m.remote_url IS NULL AND m.state <> 'busy'
                AND m.idle_since < CASE WHEN m.posted THEN $2::timestamptz ELSE $1::timestamptz END
                AND NOT EXISTS (SELECT 1 FROM scheduled_statuses s
                    WHERE s.account_id = m.account_id AND s.form->'media_ids' ? m.id::text)
            ORDER BY m.idle_since LIMIT $3 FOR UPDATE OF m SKIP LOCKED))
        RETURNING file_key, preview_key),
    blobs AS (
        INSERT INTO media_trash (key, due_at)
        SELECT key, now() FROM gone CROSS JOIN LATERAL (VALUES (file_key), (preview_key)) AS k (key)
        WHERE key IS NOT NULL
        ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at)
    SELECT count(*) FROM gone)"};

const Statement fail_abandoned_sql{"media.fail_abandoned", R"(
    UPDATE media_attachments SET state = 'failed', failure = 'broken' WHERE id = ANY (ARRAY(
        SELECT id FROM media_attachments
        WHERE status_id IS NULL AND state = 'busy' AND idle_since < $1
        ORDER BY idle_since LIMIT $2 FOR UPDATE SKIP LOCKED)))"};

const Statement trash_sql{"media.trash", R"(
    INSERT INTO media_trash (key, due_at) SELECT key, $2 FROM unnest($1::text[]) AS k (key)
    ON CONFLICT (key) DO UPDATE SET due_at = excluded.due_at)"};
const Statement untrash_sql{"media.untrash", "DELETE FROM media_trash WHERE key = ANY($1)"};
const Statement due_trash_sql{
    "media.due_trash", "SELECT key FROM media_trash WHERE due_at <= $1 ORDER BY due_at LIMIT $2"
};

/// As the column readers of this file need it: keys that are there.
std::vector<std::string> keys_in(const std::vector<std::optional<std::string>>& maybe)
{
    std::vector<std::string> keys;
    for (const auto& key : maybe)
        if (key) keys.push_back(*key);
    return keys;
}

void trash_now(Transaction& tx, const std::vector<std::string>& keys)
{
    if (!keys.empty()) trash(tx, keys, Time{});
}

std::string sealed_description(Transaction& tx, const sealed::Owner& owner, const std::string& plain)
{
    if (plain.empty()) return plain;
    return sealed::Sealer(tx, owner)(plain, sealed::media_context);
}

} // namespace

MediaId add_busy(Transaction& tx, AccountId account, const Media& media)
{
    const auto described = sealed_description(tx, {.account = account, .conversation = {}}, media.description);
    return tx.exec(add_sql, account, media.kind, media.media_type, described, media.focus_x, media.focus_y)
        .front()
        .at(0)
        .as<MediaId>();
}

std::vector<Upload> list_own(Transaction& tx, AccountId account, const std::vector<MediaId>& ids)
{
    std::vector<Upload> in_order;
    if (ids.empty()) return in_order;
    std::unordered_map<MediaId, Upload> found;
    for (const auto row : tx.exec(list_own_sql, account, ids)) {
        ColumnReader in(row);
        Upload upload;
        upload.account = account;
        upload.status = in.next<std::optional<StatusId>>();
        upload.media = read_media(in, tx);
        found.emplace(upload.media.id, std::move(upload));
    }
    for (const auto id : ids)
        if (const auto one = found.find(id); one != found.end()) in_order.push_back(one->second);
    return in_order;
}

result<Upload> find_own(Transaction& tx, MediaId id, AccountId account)
{
    auto found = list_own(tx, account, {id});
    if (found.empty()) return errc::not_found;
    return std::move(found.front());
}

result<void> finish(Transaction& tx, const Media& made)
{
    const auto rows = tx.exec(
        finish_sql,
        made.id,
        made.kind,
        made.media_type,
        made.blurhash,
        made.width,
        made.height,
        made.file_key,
        made.preview_key,
        made.preview_width,
        made.preview_height,
        made.duration,
        made.frame_rate,
        made.bitrate
    );
    if (rows.empty()) return errc::not_found;
    // Where the uploader had chosen another small picture, the made one stays in the trash.
    untrash(tx, keys_in({made.file_key, rows.front().at(0).as<std::optional<std::string>>()}));
    return {};
}

void fail(Transaction& tx, MediaId id, std::string_view why)
{
    tx.exec(fail_sql, id, why);
}

std::vector<MediaId> still_busy(Transaction& tx, const std::vector<MediaId>& ids)
{
    std::vector<MediaId> busy;
    if (ids.empty()) return busy;
    for (const auto row : tx.exec(still_busy_sql, ids)) busy.push_back(row.at(0).as<MediaId>());
    return busy;
}

void change(Transaction& tx, MediaId id, const Change& change)
{
    auto description = change.description;
    if (description && !description->empty())
        if (const auto rows = tx.exec(place_sql, id); !rows.empty()) {
            const auto visibility = rows.front().at(1).as<std::optional<int>>();
            const sealed::Owner owner{
                .account = rows.front().at(0).as<AccountId>(),
                .conversation = rows.front().at(2).as<std::optional<ConversationId>>()
            };
            if (!visibility || static_cast<Visibility>(*visibility) == Visibility::direct)
                description = sealed_description(tx, owner, *description);
        }
    tx.exec(change_sql, id, description, change.focus_x, change.focus_y);
}

result<void>
set_preview(Transaction& tx, MediaId id, std::string_view key, int width, int height, std::string_view blurhash)
{
    const auto rows = tx.exec(set_preview_sql, id, key, width, height, blurhash);
    if (rows.empty()) return errc::not_found;
    untrash(tx, {std::string(key)});
    trash_now(tx, keys_in({rows.front().at(0).as<std::optional<std::string>>()}));
    return {};
}

result<void> remove(Transaction& tx, MediaId id, AccountId account)
{
    const auto known = find_own(tx, id, account);
    if (!known) return known.error();
    const auto rows = tx.exec(remove_sql, id, account);
    if (rows.empty()) return errc::already_exists;
    const auto row = rows.front();
    trash_now(tx, keys_in({row.at(0).as<std::optional<std::string>>(), row.at(1).as<std::optional<std::string>>()}));
    return {};
}

result<Media> find_remote(Transaction& tx, std::string_view access_key)
{
    const auto rows = tx.exec(find_remote_sql, access_key);
    if (rows.empty()) return errc::not_found;
    ColumnReader in(rows.front());
    return read_media(in, tx);
}

std::size_t sweep_idle(Transaction& tx, Time unposted, Time posted, int limit)
{
    return tx.exec(sweep_idle_sql, unposted, posted, limit).front().at(0).as<std::size_t>();
}

std::size_t fail_abandoned(Transaction& tx, Time before, int limit)
{
    return tx.exec(fail_abandoned_sql, before, limit).affected();
}

void trash(Transaction& tx, const std::vector<std::string>& keys, Time due)
{
    if (!keys.empty()) tx.exec(trash_sql, keys, due);
}

void untrash(Transaction& tx, const std::vector<std::string>& keys)
{
    if (!keys.empty()) tx.exec(untrash_sql, keys);
}

std::vector<std::string> due_trash(Transaction& tx, Time now, int limit)
{
    std::vector<std::string> keys;
    for (const auto row : tx.exec(due_trash_sql, now, limit)) keys.push_back(row.at(0).as<std::string>());
    return keys;
}

void forget_trash(Transaction& tx, const std::vector<std::string>& keys)
{
    untrash(tx, keys);
}

} // namespace rounds::storage::media
