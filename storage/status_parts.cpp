// What hangs on a post: mentions, tags, media, its conversation.

#include "storage/base/json.hpp"
#include "storage/columns.hpp"
#include "storage/pg/bulk.hpp"
#include "storage/sealed.hpp"
#include "storage/statuses.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::storage::statuses {

namespace {

// Who is named aloud and in silence is named aloud.
const BulkStatement add_mentions_sql{
    "mentions.add",
    R"(
    INSERT INTO mentions (status_id, account_id, silent)
    SELECT status_id, account_id, bool_and(silent)
    FROM unnest($1::bigint[], $2::bigint[], $3::boolean[]) AS m (status_id, account_id, silent)
    GROUP BY status_id, account_id
    ON CONFLICT DO NOTHING)",
    BulkStatement::Stage::parts
};

// ICU's rules, not those of the database's locale: a tag has one name on every installation.
const Statement make_tags_sql{"tags.make", R"(
    INSERT INTO tags (name, display_name)
    SELECT DISTINCT ON (1) normalize(lower(d COLLATE "und-x-icu"), NFKC), d FROM unnest($1::text[]) AS t (d) ORDER BY 1
    ON CONFLICT DO NOTHING)"};

const Statement add_tags_sql{"status_tags.add", R"(
    INSERT INTO status_tags (tag_id, status_id)
    SELECT t.id, $1 FROM tags t
    WHERE t.name IN (SELECT normalize(lower(d COLLATE "und-x-icu"), NFKC) FROM unnest($2::text[]) AS w (d))
    ON CONFLICT DO NOTHING)"};

const Statement clear_sql{"statuses.clear_mentions_and_tags", R"(
    WITH named AS (DELETE FROM mentions WHERE status_id = $1)
    DELETE FROM status_tags WHERE status_id = $1)"};

const Statement change_mentions_sql{"statuses.change_mentions", R"(
    WITH untagged AS (DELETE FROM status_tags WHERE status_id = $1)
    UPDATE mentions SET silent = account_id <> ALL($2::bigint[]) WHERE status_id = $1)"};

const Statement add_media_sql{"media.add", R"(
    INSERT INTO media_attachments (account_id, status_id, position, kind, media_type, remote_url, description,
        blurhash, width, height, focus_x, focus_y)
    SELECT $1, $2, m.position, m.kind, m.media_type, m.remote_url, coalesce(m.description, ''), m.blurhash, m.width,
        m.height, m.focus_x, m.focus_y
    FROM jsonb_to_recordset($3) AS m (position smallint, kind text, media_type text, remote_url text, description text,
        blurhash text, width integer, height integer, focus_x double precision, focus_y double precision))"};

// Only one's own and only what hangs on no other post (N78).
const Statement attach_media_sql{"media.attach", R"(
    UPDATE media_attachments m SET status_id = $2, position = w.position, posted = true
    FROM unnest($3::bigint[]) WITH ORDINALITY AS w (id, position)
    WHERE m.id = w.id AND m.account_id = $1 AND m.state = 'ready' AND m.remote_url IS NULL
        AND (m.status_id IS NULL OR m.status_id = $2)
    RETURNING m.id, m.description)"};

const Statement describe_media_sql{"media.describe", "UPDATE media_attachments SET description = $2 WHERE id = $1"};

const Statement detach_media_sql{"media.detach", R"(
    UPDATE media_attachments SET status_id = NULL, idle_since = now()
    WHERE status_id = $1 AND id <> ALL($2::bigint[]))"};

const Statement drop_media_sql{"media.drop", "DELETE FROM media_attachments WHERE status_id = $1"};

const Statement mentions_of_sql{"mentions.of", R"(
    SELECT m.account_id, a.username, a.domain, a.uri, a.url, m.silent
    FROM mentions m JOIN accounts a ON a.id = m.account_id
    WHERE m.status_id = $1 ORDER BY m.account_id)"};

template <class T> json::value or_null(const std::optional<T>& value)
{
    if (!value) return nullptr;
    return json::value(*value);
}

} // namespace

