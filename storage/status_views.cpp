#include "storage/columns.hpp"
#include "storage/polls.hpp"
#include "storage/quotes.hpp"
#include "storage/sealed.hpp"
#include "storage/statuses.hpp"

#include <array>

#include <unordered_map>

namespace rounds::storage::statuses {

namespace {

// By keys from post to post, in the order written: OFFSET 0 keeps the planner from joining whole tables, which it finds
// as good for a page of posts while its figures are old. Ids come by a subquery: an array whose length is known is
// planned for each time, which takes four times as long as to read one post.
constexpr auto views_text = R"(
    WITH asked AS (
        SELECT id FROM unnest((SELECT $1::bigint[])) AS w (id)
        UNION
        SELECT s.reblog_of_id FROM unnest((SELECT $1::bigint[])) AS w (id)
        CROSS JOIN LATERAL (SELECT reblog_of_id FROM statuses WHERE id = w.id OFFSET 0) s
        WHERE s.reblog_of_id IS NOT NULL),
    wanted AS MATERIALIZED (
        SELECT id FROM asked
        UNION
        SELECT shown.quoted_status_id FROM asked CROSS JOIN LATERAL (
            SELECT quoted_status_id FROM quotes
            WHERE status_id = asked.id AND state = 'accepted' AND quoted_status_id IS NOT NULL OFFSET 0) shown)
    SELECT )" + status_columns +
                            R"(,
        coalesce(t.replies_count, 0), coalesce(t.reblogs_count, 0), coalesce(t.favourites_count, 0),
        coalesce(t.quotes_count, 0), a.name, a.website, )" +
                            polls::columns + ", " + quotes::columns + R"(,
        c.url, c.title, c.description, c.language, c.author_name, c.provider_name, c.published_at
    FROM wanted
    CROSS JOIN LATERAL (SELECT * FROM statuses WHERE id = wanted.id AND deleted_at IS NULL OFFSET 0) s
    LEFT JOIN LATERAL (SELECT * FROM status_stats WHERE status_id = s.id OFFSET 0) t ON true
    LEFT JOIN LATERAL (SELECT name, website FROM oauth_apps WHERE id = s.app_id OFFSET 0) a ON true
    LEFT JOIN LATERAL (SELECT * FROM polls WHERE status_id = s.id OFFSET 0) p ON true
    LEFT JOIN LATERAL (
        SELECT c.* FROM status_cards sc JOIN preview_cards c ON c.id = sc.card_id AND c.title <> ''
        WHERE sc.status_id = s.id OFFSET 0) c ON true
    LEFT JOIN LATERAL (SELECT * FROM quotes WHERE status_id = s.id OFFSET 0) q ON true
    LEFT JOIN LATERAL (SELECT * FROM statuses WHERE id = q.quoted_status_id OFFSET 0) qs ON true)";
const Statement views_sql{"statuses.views", views_text.c_str()};

const Statement mentions_sql{"statuses.views.mentions", R"(
    SELECT m.status_id, m.account_id, a.username, a.domain, a.uri, a.url, m.silent
    FROM unnest((SELECT $1::bigint[])) AS w (id)
    CROSS JOIN LATERAL (SELECT status_id, account_id, silent FROM mentions WHERE status_id = w.id OFFSET 0) m
    CROSS JOIN LATERAL (SELECT username, domain, uri, url FROM accounts WHERE id = m.account_id OFFSET 0) a
    ORDER BY m.status_id, m.account_id)"};

const Statement tags_sql{"statuses.views.tags", R"(
    SELECT st.status_id, t.id, t.name, t.display_name
    FROM unnest((SELECT $1::bigint[])) AS w (id)
    CROSS JOIN LATERAL (SELECT status_id, tag_id FROM status_tags WHERE status_id = w.id OFFSET 0) st
    CROSS JOIN LATERAL (SELECT id, name, display_name FROM tags WHERE id = st.tag_id OFFSET 0) t
    ORDER BY st.status_id, t.id)"};

constexpr auto media_text = "SELECT m.status_id, " + media_columns + R"(
    FROM unnest((SELECT $1::bigint[])) AS w (id)
    CROSS JOIN LATERAL (SELECT * FROM media_attachments WHERE status_id = w.id OFFSET 0) m
    ORDER BY m.status_id, m.position, m.id)";
const Statement media_sql{"statuses.views.media", media_text.c_str()};

using Found = std::unordered_map<StatusId, StatusView>;

