#include "server/app/documents.hpp"

namespace rounds::app {

Documents::Ticket Documents::ticket() const
{
    const std::lock_guard lock{mutex_};
    return drops_;
}

Documents::Body Documents::find(const std::string& key) const
{
    const std::lock_guard lock{mutex_};
    const auto found = entries_.find(key);
    return found == entries_.end() || found->second.until <= clock_.now() ? nullptr : found->second.body;
}

void Documents::put(Ticket ticket, const std::string& key, AccountId account, std::string body)
{
    const auto now = clock_.now();
    const std::lock_guard lock{mutex_};
    if (ticket != drops_) return;
    if (entries_.size() >= most_) {
        entries_.clear();
        keys_.clear();
    }
    auto& entry = entries_[key];
    if (!entry.body) keys_[account].push_back(key);
    entry = {account, std::make_shared<const std::string>(std::move(body)), now + max_age_};
}

void Documents::drop_all_of(AccountId account)
{
    const auto keys = keys_.find(account);
    if (keys == keys_.end()) return; // as of most accounts, which are not ours
    for (const auto& key : keys->second) entries_.erase(key);
    keys_.erase(keys);
}

void Documents::apply(const EventReader::Events& events)
{
    const std::lock_guard lock{mutex_};
    for (const auto& event : events) {
        if (event.kind == "reset") {
            ++drops_;
            entries_.clear();
            keys_.clear();
        } else if (event.kind == "account.update" && event.account) {
            ++drops_;
            drop_all_of(*event.account);
        }
    }
}

} // namespace rounds::app
