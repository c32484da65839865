#include "server/social/domain_blocks.hpp"

#include "storage/personal.hpp"

namespace rounds::social {
namespace {

using storage::Statement;

const Statement met_sql{"domain_blocks.follows", R"(
    SELECT a.id FROM follows f JOIN accounts a ON a.id = f.target_account_id
    WHERE f.account_id = $1 AND lower(a.domain) = $2
    UNION
    SELECT a.id FROM follows f JOIN accounts a ON a.id = f.account_id
    WHERE f.target_account_id = $1 AND lower(a.domain) = $2)"};

} // namespace

void block_domain(Transaction& tx, const Account& by, std::string_view domain)
{
    storage::personal::block_domain(tx, by.id, domain);
    std::vector<AccountId> met;
    for (const auto row : tx.exec(met_sql, by.id, domain)) met.push_back(row.at(0).as<AccountId>());
    for (const auto& view : storage::accounts::views(tx, met)) {
        // Most follow one way only: there is nothing to end the other.
        (void)unfollow(tx, by, view.account);
        (void)reject_follow(tx, by, view.account);
    }
}

} // namespace rounds::social