void load_rows(Transaction& tx, const std::vector<StatusId>& ids, Found& found)
{
    for (const auto row : tx.exec(views_sql, ids)) {
        ColumnReader in(row);
        StatusView view;
        view.status = read_status(in, tx);
        view.stats.replies = in.next<std::int64_t>();
        view.stats.reblogs = in.next<std::int64_t>();
        view.stats.favourites = in.next<std::int64_t>();
        view.stats.quotes = in.next<std::int64_t>();
        auto app = in.next<std::optional<std::string>>();
        auto website = in.next<std::optional<std::string>>();
        if (app && view.status.local) view.app.emplace(std::move(*app), std::move(website));
        constexpr std::size_t poll_columns = 9;
        if (in.next_is_null())
            in.skip(poll_columns);
        else
            view.poll = polls::read(in, tx);
        if (in.next_is_null())
            in.skip(quotes::column_count);
        else
            view.quote = quotes::read(in);
        if (!in.next_is_null()) view.card = read_card(in);
        found.emplace(view.status.id, std::move(view));
    }
}

void load_authors(Transaction& tx, Found& found)
{
    std::vector<AccountId> ids;
    for (const auto& [id, view] : found) ids.push_back(view.status.account);
    std::unordered_map<AccountId, AccountView> authors;
    for (auto& author : accounts::views(tx, ids)) {
        const auto id = author.account.id;
        authors.emplace(id, std::move(author));
    }
    for (auto& [id, view] : found) view.author = authors.at(view.status.account);
}

void load_mentions(Transaction& tx, const std::vector<StatusId>& ids, Found& found)
{
    for (const auto row : tx.exec(mentions_sql, ids)) {
        ColumnReader in(row);
        found.at(in.next<StatusId>())
            .mentions.push_back(
                {.account = in.next<AccountId>(),
                 .username = in.next<std::string>(),
                 .domain = in.next<std::optional<std::string>>(),
                 .uri = in.next<std::string>(),
                 .url = in.next<std::string>(),
                 .silent = in.next<bool>()}
            );
    }
}

void load_tags(Transaction& tx, const std::vector<StatusId>& ids, Found& found)
{
    for (const auto row : tx.exec(tags_sql, ids)) {
        ColumnReader in(row);
        found.at(in.next<StatusId>())
            .tags.push_back(
                {.id = in.next<TagId>(), .name = in.next<std::string>(), .display_name = in.next<std::string>()}
            );
    }
}

void load_media(Transaction& tx, const std::vector<StatusId>& ids, Found& found)
{
    for (const auto row : tx.exec(media_sql, ids)) {
        ColumnReader in(row);
        auto& view = found.at(in.next<StatusId>());
        view.media.push_back(read_media(in, tx));
    }
}

/// Each post that another one shows, without what it shows itself.
void share_quoted(Found& found)
{
    std::unordered_map<StatusId, std::shared_ptr<const StatusView>> shared;
    for (const auto& [id, view] : found)
        if (view.quote && view.quote->accepted() && view.quote->quoted) shared.try_emplace(*view.quote->quoted);
    for (auto& [id, view] : shared)
        if (const auto it = found.find(id); it != found.end()) view = std::make_shared<const StatusView>(it->second);
    for (auto& [id, view] : found)
        if (view.quote && view.quote->accepted() && view.quote->quoted) view.quoted = shared.at(*view.quote->quoted);
}

} // namespace

std::vector<StatusView> views(Transaction& tx, const std::vector<StatusId>& ids)
{
    std::vector<StatusView> in_order;
    if (ids.empty()) return in_order;
    Found found;
    load_rows(tx, ids, found);
    if (found.empty()) return in_order;
    std::vector<StatusId> loaded;
    for (const auto& [id, view] : found) loaded.push_back(id);
    load_authors(tx, found);
    load_mentions(tx, loaded, found);
    load_tags(tx, loaded, found);
    load_media(tx, loaded, found);
    share_quoted(found);

    std::unordered_map<StatusId, std::shared_ptr<const StatusView>> boosted;
    in_order.reserve(ids.size());
    for (const auto id : ids) {
        const auto it = found.find(id);
        if (it == found.end()) continue;
        auto view = it->second;
        if (view.status.reblog_of) {
            const auto original = found.find(*view.status.reblog_of);
            if (original == found.end()) continue; // a boost of nothing
            auto& shared = boosted[original->first];
            if (!shared) shared = std::make_shared<const StatusView>(original->second);
            view.reblog = shared;
        }
        in_order.push_back(std::move(view));
    }
    return in_order;
}

