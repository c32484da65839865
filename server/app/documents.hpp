#pragma once

#include "server/app/event_reader.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace rounds::app {

/// Documents of accounts of ours that are the same for everybody who may read them (actors, WebFinger answers), ready
/// to be sent. Dropped by events of their account ("account.update"); what no event tells is seen after `max_age`.
/// Whoever shows one without asking the tables needs Freshness besides. Bounded by entries. Thread-safe.
class Documents
{
public:
    using Ticket = std::uint64_t;
    using Body = std::shared_ptr<const std::string>;

    explicit Documents(
        const Clock& clock, std::size_t most = 5'000, std::chrono::seconds max_age = std::chrono::seconds{30}
    )
        : clock_(clock), most_(most), max_age_(max_age)
    {
    }

    /// Take before reading what put() will bring.
    [[nodiscard]] Ticket ticket() const;
    /// Null when it is not here.
    [[nodiscard]] Body find(const std::string& key) const;
    /// Nothing happens when anything was dropped since the ticket.
    void put(Ticket ticket, const std::string& key, AccountId account, std::string body);
    /// Give it to EventReader::subscribe.
    void apply(const EventReader::Events& events);

private:
    struct Entry
    {
        AccountId account;
        Body body;
        Time until;
    };

    /// Under the lock.
    void drop_all_of(AccountId account);

    const Clock& clock_;
    std::size_t most_;
    std::chrono::seconds max_age_;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, Entry> entries_;
    std::unordered_map<AccountId, std::vector<std::string>> keys_;
    Ticket drops_ = 0;
};

} // namespace rounds::app
