#pragma once

#include "storage/accounts.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds {

enum class DomainPolicyId : std::int64_t {};

} // namespace rounds

/// What is said of other servers, row by row, for those who decide it. federation/peers acts on it.
namespace rounds::storage::domain_policies {

struct DomainPolicy
{
    DomainPolicyId id{};
    std::string domain{};        ///< host[:port], lower case; covers its subdomains
    std::string policy = "none"; ///< allow, limit, block, none
    std::string public_comment{};
    std::string private_comment{};
    bool reject_media = false;   ///< its files are not fetched
    bool reject_reports = false; ///< its reports are dropped
    bool obfuscate = false;      ///< its name is told in part
    Time created_at{};
};

enum class Kind { allowed, restricted };
[[nodiscard]] std::vector<DomainPolicy> list(Transaction& tx, Kind kind, const accounts::Page& page);
[[nodiscard]] result<DomainPolicy> find(Transaction& tx, Kind kind, DomainPolicyId id);
[[nodiscard]] result<DomainPolicy> find_by_domain(Transaction& tx, std::string_view domain);
/// Takes the place of what was said of the domain before; it becomes a new row with an id of its own.
[[nodiscard]] DomainPolicy put(Transaction& tx, const DomainPolicy& policy);
[[nodiscard]] result<DomainPolicy> change(Transaction& tx, const DomainPolicy& policy);
[[nodiscard]] result<void> remove(Transaction& tx, Kind kind, DomainPolicyId id);

/// The row that covers the domain says so.
[[nodiscard]] bool rejects_reports(Transaction& tx, std::string_view domain);
[[nodiscard]] bool rejects_media(Transaction& tx, std::string_view domain);

} // namespace rounds::storage::domain_policies
