#pragma once

#include "storage/model/account.hpp"
#include "storage/model/status.hpp"
#include "storage/network_acts.hpp"

#include <unordered_map>
#include <vector>

namespace rounds::web {

/// Whom a list of stewards' decisions is about, who made them, and about which posts. A fixed number of queries.
class Concerned
{
public:
    Concerned(storage::Transaction& tx, const std::vector<storage::network_acts::Act>& acts);

    /// Null when it is gone, as below.
    [[nodiscard]] const storage::Status* post(const storage::network_acts::Act& act) const;
    /// The person, or the author of the post.
    [[nodiscard]] const storage::Account* whom(const storage::network_acts::Act& act) const;
    [[nodiscard]] const storage::Account* by(const storage::network_acts::Act& act) const;

private:
    [[nodiscard]] const storage::Account* person(AccountId id) const;

    std::unordered_map<StatusId, storage::Status> posts_;
    std::unordered_map<AccountId, storage::Account> people_;
};

} // namespace rounds::web
