#pragma once

#include "server/api/shown.hpp"
#include "storage/collections.hpp"
#include "storage/moderation.hpp"
#include "storage/notifications.hpp"
#include "storage/reports.hpp"

#include <string>
#include <unordered_map>
#include <vector>

namespace rounds::api {

/// What notifications are told with: accounts in two queries, reports in one, warnings in two, collections in three,
/// posts as Shown loads them.
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
    /// Of whom it is told to, for words of ours.
    void speak(std::string locale) { locale_ = std::move(locale); }

    /// Its account, post and report may still be seen, and no filter of the reader hides it.
    [[nodiscard]] bool can_tell(const storage::notifications::Notification& one) const;
    /// Notification. can_tell() must hold. `supported`: the kinds that the app knows (supported_types[]); nothing: it
    /// does not say, and gets no fallback.
    [[nodiscard]] std::string json(
        const storage::notifications::Notification& one,
        const std::optional<std::vector<std::string>>& supported = std::nullopt
    ) const;

    /// Nothing when it was not loaded, or is gone.
    [[nodiscard]] const storage::AccountView* account(AccountId id) const;
    [[nodiscard]] std::string account_json(const storage::AccountView& view) const;
    /// Report, of a notification that has one.
    [[nodiscard]] std::string report_json(ReportId id) const;
    /// AccountWarning, of a notification that has one.
    [[nodiscard]] std::string warning_json(StrikeId id) const;
    /// Collection, of a notification that has one.
    [[nodiscard]] std::string collection_json(CollectionId id) const;
    /// NotificationFallback for apps that do not list the kind in supported_types[]; empty when there is none.
    [[nodiscard]] std::string
    fallback_json(const storage::notifications::Notification& one, const std::vector<std::string>& supported) const;
    [[nodiscard]] const Shown& shown() const noexcept { return shown_; }

private:
    Shown shown_;
    std::unordered_map<AccountId, storage::AccountView> accounts_;
    std::unordered_map<ReportId, storage::reports::Report> reports_;
    std::unordered_map<StrikeId, storage::moderation::Strike> strikes_;
    std::unordered_map<StrikeId, storage::moderation::Appeal> appeals_;
    std::unordered_map<CollectionId, storage::Collection> collections_;
    std::vector<storage::CollectionItem> recommended_;
    std::string locale_;
};

} // namespace rounds::api
