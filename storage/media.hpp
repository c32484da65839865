#pragma once

#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Uploads, their files, and blobs that wait to be removed. What hangs on a post is read by storage::statuses.
namespace rounds::storage::media {

/// An upload of a local person.
struct Upload
{
    Media media{};
    AccountId account{};
    std::optional<StatusId> status{};
};

/// Adds an upload that is still being worked on.
[[nodiscard]] MediaId add_busy(Transaction& tx, AccountId account, const Media& media);
/// not_found unless it is that account's.
[[nodiscard]] result<Upload> find_own(Transaction& tx, MediaId id, AccountId account);
/// In the order of `ids`; unknown ones and those of others are left out.
[[nodiscard]] std::vector<Upload> list_own(Transaction& tx, AccountId account, const std::vector<MediaId>& ids);

/// The files were made: kind, type, sizes, keys. The keys leave the trash. not_found when the upload was deleted
/// meanwhile: then they stay there.
[[nodiscard]] result<void> finish(Transaction& tx, const Media& made);
/// Nothing when it is not busy any more.
void fail(Transaction& tx, MediaId id, std::string_view why);
/// Ids among `ids` that are busy still.
[[nodiscard]] std::vector<MediaId> still_busy(Transaction& tx, const std::vector<MediaId>& ids);

/// Description and focus; nothing leaves a value as it is. When it hangs on a post, an event tells that the post looks
/// different now.
struct Change
{
    std::optional<std::string> description{};
    std::optional<double> focus_x{};
    std::optional<double> focus_y{};
};
void change(Transaction& tx, MediaId id, const Change& change);
/// A small picture that the uploader chose; its key leaves the trash, the former one goes there.
[[nodiscard]] result<void>
set_preview(Transaction& tx, MediaId id, std::string_view key, int width, int height, std::string_view blurhash);
/// Its blobs go to the trash. already_exists while it hangs on a post.
[[nodiscard]] result<void> remove(Transaction& tx, MediaId id, AccountId account);

/// A file of another server by the part of its address here; not_found.
[[nodiscard]] result<Media> find_remote(Transaction& tx, std::string_view access_key);

/// Uploads that hang on no post: those that never did since `unposted`, those taken off one since `posted`. Their blobs
/// go to the trash. At most `limit`; returns how many went.
std::size_t sweep_idle(Transaction& tx, Time unposted, Time posted, int limit);
/// Busy since before `before`: whoever worked on them is gone. Returns how many failed.
std::size_t fail_abandoned(Transaction& tx, Time before, int limit);

/// Notes blobs to be removed at `due`, unless untrash() comes first.
void trash(Transaction& tx, const std::vector<std::string>& keys, Time due);
void untrash(Transaction& tx, const std::vector<std::string>& keys);
/// What is due by `now`, at most `limit`.
[[nodiscard]] std::vector<std::string> due_trash(Transaction& tx, Time now, int limit);
/// They were removed from the store.
void forget_trash(Transaction& tx, const std::vector<std::string>& keys);

} // namespace rounds::storage::media
