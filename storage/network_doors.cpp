#include "storage/network_doors.hpp"

namespace rounds::storage::networks {
namespace {

const Statement doors_sql{"network_doors.of", R"(
    SELECT id, title, local_only, sensitive FROM networks WHERE account_id = $1)"};

const Statement stays_sql{"network_doors.post_stays_here", R"(
    SELECT 1
    FROM statuses s
    LEFT JOIN statuses o ON o.id = s.reblog_of_id
    JOIN networks n ON n.local_only AND n.account_id IN (s.account_id, s.audience_account_id, o.audience_account_id)
    WHERE s.id = $1
    LIMIT 1)"};

const Statement pseudonym_sql{"network_doors.keeps_a_pseudonym", R"(
    SELECT 1 FROM networks n JOIN follows f ON f.target_account_id = n.account_id
    WHERE f.account_id = $1 AND n.sensitive LIMIT 1)"};

const Statement grant_sql{"network_doors.grant_consent", R"(
    INSERT INTO network_consents (network_id, account_id, wording) VALUES ($1, $2, $3)
    ON CONFLICT (network_id, account_id) WHERE withdrawn_at IS NULL DO NOTHING)"};

const Statement withdraw_sql{"network_doors.withdraw_consent", R"(
    UPDATE network_consents SET withdrawn_at = now()
    WHERE network_id = $1 AND account_id = $2 AND withdrawn_at IS NULL)"};

const Statement consents_sql{"network_doors.consents", R"(
    SELECT all_of.kind, all_of.network_id, n.title, all_of.wording, all_of.granted_at, all_of.withdrawn_at
    FROM (SELECT 'membership' AS kind, network_id, wording, granted_at, withdrawn_at
          FROM network_consents WHERE account_id = $1
          UNION ALL
          SELECT 'quotation', network_id, '', granted_at, withdrawn_at FROM quote_consents WHERE account_id = $1) all_of
    JOIN networks n ON n.id = all_of.network_id
    ORDER BY all_of.granted_at DESC, all_of.kind, all_of.network_id LIMIT $2)"};

} // namespace

Doors doors_of(Transaction& tx, AccountId group)
{
    const auto rows = tx.exec(doors_sql, group);
    if (rows.empty()) return {};
    const auto row = rows.front();
    return {
        row.get<NetworkId>("id"), row.get<std::string>("title"), row.get<bool>("local_only"), row.get<bool>("sensitive")
    };
}

bool post_stays_here(Transaction& tx, StatusId status)
{
    return !tx.exec(stays_sql, status).empty();
}

bool keeps_a_pseudonym(Transaction& tx, AccountId account)
{
    return !tx.exec(pseudonym_sql, account).empty();
}

void grant_consent(Transaction& tx, NetworkId network, AccountId account, std::string_view wording)
{
    tx.exec(grant_sql, network, account, wording);
}

void withdraw_consent(Transaction& tx, NetworkId network, AccountId account)
{
    tx.exec(withdraw_sql, network, account);
}

std::vector<Consent> consents_of(Transaction& tx, AccountId account, int limit)
{
    std::vector<Consent> found;
    for (const auto row : tx.exec(consents_sql, account, limit))
        found.push_back(
            {row.get<std::string>("kind"),
             row.get<NetworkId>("network_id"),
             row.get<std::string>("title"),
             row.get<std::string>("wording"),
             row.get<Time>("granted_at"),
             row.get<std::optional<Time>>("withdrawn_at")}
        );
    return found;
}

} // namespace rounds::storage::networks
