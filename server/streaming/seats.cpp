#include "server/streaming/seats.hpp"

namespace rounds::streaming {

result<Seats::Seat> Seats::take(AccountId account)
{
    const std::lock_guard lock{mutex_};
    if (taken_ >= limits_.all) return errc::unavailable;
    auto& mine = by_account_[account];
    if (mine >= limits_.per_account) return errc::too_many;
    ++mine;
    ++taken_;
    return Seat{*this, account};
}

std::size_t Seats::taken() const
{
    const std::lock_guard lock{mutex_};
    return taken_;
}

void Seats::give_back(AccountId account) noexcept
{
    const std::lock_guard lock{mutex_};
    --taken_;
    const auto mine = by_account_.find(account);
    if (--mine->second == 0) by_account_.erase(mine);
}

} // namespace rounds::streaming
