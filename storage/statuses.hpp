#pragma once

#include "storage/accounts.hpp"
#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <unordered_set>

namespace rounds::storage::statuses {

[[nodiscard]] StatusId next_id(Transaction& tx);
/// An id for a post of another server that was published at `time`, so that old posts sort as old.
[[nodiscard]] StatusId next_id_at(Transaction& tx, Time time);

/// What must be known before a post of another server is written.
struct Arriving
{
    StatusId id{};                 ///< as of next_id_at
    ConversationId conversation{}; ///< for one of its own; no row has it yet
    bool awaited = false;          ///< replies to it came first
};
/// One query. gone when the post was deleted, before it came or after; already_exists when it is known.
[[nodiscard]] result<Arriving> begin_arrival(Transaction& tx, std::string_view uri, Time time);
/// The same for many, in their order: `times` are as many as `uris`.
[[nodiscard]] std::vector<result<Arriving>>
begin_arrivals(Transaction& tx, const std::vector<std::string>& uris, const std::vector<Time>& times);

/// Writes the row (id must be set) and an event for timelines and streams. already_exists when the uri is known, or the
/// account has boosted that post already. Counters are the caller's (change_stats).
[[nodiscard]] result<void> insert(Transaction& tx, const Status& status);
/// The same for one that is known to be new, without waiting for the answer: should the uri be taken meanwhile, the
/// transaction fails (QueryFailed, duplicate).
void insert_new(Transaction& tx, const Status& status);
/// not_found for deleted ones too.
[[nodiscard]] result<Status> find(Transaction& tx, StatusId id);
[[nodiscard]] result<Status> find_by_uri(Transaction& tx, std::string_view uri);
/// gone when it was deleted: for documents that answer 410.
[[nodiscard]] result<Status> find_even_deleted(Transaction& tx, StatusId id);
[[nodiscard]] result<Status> find_boost(Transaction& tx, AccountId account, StatusId of);

/// Keeps the present wording in status_edits and writes the new one: title, spoiler_text, sensitive, content, source,
/// language, version + 1, edited_at.
void edit(Transaction& tx, const Status& changed, Time now);
/// Soft delete: content is wiped, the row stays as tombstone; boosts of it go too. Adds events. Mentions stay, for the
/// Delete must reach the same people; media of a local post lose the post, to be used again or swept. Boosters'
/// counters are changed here, the author's are the caller's.
void remove(Transaction& tx, StatusId id);

/// Remembers that the object `uri` of another server was deleted, known here or not: it may not come (back).
void add_tombstone(Transaction& tx, std::string_view uri);
/// Deleted before it came, or after.
[[nodiscard]] bool is_gone(Transaction& tx, std::string_view uri);

void add_mention(Transaction& tx, StatusId status, AccountId account, bool silent);
/// Those that are mentioned already stay as they are.
void add_mentions(Transaction& tx, StatusId status, const std::vector<AccountId>& accounts, bool silent);
/// Names as written, without #; kept in lower case and NFKC (Unicode) as `name`. Two queries whatever the number.
void add_tag(Transaction& tx, StatusId status, std::string_view display_name);
void add_tags(Transaction& tx, StatusId status, const std::vector<std::string>& display_names);
void clear_mentions_and_tags(Transaction& tx, StatusId status);
/// Files of a post that arrived, in this order.
void add_media(Transaction& tx, const Status& status, const std::vector<Media>& media);
/// Uploaded files, in this order; not_found unless all are the author's, ready, and on no other post.
[[nodiscard]] result<void> attach_media(Transaction& tx, const Status& status, const std::vector<MediaId>& media);
/// The same after an edit: those that are not named any more leave the post, to be used again or swept.
[[nodiscard]] result<void> change_media(Transaction& tx, const Status& status, const std::vector<MediaId>& media);
/// Files of a post that arrived, as an edit of it says.
void replace_media(Transaction& tx, const Status& status, const std::vector<Media>& media);
/// After an edit: those who are no longer named stay addressed, silently; new ones are added, tags are replaced.
void change_mentions_and_tags(
    Transaction& tx, StatusId status, const std::vector<AccountId>& mentions, const std::vector<std::string>& tags
);
[[nodiscard]] std::vector<Mention> mentions_of(Transaction& tx, StatusId status);

[[nodiscard]] ConversationId new_conversation(Transaction& tx, const std::optional<std::string>& uri);
/// One whose id was drawn before (Arriving).
void open_conversation(Transaction& tx, ConversationId id);
[[nodiscard]] std::optional<ConversationId> find_conversation(Transaction& tx, std::string_view uri);
/// Posts that named `uri` as parent before it was known now get it, and join its conversation with all that came after
/// them. Returns how many of them count as replies: the public and unlisted ones.
std::size_t adopt_replies(Transaction& tx, std::string_view uri, const Status& parent);

struct StatsChange
{
    int replies = 0;
    int reblogs = 0;
    int favourites = 0;
    int quotes = 0;
};
void change_stats(Transaction& tx, StatusId id, const StatsChange& change);

/// Who may quote it from now on; quotes that were accepted stay. No edit.
void set_quote_policy(Transaction& tx, StatusId id, QuotePolicy policy);

/// With authors, counters, mentions, tags, media, boosted and quoted posts, in the order of `ids`; deleted and unknown
/// ids are left out. A fixed number of queries (at most 8) whatever the number of ids. Knows nothing of visibility: ask
/// social::visibility first.
[[nodiscard]] std::vector<StatusView> views(Transaction& tx, const std::vector<StatusId>& ids);
/// A post, not a boost, and the conversation it belongs to.
struct Flagged
{
    StatusId id{};
    std::optional<ConversationId> conversation{};
};
/// What is asked about posts that are known already.
struct Looked
{
    std::vector<Flagged> posts{};
    std::vector<StatusId> statuses{}; ///< posts and boosts
    std::vector<AccountId> authors{};
    std::vector<AccountId> related{}; ///< those of whom it matters who follows whom
};
struct Look
{
    std::vector<ViewerFlags> flags{};          ///< in the order of Looked::posts
    std::unordered_set<AccountId> followed{};  ///< by the viewer, of Looked::related
    std::unordered_set<AccountId> followers{}; ///< of the viewer, of Looked::related
    std::unordered_set<StatusId> deleted{};
    std::unordered_set<AccountId> unusable{}; ///< suspended or deleted
    std::unordered_set<AccountId> blocking{}; ///< the viewer
};
/// One query of key look-ups.
[[nodiscard]] Look look(Transaction& tx, AccountId viewer, const Looked& looked);
/// Flags for many viewers at once: `first` is the viewer.
[[nodiscard]] std::vector<ViewerFlags>
flags(Transaction& tx, const std::vector<std::pair<AccountId, Flagged>>& readings);

struct Edit
{
    int version;
    std::string title;
    std::string spoiler_text;
    bool sensitive;
    std::string content;
    Time created_at;
    std::vector<std::string> poll_options{}; ///< empty: no poll
};
/// Oldest first; the last one is the present wording.
[[nodiscard]] std::vector<Edit> history(Transaction& tx, StatusId id);

/// Adds an event of a kind ("status", "status.update", "status.delete", "status.stats", "account.update") by hand.
void add_event(
    Transaction& tx,
    std::string_view kind,
    std::optional<StatusId> status,
    std::optional<AccountId> account,
    std::optional<AccountId> target = {}
);

} // namespace rounds::storage::statuses
