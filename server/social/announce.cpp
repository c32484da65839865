#include "server/social/verbs.hpp"

namespace rounds::social {

namespace {

using storage::Statement;

/// Networks of ours among $1 that let $2 post. A network's own posts need no announcing.
const Statement open_networks_sql{"networks.open_to", R"(
    SELECT n.account_id FROM networks n JOIN accounts a ON a.id = n.account_id
    WHERE n.account_id = ANY($1) AND n.account_id <> $2 AND n.closed_at IS NULL AND a.domain IS NULL AND a.suspended_at IS NULL
        AND a.deleted_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = n.account_id AND b.target_account_id = $2)
        AND (n.posting_policy = 'everyone'
            OR EXISTS (SELECT 1 FROM network_roles r
                WHERE r.network_id = n.id AND r.account_id = $2 AND r.role = 'steward')
            OR n.posting_policy = 'followers' AND EXISTS (SELECT 1 FROM follows f
                WHERE f.account_id = $2 AND f.target_account_id = n.account_id AND f.accepted_at IS NOT NULL)
            OR n.posting_policy = 'followers' AND EXISTS (SELECT 1 FROM network_roles r
                WHERE r.network_id = n.id AND r.account_id = $2 AND (r.until IS NULL OR r.until > now())))
    ORDER BY n.account_id)"};

} // namespace

std::vector<AccountId> announce(
    Transaction& tx,
    const Account& author,
    const Status& status,
    const std::vector<AccountId>& networks,
    std::string_view activity_uri
)
{
    std::vector<AccountId> announcing;
    if (networks.empty() || status.visibility > Visibility::unlisted) return announcing;
    if (!author.local() && activity_uri.empty()) return announcing; // it was fetched, not sent: nothing to wrap
    for (const auto row : tx.exec(open_networks_sql, networks, author.id))
        announcing.push_back(row.at(0).as<AccountId>());
    for (const auto network : announcing)
        say(tx,
            {.what = Say::activity_announced,
             .account = network,
             .target = {},
             .status = status.id,
             .text = activity_uri});
    return announcing;
}

} // namespace rounds::social
