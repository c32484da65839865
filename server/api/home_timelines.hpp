#pragma once

#include "server/app/event_reader.hpp"
#include "storage/base/clock.hpp"
#include "storage/home.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <vector>

namespace rounds::api {

/// Home timelines of active people as rings of ids in memory. The truth is in the tables (storage/home.hpp): a ring is
/// built on demand and brought up to date when it is read, from a log of recent events that all rings share. Events may
/// come twice; a ring that the log has left behind is built again. Thread-safe.
class HomeTimelines
{
public:
    struct Limits
    {
        std::size_t entries = 400;
        std::size_t first_entries = 40; ///< most people read no further: a new ring begins so, and grows on demand
        int per_author = 40;            ///< the largest page: a ring with one author only serves it whole
        std::size_t people = 10'000;
        std::size_t log = 20'000;
        std::size_t candidates = 1'000;   ///< more new posts than this: build again
        std::chrono::minutes max_age{30}; ///< what no event tells (a late parent of a reply) is seen by then
    };

    explicit HomeTimelines(const Clock& clock);
    HomeTimelines(const Clock& clock, Limits limits);

    /// Ids newest first. No query when the ring is warm and nothing new concerns it, one when something does. Not the
    /// authority on who may see them.
    [[nodiscard]] std::vector<StatusId>
    page(storage::Transaction& tx, AccountId account, const storage::accounts::Page& page);
    /// The same without any query; nothing when it takes one.
    [[nodiscard]] std::optional<std::vector<StatusId>> known(AccountId account, const storage::accounts::Page& page);

    void apply(const app::EventReader::Events& events);
    /// Lets an author see a post before its event is read.
    void posted(StatusId id, AccountId author);
    /// The person's follows, mutes, lists ... have changed.
    void changed(AccountId account);
    void clear();

    [[nodiscard]] std::size_t rings() const;

private:
    enum class What : std::uint8_t { post, edit, removal, graph };
    struct LogEntry
    {
        What what;
        std::int64_t id; ///< of the post, or of the account for graph
        AccountId account;
    };
    struct Ring
    {
        std::vector<storage::home::Entry> entries; ///< newest first
        StatusId floor{};                          ///< complete from here upwards
        bool exhausted = false;                    ///< there is nothing below the floor
        std::shared_ptr<const storage::home::Sources> sources;
        std::uint64_t seen = 0; ///< how far in the log
        Time built_at{};
    };
    struct Slot
    {
        std::shared_ptr<const Ring> ring;
        std::uint64_t seen = 0; ///< how far in the log there is nothing that concerns the ring
        std::uint64_t used = 0;
    };
    struct News
    {
        bool rebuild = false;
        std::uint64_t seen = 0;
        std::vector<StatusId> candidates;
        std::vector<StatusId> removed;

        [[nodiscard]] bool none() const noexcept { return !rebuild && candidates.empty() && removed.empty(); }
    };

    struct Found
    {
        std::shared_ptr<const Ring> ring; ///< null: there is none
        News news;                        ///< what is to be done to it
    };

    [[nodiscard]] Found find(AccountId account);
    [[nodiscard]] std::shared_ptr<const Ring> current(storage::Transaction& tx, AccountId account);
    [[nodiscard]] std::shared_ptr<const Ring> build(storage::Transaction& tx, AccountId account) const;
    [[nodiscard]] std::shared_ptr<const Ring>
    grown(storage::Transaction& tx, AccountId account, const Ring& ring) const;
    /// Of the page, what the ring has; `all` when that is the whole page.
    [[nodiscard]] static std::vector<StatusId> select(const Ring& ring, const storage::accounts::Page& page, bool& all);
    [[nodiscard]] News news(const Ring& ring, std::uint64_t seen, AccountId account) const;
    [[nodiscard]] Ring advance(const Ring& old, const News& news, std::vector<storage::home::Entry> accepted) const;
    void keep(AccountId account, std::shared_ptr<const Ring> ring);
    void log(What what, std::int64_t id, AccountId account);

    const Clock& clock_;
    Limits limits_;
    mutable std::mutex mutex_;
    std::unordered_map<AccountId, Slot> slots_;
    std::uint64_t uses_ = 0;
    std::deque<LogEntry> log_;
    std::uint64_t log_begin_ = 0; ///< sequence of log_.front()
};

} // namespace rounds::api