void add_mentions(Transaction& tx, StatusId status, const std::vector<AccountId>& accounts, bool silent)
{
    for (const auto account : accounts) tx.later(add_mentions_sql, status, account, silent);
}

void add_mention(Transaction& tx, StatusId status, AccountId account, bool silent)
{
    add_mentions(tx, status, {account}, silent);
}

void add_tags(Transaction& tx, StatusId status, const std::vector<std::string>& display_names)
{
    if (display_names.empty()) return;
    tx.later(make_tags_sql, display_names);
    tx.later(add_tags_sql, status, display_names);
}

void add_tag(Transaction& tx, StatusId status, std::string_view display_name)
{
    add_tags(tx, status, {std::string(display_name)});
}

void clear_mentions_and_tags(Transaction& tx, StatusId status)
{
    tx.later(clear_sql, status);
}

void add_media(Transaction& tx, const Status& status, const std::vector<Media>& media)
{
    if (media.empty()) return;
    const auto owner = sealed::owner_of(status);
    std::optional<sealed::Sealer> seal;
    if (owner) seal.emplace(tx, *owner);
    json::array arrived;
    for (const auto& one : media)
        arrived.push_back(json::object{
            {"position", arrived.size()},
            {"kind", one.kind},
            {"media_type", one.media_type},
            {"remote_url", or_null(one.remote_url)},
            {"description", seal ? (*seal)(one.description, sealed::media_context) : one.description},
            {"blurhash", or_null(one.blurhash)},
            {"width", or_null(one.width)},
            {"height", or_null(one.height)},
            {"focus_x", or_null(one.focus_x)},
            {"focus_y", or_null(one.focus_y)}
        });
    tx.later(add_media_sql, status.account, status.id, json::serialize(arrived));
}

namespace {

/// Uploads are described before it is known where they go, and kept sealed until then: what everybody may read must
/// cost no key, and what comes back to a direct message is sealed again.
void settle_descriptions(Transaction& tx, const Status& status, const Rows& attached)
{
    const auto owner = sealed::owner_of(status);
    std::optional<sealed::Sealer> seal;
    for (const auto row : attached) {
        const auto kept = row.at(1).as<std::string>();
        if (kept.empty()) continue;
        auto plain = sealed::open(tx, kept, sealed::media_context);
        if (owner && !seal) seal.emplace(tx, *owner);
        if (!owner && plain == kept) continue;
        const auto settled = seal ? (*seal)(plain, sealed::media_context) : plain;
        tx.later(describe_media_sql, row.at(0).as<MediaId>(), settled);
    }
}

} // namespace

result<void> attach_media(Transaction& tx, const Status& status, const std::vector<MediaId>& media)
{
    if (media.empty()) return {};
    const auto attached = tx.exec(attach_media_sql, status.account, status.id, media);
    if (attached.size() != media.size()) return errc::not_found;
    settle_descriptions(tx, status, attached);
    return {};
}

result<void> change_media(Transaction& tx, const Status& status, const std::vector<MediaId>& media)
{
    tx.exec(detach_media_sql, status.id, media);
    return attach_media(tx, status, media);
}

void replace_media(Transaction& tx, const Status& status, const std::vector<Media>& media)
{
    tx.exec(drop_media_sql, status.id);
    add_media(tx, status, media);
}

void change_mentions_and_tags(
    Transaction& tx, StatusId status, const std::vector<AccountId>& mentions, const std::vector<std::string>& tags
)
{
    tx.later(change_mentions_sql, status, mentions);
    add_mentions(tx, status, mentions, false);
    add_tags(tx, status, tags);
}

std::vector<Mention> mentions_of(Transaction& tx, StatusId status)
{
    std::vector<Mention> mentions;
    for (const auto row : tx.exec(mentions_of_sql, status)) {
        ColumnReader in(row);
        mentions.push_back(
            {.account = in.next<AccountId>(),
             .username = in.next<std::string>(),
             .domain = in.next<std::optional<std::string>>(),
             .uri = in.next<std::string>(),
             .url = in.next<std::string>(),
             .silent = in.next<bool>()}
        );
    }
    return mentions;
}

