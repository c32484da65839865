#pragma once

#include "storage/base/error.hpp"
#include "storage/base/ids.hpp"

#include <cstddef>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace rounds::streaming {

/// How many streams are open, and how many of each account. Thread-safe.
class Seats
{
public:
    struct Limits
    {
        std::size_t all;
        std::size_t per_account;
    };
    explicit Seats(Limits limits) : limits_(limits) {}

    /// Given back at the end of its life, which the Seats must outlive.
    class Seat
    {
    public:
        Seat(Seats& seats, AccountId account) : seats_(&seats), account_(account) {}
        Seat(Seat&& other) noexcept : seats_(std::exchange(other.seats_, nullptr)), account_(other.account_) {}
        Seat& operator=(Seat&&) = delete;
        ~Seat()
        {
            if (seats_ != nullptr) seats_->give_back(account_);
        }

    private:
        Seats* seats_;
        AccountId account_;
    };
    /// too_many when the account has all it may have; unavailable when all are taken.
    [[nodiscard]] result<Seat> take(AccountId account);
    [[nodiscard]] std::size_t taken() const;

private:
    void give_back(AccountId account) noexcept;

    const Limits limits_;
    mutable std::mutex mutex_;
    std::size_t taken_ = 0;
    std::unordered_map<AccountId, std::size_t> by_account_;
};

} // namespace rounds::streaming
