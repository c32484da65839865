#pragma once

#include "storage/base/clock.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds {

enum class AnnouncementId : std::int64_t {};

namespace storage::announcements {

struct Announcement
{
    AnnouncementId id{};
    std::string text{};    ///< as typed
    std::string content{}; ///< HTML
    std::optional<Time> starts_at{};
    std::optional<Time> ends_at{};
    bool all_day = false;
    Time published_at{};
    Time updated_at{};
};
struct Reaction
{
    AnnouncementId announcement{};
    std::string name{};
    std::int64_t count = 0;
    bool me = false;
};

/// `id` and times of publication are made here. Like all changes below but mark_read, it leaves an event for streams.
AnnouncementId add(Transaction& tx, const Announcement& announcement);
bool remove(Transaction& tx, AnnouncementId id);
/// All that there are, newest first.
[[nodiscard]] std::vector<Announcement> list(Transaction& tx, int limit);

struct Shown
{
    Announcement announcement{};
    bool read = false;
};
/// What has not ended at `now`, oldest first; `with_read`: also what the account put away.
[[nodiscard]] std::vector<Shown> shown(Transaction& tx, AccountId account, Time now, bool with_read);
[[nodiscard]] bool exists(Transaction& tx, AnnouncementId id);
void mark_read(Transaction& tx, AnnouncementId id, AccountId account);

/// In the order of first use.
[[nodiscard]] std::vector<Reaction>
reactions(Transaction& tx, const std::vector<AnnouncementId>& ids, AccountId viewer);
/// too_many when it would be more than `most` different ones. Repeating it is no error.
[[nodiscard]] result<void>
react(Transaction& tx, AnnouncementId id, AccountId account, std::string_view name, std::int64_t most);
void unreact(Transaction& tx, AnnouncementId id, AccountId account, std::string_view name);

} // namespace storage::announcements
} // namespace rounds
