#pragma once

#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Who received something: deliveries, fetches, copies that people took. Also of what is gone.
namespace rounds::storage::received {

/// An inbox that something was sent to, and how it answered when it was told to delete that.
struct Receiver
{
    std::string host{};
    std::string inbox{};
    std::vector<std::string> kinds{};   ///< Create, Update, Announce ...; empty: only told of the deletion
    std::string state{};                ///< of the last of them: done, failed, waiting, parked
    std::optional<Time> at{};           ///< when that ended
    std::optional<int> status{};        ///< HTTP status of it
    std::string error{};                ///< why it failed
    std::string recall{};               ///< of the last Delete; empty: none was sent
    std::optional<Time> recalled_at{};  ///< when that ended
    std::optional<int> recall_status{}; ///< HTTP status of it

    /// It may have a copy, and has not confirmed that it deleted it.
    [[nodiscard]] bool open() const noexcept { return recall != "done" && !kinds.empty(); }
};
/// Of the object and of boosts of it by people here, by host.
[[nodiscard]] std::vector<Receiver> receivers(Transaction& tx, std::string_view object_uri, int limit);
/// Of everything the account ever said: one row for each inbox.
[[nodiscard]] std::vector<Receiver> receivers_from(Transaction& tx, AccountId account, int limit);

struct Fetch
{
    std::string host{};
    std::string kind{};  ///< signed, named, media
    std::string actor{}; ///< who signed last
    Time first_at{};
    Time last_at{};
    int times = 0;
};
/// Remembers that a server fetched an object; one row for each host and kind.
void note_fetch(
    Transaction& tx,
    std::string_view object_uri,
    std::string_view host,
    std::string_view kind,
    std::string_view actor,
    Time now
);
/// The same for the post that a file is on, when it is on one.
void note_file(Transaction& tx, std::string_view file_key, std::string_view host, Time now);
[[nodiscard]] std::vector<Fetch> fetches(Transaction& tx, std::string_view object_uri, int limit);
/// The oldest go: those from before `before`, and those beyond the newest `most`. At most `limit`; returns how many.
std::size_t forget_fetches(Transaction& tx, Time before, std::int64_t most, int limit);

/// A copy that somebody took and that the object may be in, as the audit log has it.
struct Export
{
    Time at{};
    std::optional<AccountId> actor{};
    std::string action{}; ///< data.export, transcript.export, archive.make, backup.make
};
/// Archives of the author's data and transcripts of the chat made since, and backups.
[[nodiscard]] std::vector<Export> exports(Transaction& tx, AccountId author, StatusId status, Time since, int limit);

/// How many people of this instance had it on their home page or were named in it.
[[nodiscard]] std::int64_t local_readers(Transaction& tx, StatusId status);

} // namespace rounds::storage::received