namespace {

const Statement new_conversation_sql{
    "conversations.add", "INSERT INTO conversations (uri) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id"
};
const BulkStatement open_conversation_sql{
    "conversations.open",
    "INSERT INTO conversations (id) SELECT unnest($1::bigint[])",
    BulkStatement::Stage::conversations
};
const Statement find_conversation_sql{"conversations.find", "SELECT id FROM conversations WHERE uri = $1"};

// A reply that came before its parent began a conversation of its own, and replies to it are in that one. It is merged
// into the parent's, unless its origin gave it a name: that may be somebody else's.
const Statement adopt_sql{"statuses.adopt", R"(
    WITH adopted AS (
        UPDATE statuses SET in_reply_to_id = $2, in_reply_to_account_id = $3,
            conversation_id = coalesce($4, conversation_id)
        WHERE in_reply_to_uri = $1 AND in_reply_to_id IS NULL AND id <> $2
        RETURNING id, visibility, deleted_at)
    SELECT array_agg(id), count(*) FILTER (WHERE visibility < 2 AND deleted_at IS NULL) FROM adopted)"};

const Statement orphan_conversations_sql{"conversations.of_orphans", R"(
    SELECT coalesce(array_agg(DISTINCT c.id), '{}') FROM statuses s JOIN conversations c ON c.id = s.conversation_id
    WHERE s.in_reply_to_uri = $1 AND s.in_reply_to_id IS NULL AND c.uri IS NULL)"};

const Statement merge_conversations_sql{"conversations.merge", R"(
    UPDATE statuses SET conversation_id = $2
    WHERE conversation_id = ANY($1) AND conversation_id <> $2)"};

const Statement merge_account_conversations_sql{"account_conversations.merge", R"(
    WITH moved AS (
        DELETE FROM account_conversations WHERE conversation_id = ANY($1) AND conversation_id <> $2
        RETURNING account_id, participants, last_status_id, unread)
    INSERT INTO account_conversations (account_id, conversation_id, participants, last_status_id, unread)
    SELECT account_id, $2, participants, max(last_status_id), bool_or(unread) FROM moved GROUP BY account_id, participants
    ON CONFLICT (account_id, conversation_id, hash_array_extended(participants, 0)) DO UPDATE
        SET unread = account_conversations.unread OR excluded.unread,
            last_status_id = greatest(account_conversations.last_status_id, excluded.last_status_id))"};

} // namespace

ConversationId new_conversation(Transaction& tx, const std::optional<std::string>& uri)
{
    const auto rows = tx.exec(new_conversation_sql, uri);
    if (!rows.empty()) return rows.front().at(0).as<ConversationId>();
    return tx.exec(find_conversation_sql, uri).front().at(0).as<ConversationId>();
}

void open_conversation(Transaction& tx, ConversationId id)
{
    tx.later(open_conversation_sql, id);
}

std::optional<ConversationId> find_conversation(Transaction& tx, std::string_view uri)
{
    const auto rows = tx.exec(find_conversation_sql, uri);
    if (rows.empty()) return std::nullopt;
    return rows.front().at(0).as<ConversationId>();
}

std::size_t adopt_replies(Transaction& tx, std::string_view uri, const Status& parent)
{
    const auto orphaned = tx.exec(orphan_conversations_sql, uri).front().at(0).as<std::vector<ConversationId>>();
    const auto adopted = tx.exec(adopt_sql, uri, parent.id, parent.account, parent.conversation);
    if (!orphaned.empty() && parent.conversation) {
        tx.exec(merge_conversations_sql, orphaned, parent.conversation);
        tx.exec(merge_account_conversations_sql, orphaned, parent.conversation);
    }
    return adopted.front().at(1).as<std::size_t>();
}

} // namespace rounds::storage::statuses
