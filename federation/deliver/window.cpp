#include "federation/deliver/window.hpp"

#include <algorithm>
#include <iterator>

namespace rounds::deliver {

namespace {

constexpr std::size_t remembered_hosts = 10'000;

} // namespace

std::size_t Windows::window(const Host& host) const noexcept
{
    switch (host.standing) {
    case Standing::alive:
        return per_host_;
    case Standing::unproven:
        return std::min(per_host_, window_of_unproven);
    case Standing::failing:
        break;
    }
    return std::min(per_host_, window_of_failing);
}

std::size_t Windows::places_taken() const noexcept
{
    return under_way_ - slow_ + slow_ / slow_per_place;
}

bool Windows::may_send(const Host& host) const noexcept
{
    if (host.slow > 0 || host.under_way >= window(host)) return false;
    return host.under_way == 0 || places_taken() < std::max<std::size_t>(overall_ / 2, 1);
}

void Windows::add(Item item)
{
    const auto name = item.row.host;
    const auto [it, fresh] = hosts_.try_emplace(name);
    if (fresh)
        if (const auto known = remembered_.find(name); known != remembered_.end()) it->second.standing = known->second;
    if (it->second.queue.empty()) turn_.push_back(name);
    it->second.queue.push_back(std::move(item));
    ++queued_;
}

std::optional<Item> Windows::next()
{
    if (places_taken() >= overall_) return std::nullopt;
    for (std::size_t looked = turn_.size(); looked > 0; --looked) {
        const auto name = std::move(turn_.front());
        turn_.pop_front();
        auto& host = hosts_.at(name);
        if (!may_send(host)) {
            turn_.push_back(name);
            continue;
        }
        auto item = std::move(host.queue.front());
        host.queue.pop_front();
        if (!host.queue.empty()) turn_.push_back(name);
        ++host.under_way;
        ++under_way_;
        --queued_;
        return item;
    }
    return std::nullopt;
}

void Windows::slow(const std::string& name)
{
    ++hosts_.at(name).slow;
    ++slow_;
}

void Windows::finished(const std::string& name, bool alive, bool was_slow)
{
    auto& host = hosts_.at(name);
    host.standing = alive ? Standing::alive : Standing::failing;
    if (was_slow) {
        --host.slow;
        --slow_;
    }
    --host.under_way;
    --under_way_;
    forget_if_idle(name);
}

void Windows::forget_if_idle(const std::string& name)
{
    const auto it = hosts_.find(name);
    if (it == hosts_.end() || it->second.under_way > 0 || !it->second.queue.empty()) return;
    if (remembered_.size() >= remembered_hosts) remembered_.erase(remembered_.begin());
    remembered_[name] = it->second.standing;
    hosts_.erase(it);
}

std::vector<Item> Windows::take_back(const std::string& name)
{
    const auto it = hosts_.find(name);
    if (it == hosts_.end() || it->second.queue.empty()) return {};
    auto& queue = it->second.queue;
    std::vector<Item> items(std::make_move_iterator(queue.begin()), std::make_move_iterator(queue.end()));
    queue.clear();
    queued_ -= items.size();
    std::erase(turn_, name);
    forget_if_idle(name);
    return items;
}

std::vector<Item> Windows::take_back_all()
{
    std::vector<Item> items;
    const auto names = turn_;
    for (const auto& name : names) std::ranges::move(take_back(name), std::back_inserter(items));
    return items;
}

std::vector<Item> Windows::take_back_slow()
{
    std::vector<Item> items;
    if (slow_ == 0) return items;
    const auto names = turn_;
    for (const auto& name : names)
        if (hosts_.at(name).slow > 0) std::ranges::move(take_back(name), std::back_inserter(items));
    return items;
}

std::vector<std::string> Windows::busy_hosts() const
{
    std::vector<std::string> busy;
    for (const auto& [name, host] : hosts_)
        if (host.slow > 0 || host.queue.size() + host.under_way >= per_host_) busy.push_back(name);
    return busy;
}

} // namespace rounds::deliver
