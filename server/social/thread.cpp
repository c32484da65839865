#include "server/social/thread.hpp"

#include "server/social/visibility.hpp"

#include <algorithm>

namespace rounds::social {

result<Status> find_original(Transaction& tx, StatusId id, AccountId viewer)
{
    auto found = find_visible(tx, id, viewer);
    if (found && found->reblog_of) return find_visible(tx, *found->reblog_of, viewer);
    return found;
}

void attach_to_parent(Status& status, const Status& parent)
{
    status.in_reply_to = parent.id;
    status.in_reply_to_account = parent.account;
    status.in_reply_to_uri = parent.uri;
    if (parent.conversation) status.conversation = parent.conversation;
    if (!status.audience && status.visibility != Visibility::direct) status.audience = parent.audience;
}

void count_post(Transaction& tx, const Status& status, int by)
{
    if (status.in_reply_to && open_to_all(status)) {
        storage::statuses::StatsChange change;
        change.replies = by;
        storage::statuses::change_stats(tx, *status.in_reply_to, change);
    }
    if (status.visibility == Visibility::direct) return; // the number of posts is public
    storage::accounts::StatsChange change;
    change.statuses = by;
    change.posted = by > 0;
    storage::accounts::change_stats(tx, status.account, change);
}

std::optional<AccountId> first_network(const std::vector<storage::AccountView>& mentioned)
{
    const auto found = std::ranges::find_if(mentioned, [](const auto& view) { return view.account.group(); });
    if (found == mentioned.end()) return std::nullopt;
    return found->account.id;
}

std::vector<AccountId> groups_among(const std::vector<storage::AccountView>& mentioned)
{
    std::vector<AccountId> groups;
    for (const auto& view : mentioned)
        if (view.account.group()) groups.push_back(view.account.id);
    return groups;
}

std::vector<AccountId> networks_of(const Status& status, const std::vector<storage::AccountView>& mentioned)
{
    std::vector<AccountId> networks;
    if (status.audience) networks.push_back(*status.audience);
    for (const auto& view : mentioned)
        if (view.account.group() && view.account.local() && view.account.id != status.audience)
            networks.push_back(view.account.id);
    return networks;
}

void boost_by(Transaction& tx, const Urls& urls, const std::vector<AccountId>& networks, const Status& status, Time now)
{
    for (const auto& [network, stats] : storage::accounts::views(tx, networks))
        if (network.id != status.account) (void)boost(tx, urls, network, status.id, status.visibility, now);
}

} // namespace rounds::social