namespace {

// Each part reads one index once, whatever the number of posts: most of them find nothing. A subquery per post and flag
// would cost a hundred look-ups for a page.
const Statement look_sql{"statuses.look", R"(
    SELECT 0, status_id, 0 FROM favourites WHERE account_id = $1 AND status_id = ANY($2)
    UNION ALL
    SELECT 1, reblog_of_id, 0 FROM statuses WHERE reblog_of_id = ANY($2) AND account_id = $1 AND deleted_at IS NULL
    UNION ALL
    SELECT 2, status_id, 0 FROM bookmarks WHERE account_id = $1 AND status_id = ANY($2)
    UNION ALL
    SELECT 3, conversation_id, 0 FROM conversation_mutes WHERE account_id = $1 AND conversation_id = ANY($3)
    UNION ALL
    SELECT 4, status_id, 0 FROM status_pins WHERE account_id = $1 AND status_id = ANY($2)
    UNION ALL
    (SELECT 5, p.status_id, v.choice FROM polls p JOIN poll_votes v ON v.poll_id = p.id AND v.account_id = $1
    WHERE p.status_id = ANY($2) ORDER BY v.choice)
    UNION ALL
    SELECT 6, target_account_id, 0 FROM follows
    WHERE account_id = $1 AND target_account_id = ANY($6) AND accepted_at IS NOT NULL
    UNION ALL
    SELECT 7, account_id, 0 FROM follows
    WHERE account_id = ANY($6) AND target_account_id = $1 AND accepted_at IS NOT NULL
    UNION ALL
    SELECT 8, id, 0 FROM statuses WHERE id = ANY($4) AND deleted_at IS NOT NULL
    UNION ALL
    SELECT 9, id, 0 FROM accounts WHERE id = ANY($5) AND (suspended_at IS NOT NULL OR deleted_at IS NOT NULL)
    UNION ALL
    SELECT 10, account_id, 0 FROM blocks WHERE account_id = ANY($5) AND target_account_id = $1)"};

const Statement flags_of_readings_sql{"statuses.flags_of_readings", R"(
    WITH w AS (SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[])
        WITH ORDINALITY AS w (reader, id, conversation, position))
    SELECT 0, w.position, 0 FROM w JOIN favourites f ON f.account_id = w.reader AND f.status_id = w.id
    UNION ALL
    SELECT 1, w.position, 0 FROM w
    JOIN statuses r ON r.reblog_of_id = w.id AND r.account_id = w.reader AND r.deleted_at IS NULL
    UNION ALL
    SELECT 2, w.position, 0 FROM w JOIN bookmarks b ON b.account_id = w.reader AND b.status_id = w.id
    UNION ALL
    SELECT 3, w.position, 0 FROM w
    JOIN conversation_mutes c ON c.account_id = w.reader AND c.conversation_id = w.conversation
    UNION ALL
    SELECT 4, w.position, 0 FROM w JOIN status_pins p ON p.account_id = w.reader AND p.status_id = w.id
    UNION ALL
    (SELECT 5, w.position, v.choice FROM w JOIN polls p ON p.status_id = w.id
    JOIN poll_votes v ON v.poll_id = p.id AND v.account_id = w.reader ORDER BY v.choice)
    UNION ALL
    SELECT 6, w.position, 0 FROM w JOIN statuses s ON s.id = w.id AND s.quote_policy & 34 <> 0
    JOIN follows f ON f.account_id = w.reader AND f.target_account_id = s.account_id AND f.accepted_at IS NOT NULL
    UNION ALL
    SELECT 7, w.position, 0 FROM w JOIN statuses s ON s.id = w.id AND s.quote_policy & 68 <> 0
    JOIN follows f ON f.account_id = s.account_id AND f.target_account_id = w.reader AND f.accepted_at IS NOT NULL)"};

constexpr std::array<bool ViewerFlags::*, 8> flag_of_kind{
    &ViewerFlags::favourited,
    &ViewerFlags::reblogged,
    &ViewerFlags::bookmarked,
    &ViewerFlags::muted,
    &ViewerFlags::pinned,
    nullptr, // votes
    &ViewerFlags::follows_author,
    &ViewerFlags::followed_by_author,
};
constexpr int kind_of_conversation = 3;
constexpr int kind_of_vote = 5;
constexpr int kind_of_followed = 6;
constexpr int kind_of_follower = 7;
constexpr int kind_of_deleted = 8;
constexpr int kind_of_unusable = 9;
constexpr int kind_of_blocking = 10;

