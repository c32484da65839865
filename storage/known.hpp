#pragma once

#include "storage/model/account.hpp"
#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// What of many names of other servers is known here: looked up for a whole batch of activities at once.
namespace rounds::storage::known {

struct KnownStatus
{
    StatusId id{};
    AccountId account{};
    Visibility visibility = Visibility::public_;
    bool boost = false;
    bool deleted = false;
};

struct Names
{
    std::set<std::string> accounts;   ///< ids of actors
    std::set<std::string> statuses;   ///< ids of objects
    std::set<std::string> tombstones; ///< keys of tombstone_key, or ids of actors
};

class Known
{
public:
    std::unordered_map<std::string, Account> accounts;
    std::unordered_map<std::string, KnownStatus> statuses;
    std::set<std::string, std::less<>> tombstones;

    [[nodiscard]] const Account* account(std::string_view uri) const;
    /// Deleted ones too.
    [[nodiscard]] const KnownStatus* status(std::string_view uri) const;
};

/// Two queries, whatever the number of names; none when there are no names. Deleted accounts are not found.
[[nodiscard]] Known look_up(Transaction& tx, const Names& names);

/// Under what a Delete (or Undo) is remembered that came before its object. It binds the actor: another actor of the
/// same server cannot keep an object away by deleting it first.
[[nodiscard]] std::string tombstone_key(std::string_view object, std::string_view actor);

} // namespace rounds::storage::known
