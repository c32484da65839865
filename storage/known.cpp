#include "storage/known.hpp"

#include "storage/accounts.hpp"

namespace rounds::storage::known {
namespace {

const Statement look_up_sql{"known.look_up", R"(
    SELECT uri, id, account_id, visibility, reblog_of_id IS NOT NULL AS boost, deleted_at IS NOT NULL AS deleted
    FROM statuses
    WHERE uri = ANY ($1)
    UNION ALL
    SELECT uri, NULL, NULL, NULL, NULL, NULL
    FROM tombstones
    WHERE uri = ANY ($2))"};

std::vector<std::string> listed(const std::set<std::string>& names)
{
    return {names.begin(), names.end()};
}

} // namespace

const Account* Known::account(std::string_view uri) const
{
    const auto found = accounts.find(std::string(uri));
    return found != accounts.end() ? &found->second : nullptr;
}

const KnownStatus* Known::status(std::string_view uri) const
{
    const auto found = statuses.find(std::string(uri));
    return found != statuses.end() ? &found->second : nullptr;
}

Known look_up(Transaction& tx, const Names& names)
{
    Known known;
    for (auto& account : accounts::find_by_uris(tx, listed(names.accounts))) {
        auto uri = account.uri;
        known.accounts.emplace(std::move(uri), std::move(account));
    }
    if (names.statuses.empty() && names.tombstones.empty()) return known;
    for (const auto row : tx.exec(look_up_sql, listed(names.statuses), listed(names.tombstones))) {
        auto uri = row.get<std::string>("uri");
        const auto id = row.get<std::optional<StatusId>>("id");
        if (!id) {
            known.tombstones.insert(std::move(uri));
            continue;
        }
        KnownStatus status;
        status.id = *id;
        status.account = row.get<AccountId>("account_id");
        status.visibility = static_cast<Visibility>(row.get<int>("visibility"));
        status.boost = row.get<bool>("boost");
        status.deleted = row.get<bool>("deleted");
        known.statuses.emplace(std::move(uri), status);
    }
    return known;
}

std::string tombstone_key(std::string_view object, std::string_view actor)
{
    return std::string(object) + ' ' + std::string(actor);
}

} // namespace rounds::storage::known