const Statement history_sql{"statuses.history", R"(
    SELECT version, title, spoiler_text, sensitive, content, created_at, coalesce(poll_options, '{}')
    FROM status_edits WHERE status_id = $1
    UNION ALL
    SELECT s.version, s.title, s.spoiler_text, s.sensitive, s.content, coalesce(s.edited_at, s.created_at),
        coalesce(p.options, '{}')
    FROM statuses s LEFT JOIN polls p ON p.status_id = s.id
    WHERE s.id = $1 AND s.deleted_at IS NULL
    ORDER BY version)"};

} // namespace

namespace {

void mark(Look& look, const std::vector<Flagged>& posts, int kind, std::int64_t marked, std::int64_t choice)
{
    for (std::size_t i = 0; i < posts.size(); ++i) {
        const auto& post = posts[i];
        const bool is_this =
            kind == kind_of_conversation ? post.conversation == ConversationId{marked} : post.id == StatusId{marked};
        if (!is_this) continue;
        if (kind == kind_of_vote)
            look.flags[i].own_votes.push_back(choice);
        else
            look.flags[i].*flag_of_kind.at(static_cast<std::size_t>(kind)) = true;
    }
}

} // namespace

Look look(Transaction& tx, AccountId viewer, const Looked& looked)
{
    Look look;
    look.flags.resize(looked.posts.size());
    if (looked.posts.empty()) return look;
    std::vector<StatusId> ids;
    std::vector<ConversationId> conversations;
    for (const auto& post : looked.posts) {
        ids.push_back(post.id);
        if (post.conversation) conversations.push_back(*post.conversation);
    }
    for (const auto row :
         tx.exec(look_sql, viewer, ids, conversations, looked.statuses, looked.authors, looked.related)) {
        ColumnReader in(row);
        const auto kind = in.next<int>();
        const auto marked = in.next<std::int64_t>();
        if (kind == kind_of_followed)
            look.followed.insert(AccountId{marked});
        else if (kind == kind_of_follower)
            look.followers.insert(AccountId{marked});
        else if (kind == kind_of_deleted)
            look.deleted.insert(StatusId{marked});
        else if (kind == kind_of_unusable)
            look.unusable.insert(AccountId{marked});
        else if (kind == kind_of_blocking)
            look.blocking.insert(AccountId{marked});
        else
            mark(look, looked.posts, kind, marked, in.next<std::int64_t>());
    }
    return look;
}

std::vector<ViewerFlags> flags(Transaction& tx, const std::vector<std::pair<AccountId, Flagged>>& readings)
{
    std::vector<ViewerFlags> all(readings.size());
    if (readings.empty()) return all;
    std::vector<AccountId> readers;
    std::vector<StatusId> ids;
    std::vector<ConversationId> conversations;
    for (const auto& [reader, post] : readings) {
        readers.push_back(reader);
        ids.push_back(post.id);
        conversations.push_back(post.conversation.value_or(ConversationId{0}));
    }
    for (const auto row : tx.exec(flags_of_readings_sql, readers, ids, conversations)) {
        ColumnReader in(row);
        const auto kind = in.next<int>();
        auto& flags = all.at(in.next<std::size_t>() - 1);
        const auto choice = in.next<std::int64_t>();
        if (kind == kind_of_vote)
            flags.own_votes.push_back(choice);
        else
            flags.*flag_of_kind.at(static_cast<std::size_t>(kind)) = true;
    }
    return all;
}

std::vector<Edit> history(Transaction& tx, StatusId id)
{
    std::vector<Edit> edits;
    for (const auto row : tx.exec(history_sql, id)) {
        ColumnReader in(row);
        Edit edit{
            .version = in.next<int>(),
            .title = in.next<std::string>(),
            .spoiler_text = in.next<std::string>(),
            .sensitive = in.next<bool>(),
            .content = in.next<std::string>(),
            .created_at = in.next<Time>(),
            .poll_options = in.next<std::vector<std::string>>()
        };
        const auto open = [&](std::string& text, std::string_view column) {
            text = sealed::open(tx, std::move(text), sealed::status_context(id, column));
        };
        open(edit.title, "title");
        open(edit.spoiler_text, "spoiler_text");
        open(edit.content, "content");
        for (auto& option : edit.poll_options) open(option, polls::option_column);
        edits.push_back(std::move(edit));
    }
    return edits;
}

} // namespace rounds::storage::statuses
