#pragma once

#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds {

enum class ImportId : std::int64_t {};

} // namespace rounds

/// What people take with them, and what they bring: the rows of Mastodon's CSV files.
namespace rounds::storage::portable {

/// Lists, which are taken along and brought by file; and posts, which are brought by the outbox of an archive.
inline constexpr std::string_view kinds[] = {
    "follows", "blocks", "mutes", "lists", "bookmarks", "domain_blocks", "posts"
};
[[nodiscard]] bool is_kind(std::string_view kind) noexcept;

using Fields = std::vector<std::string>;

/// Rows of the person, the oldest first; addresses are user@server, those of this instance with `domain`. At most
/// `limit`.
[[nodiscard]] std::vector<Fields>
rows(Transaction& tx, std::string_view kind, AccountId account, std::string_view domain, int limit);

/// Posts and boosts that are still there, the oldest first, after `after`.
[[nodiscard]] std::vector<StatusId>
posts_after(Transaction& tx, AccountId account, const std::optional<StatusId>& after, int limit);
/// Ids of posts, in the order in which they were liked or kept.
[[nodiscard]] std::vector<std::string> favourites(Transaction& tx, AccountId account);
[[nodiscard]] std::vector<std::string> bookmarks(Transaction& tx, AccountId account);
/// Blobs of uploads.
[[nodiscard]] std::vector<std::string> file_keys(Transaction& tx, AccountId account);

/// What no other file has: consents.json, marks.json (marks on summaries, votes, tags and conditions that are
/// followed), log_ins.json (browsers, apps, and what the audit log has of the person).
struct Document
{
    std::string name;
    std::string json;
};
[[nodiscard]] std::vector<Document> documents(Transaction& tx, AccountId account);

struct Import
{
    ImportId id{};
    AccountId account{};
    std::string kind;
    int total = 0;
    int done = 0;
    int failed = 0;
    Time created_at{};
};
[[nodiscard]] ImportId
add_import(Transaction& tx, AccountId account, std::string_view kind, const std::vector<Fields>& rows);
[[nodiscard]] result<Import> find_import(Transaction& tx, ImportId id);
/// Newest first.
[[nodiscard]] std::vector<Import> imports_of(Transaction& tx, AccountId account, int limit);

struct ImportRow
{
    int position = 0;
    Fields fields;
};
/// Those that wait, in the order of the file.
[[nodiscard]] std::vector<ImportRow> next_rows(Transaction& tx, ImportId id, int limit);
/// The row is done with, one way or the other. False when it was before.
bool settle_row(Transaction& tx, ImportId id, int position, bool succeeded);

} // namespace rounds::storage::portable
