#pragma once

#include "federation/build/keyring.hpp"
#include "storage/deliveries.hpp"

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rounds::deliver {

/// An activity in memory while any delivery of it is.
struct Said
{
    std::string body;
    std::shared_ptr<const build::LocalKeys> keys; ///< null: its actor has none any more
};

struct Item
{
    storage::deliveries::Delivery row;
    std::shared_ptr<const Said> said;
};

/// Claimed rows in memory: a queue per host, of which a few are under way at once, and a limit over all. Hosts take
/// turns, and nobody has a second one under way when half of the limit is used. What is under way for long makes its
/// host slow: it gets no more, and hardly counts for the limit, so servers that take everything and never answer hold
/// back nobody but themselves, whatever their number. Not thread-safe.
class Windows
{
public:
    Windows(std::size_t per_host, std::size_t overall) : per_host_(per_host), overall_(overall) {}

    void add(Item item);
    /// The next item that may be sent now; it counts as under way until finished().
    [[nodiscard]] std::optional<Item> next();
    /// One that is under way has waited for long; finished() is to be told.
    void slow(const std::string& host);
    /// `alive`: it answered. A host that has not yet, or no longer does, gets a narrow window.
    void finished(const std::string& host, bool alive, bool was_slow = false);
    /// Takes everything that is not under way; of one host, or of all.
    [[nodiscard]] std::vector<Item> take_back(const std::string& host);
    [[nodiscard]] std::vector<Item> take_back_all();
    /// Of all slow hosts: what waits for them need not wait in memory.
    [[nodiscard]] std::vector<Item> take_back_slow();

    /// Hosts with a full window and more, or slow: claiming further rows for them would fill the memory.
    [[nodiscard]] std::vector<std::string> busy_hosts() const;
    [[nodiscard]] std::size_t queued() const noexcept { return queued_; }
    [[nodiscard]] std::size_t under_way() const noexcept { return under_way_; }

    /// Towards a server that has not answered yet: two sockets, then it is known what it is.
    static constexpr std::size_t window_of_unproven = 2;
    static constexpr std::size_t window_of_failing = 1;
    /// So many slow ones count as one of the limit over all: sockets stay bounded.
    static constexpr std::size_t slow_per_place = 8;

private:
    enum class Standing { unproven, alive, failing };
    struct Host
    {
        std::deque<Item> queue;
        std::size_t under_way = 0;
        std::size_t slow = 0; ///< of those
        Standing standing = Standing::unproven;
    };
    [[nodiscard]] std::size_t window(const Host& host) const noexcept;
    [[nodiscard]] std::size_t places_taken() const noexcept;
    [[nodiscard]] bool may_send(const Host& host) const noexcept;
    void forget_if_idle(const std::string& host);

    std::size_t per_host_;
    std::size_t overall_;
    std::size_t queued_ = 0;
    std::size_t under_way_ = 0;
    std::size_t slow_ = 0;
    std::map<std::string, Host> hosts_;
    std::deque<std::string> turn_;               ///< hosts with something queued, next first; each once
    std::map<std::string, Standing> remembered_; ///< of hosts that are not in hosts_; bounded
};

} // namespace rounds::deliver
