#pragma once

#include "storage/base/clock.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <vector>

/// What is told of the instance as a whole.
namespace rounds::storage::instance {

/// Domains that accounts here are known from, sorted, at most `limit`.
[[nodiscard]] std::vector<std::string> known_domains(Transaction& tx, int limit);

/// Those that begin so, sorted; in lower case, as what is looked for has to be. Costs as many steps as are found.
[[nodiscard]] std::vector<std::string> domains_beginning_with(Transaction& tx, std::string_view beginning, int limit);

/// Whether a network here, open or closed, is about a sensitive condition.
[[nodiscard]] bool has_sensitive_network(Transaction& tx);

struct Week
{
    Time begins{};
    std::int64_t statuses = 0;
    std::int64_t logins = 0; ///< people whose last log-in fell into the week
    std::int64_t registrations = 0;
};
/// Twelve weeks that begin on Mondays, the present one first.
[[nodiscard]] std::vector<Week> activity(Transaction& tx, Time now);

struct DomainPolicy
{
    std::string domain;
    std::string policy; ///< limit, block
    std::string reason;
};
[[nodiscard]] std::vector<DomainPolicy> restrictions(Transaction& tx);

} // namespace rounds::storage::instance
