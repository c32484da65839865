#include "server/api/looks.hpp"

#include <algorithm>

namespace rounds::api {

Looks::Ticket Looks::ticket() const
{
    const std::lock_guard lock{mutex_};
    return invalidations_.ticket();
}

std::optional<std::vector<storage::ViewerFlags>> Looks::find(AccountId viewer, const std::vector<StatusId>& posts)
{
    std::vector<storage::ViewerFlags> found;
    found.reserve(posts.size());
    const std::lock_guard lock{mutex_};
    const auto person = people_.find(viewer);
    if (person == people_.end()) return std::nullopt;
    person->second.used = ++uses_;
    for (const auto id : posts) {
        const auto flags = person->second.flags.find(id);
        if (flags == person->second.flags.end()) return std::nullopt;
        found.push_back(flags->second);
    }
    return found;
}

void Looks::put(Ticket ticket, AccountId viewer, const std::vector<std::pair<StatusId, storage::ViewerFlags>>& flags)
{
    const std::lock_guard lock{mutex_};
    if (flags.size() > limits_.posts || invalidations_.stale(ticket, viewer)) return;
    auto& person = people_[viewer];
    person.used = ++uses_;
    if (person.flags.size() + flags.size() > limits_.posts) person.flags.clear();
    for (const auto& [id, value] : flags) person.flags.insert_or_assign(id, value);
    if (people_.size() > limits_.people) forget_oldest();
}

void Looks::drop(AccountId viewer)
{
    const std::lock_guard lock{mutex_};
    invalidations_.note(viewer);
    people_.erase(viewer);
}

void Looks::clear()
{
    const std::lock_guard lock{mutex_};
    invalidations_.note_all();
    people_.clear();
}

std::size_t Looks::people() const
{
    const std::lock_guard lock{mutex_};
    return people_.size();
}

/// Under the lock. Rarely: a tenth goes at once, so that this scan is paid by many.
void Looks::forget_oldest()
{
    std::vector<std::pair<std::uint64_t, AccountId>> by_use;
    by_use.reserve(people_.size());
    for (const auto& [id, person] : people_) by_use.emplace_back(person.used, id);
    const auto going = std::max<std::size_t>(1, limits_.people / 10);
    std::ranges::nth_element(by_use, by_use.begin() + static_cast<std::ptrdiff_t>(going));
    for (std::size_t i = 0; i < going; ++i) people_.erase(by_use[i].second);
}

} // namespace rounds::api
