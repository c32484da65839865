#pragma once

#include "server/api/shown.hpp"
#include "storage/moderation.hpp"
#include "storage/notifications.hpp"
#include "storage/reports.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace rounds::api {

/// What notifications are told with: accounts in two queries, reports in one, warnings in two, posts as Shown loads
/// them.
class Told
{
public:
    explicit Told(const Context& ctx) : shown_(ctx) {}
    /// An empty Shown of whom it is told to.
    explicit Told(Shown shown) : shown_(std::move(shown)) {}

    /// May be called once.
    void load(
        Transaction& tx, const std::vector<storage::notifications::Notification>& all, std::vector<AccountId> more = {}
    );

    /// Its account, post and report may still be seen, and no filter of the reader hides it.
    [[nodiscard]] bool can_tell(const storage::notifications::Notification& one) const;
    /// Notification. can_tell() must hold.
    [[nodiscard]] std::string json(const storage::notifications::Notification& one) const;

    /// Nothing when it was not loaded, or is gone.
    [[nodiscard]] const storage::AccountView* account(AccountId id) const;
    [[nodiscard]] std::string account_json(const storage::AccountView& view) const;
    /// Report, of a notification that has one.
    [[nodiscard]] std::string report_json(ReportId id) const;
    /// AccountWarning, of a notification that has one.
    [[nodiscard]] std::string warning_json(StrikeId id) const;
    [[nodiscard]] const Shown& shown() const noexcept { return shown_; }

private:
    Shown shown_;
    std::unordered_map<AccountId, storage::AccountView> accounts_;
    std::unordered_map<ReportId, storage::reports::Report> reports_;
    std::unordered_map<StrikeId, storage::moderation::Strike> strikes_;
    std::unordered_map<StrikeId, storage::moderation::Appeal> appeals_;
};

} // namespace rounds::api
