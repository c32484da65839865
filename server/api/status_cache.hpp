#pragma once

#include "server/api/invalidations.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/model/collection.hpp"
#include "storage/model/poll.hpp"
#include "storage/model/status.hpp"
#include "storage/streams.hpp"

#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace rounds::api {

/// A post as everybody sees it, ready to be sent once the viewer's keys are added.
struct Rendered
{
    StatusId id{};
    AccountId author{};
    storage::Visibility visibility = storage::Visibility::direct;
    std::optional<StatusId> reblog_of;
    std::optional<ConversationId> conversation;
    std::string head; ///< a JSON object without its last brace, and without `reblog`, `poll` and `quote`
    std::optional<storage::Poll> poll;   ///< rendered for each answer: it ends by itself
    std::optional<storage::Quote> quote; ///< what is seen of the quoted post depends on who looks
    storage::QuotePolicy quote_policy;
    std::vector<CollectionId> collections; ///< that it links: shown as they are at the time of the answer
    std::string words;                     ///< what filters look at: folded, without markup
    storage::streams::Facts facts;         ///< whom the news of it may concern

    [[nodiscard]] std::size_t bytes() const noexcept
    {
        constexpr std::size_t each = sizeof(std::string) + 16;
        return sizeof *this + head.size() + words.size() + facts.tags.size() * each + 128;
    }
};

/// Rendered posts by id, bounded by bytes; the least recently used go first. Changed posts are dropped by events
/// (State::apply); counters of authors inside may be as old as `max_age`. Thread-safe.
class StatusCache
{
public:
    using Ticket = Invalidations<StatusId>::Ticket;

    StatusCache(const Clock& clock, std::size_t max_bytes, std::chrono::seconds max_age = std::chrono::minutes{5});

    /// Take before reading what put() will bring.
    [[nodiscard]] Ticket ticket() const;
    /// In the order of `ids`; null where it is not known.
    [[nodiscard]] std::vector<std::shared_ptr<const Rendered>> find(const std::vector<StatusId>& ids);
    /// Nothing happens when the post has changed since the ticket.
    void put(Ticket ticket, std::shared_ptr<const Rendered> rendered);
    void drop(StatusId id);
    void drop_author(AccountId author);
    void clear();

    struct Figures
    {
        std::size_t entries;
        std::size_t bytes;
        std::size_t hits;
        std::size_t misses;
    };
    [[nodiscard]] Figures figures() const;

private:
    struct Entry
    {
        std::shared_ptr<const Rendered> rendered;
        Time put_at;
    };
    using Order = std::list<Entry>;

    void erase(Order::iterator entry);

    const Clock& clock_;
    std::size_t max_bytes_;
    std::chrono::seconds max_age_;
    mutable std::mutex mutex_;
    Order order_; ///< most recently used first
    std::unordered_map<StatusId, Order::iterator> by_id_;
    Invalidations<StatusId> invalidations_;
    std::size_t bytes_ = 0;
    std::size_t hits_ = 0;
    std::size_t misses_ = 0;
};

} // namespace rounds::api
