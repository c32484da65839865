#include "server/social/passing.hpp"
#include "storage/network_acts.hpp"

namespace rounds::social {

namespace {

using storage::Statement;

/// Networks of ours among $1 that let $2 post, and did not take $3 out; $4: it is its end. A network's own posts need
/// no announcing.
const Statement open_networks_sql{"networks.open_to", R"(
    SELECT n.account_id FROM networks n JOIN accounts a ON a.id = n.account_id
    WHERE n.account_id = ANY($1) AND n.account_id <> $2 AND n.closed_at IS NULL AND a.domain IS NULL AND a.suspended_at IS NULL
        AND a.deleted_at IS NULL
        AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = n.account_id AND b.target_account_id = $2)
        AND ($4 OR NOT EXISTS (SELECT 1 FROM network_acts k
            WHERE k.group_account_id = n.account_id AND k.undone_at IS NULL
                AND (k.account_id = $2 AND (k.until IS NULL OR k.until > now())
                    OR k.status_id = $3 AND k.kind = 'removal')))
        AND (n.posting_policy = 'everyone'
            OR EXISTS (SELECT 1 FROM network_roles r
                WHERE r.network_id = n.id AND r.account_id = $2 AND r.role = 'steward')
            OR n.posting_policy = 'followers' AND EXISTS (SELECT 1 FROM follows f
                WHERE f.account_id = $2 AND f.target_account_id = n.account_id AND f.accepted_at IS NOT NULL)
            OR n.posting_policy = 'followers' AND EXISTS (SELECT 1 FROM network_roles r
                WHERE r.network_id = n.id AND r.account_id = $2 AND (r.until IS NULL OR r.until > now())))
    ORDER BY n.account_id)"};

/// The end of a post is passed on whatever stands against its author.
enum class Passing { news, end };

std::vector<AccountId> pass_on(
    Transaction& tx,
    const Account& author,
    const Status& status,
    const std::vector<AccountId>& networks,
    std::string_view activity_uri,
    Passing passing
)
{
    std::vector<AccountId> announcing;
    if (networks.empty() || status.visibility > Visibility::unlisted) return announcing;
    if (!author.local() && activity_uri.empty()) return announcing; // it was fetched, not sent: nothing to wrap
    for (const auto row : tx.exec(open_networks_sql, networks, author.id, status.id, passing == Passing::end))
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

} // namespace

std::vector<AccountId> announce(
    Transaction& tx,
    const Account& author,
    const Status& status,
    const std::vector<AccountId>& networks,
    std::string_view activity_uri
)
{
    return pass_on(tx, author, status, networks, activity_uri, Passing::news);
}

void announce_end(Transaction& tx, const Account& author, const Status& status, std::string_view activity_uri)
{
    auto networks = storage::network_acts::removed_by(tx, status.id);
    if (status.audience) networks.push_back(*status.audience);
    (void)pass_on(tx, author, status, networks, activity_uri, Passing::end);
}

} // namespace rounds::social
