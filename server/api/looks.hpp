#pragma once

#include "server/api/invalidations.hpp"
#include "storage/model/status.hpp"

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rounds::api {

/// What people did with posts (favourites, bookmarks, votes ...), by person, as the tables had it when they last looked
/// at them; that a post is here says that its author did not block them then. Dropped by events (State::apply) and by
/// each request that may change something. Bounded; who looked longest ago goes first. Thread-safe.
class Looks
{
public:
    using Ticket = Invalidations<AccountId>::Ticket;
    struct Limits
    {
        std::size_t people = 10'000;
        std::size_t posts = 400; ///< of one person
    };

    Looks() : Looks(Limits{}) {}
    explicit Looks(Limits limits) : limits_(limits) {}

    /// Take before reading what put() will bring.
    [[nodiscard]] Ticket ticket() const;
    /// In the order of `posts`; nothing when any of them is not known.
    [[nodiscard]] std::optional<std::vector<storage::ViewerFlags>>
    find(AccountId viewer, const std::vector<StatusId>& posts);
    /// Nothing happens when the person has done something since the ticket.
    void put(Ticket ticket, AccountId viewer, const std::vector<std::pair<StatusId, storage::ViewerFlags>>& flags);
    void drop(AccountId viewer);
    void clear();

    [[nodiscard]] std::size_t people() const;

private:
    struct Person
    {
        std::unordered_map<StatusId, storage::ViewerFlags> flags;
        std::uint64_t used = 0;
    };

    void forget_oldest();

    Limits limits_;
    mutable std::mutex mutex_;
    std::unordered_map<AccountId, Person> people_;
    Invalidations<AccountId> invalidations_;
    std::uint64_t uses_ = 0;
};

} // namespace rounds::api
