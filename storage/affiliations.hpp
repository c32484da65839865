#pragma once

#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Credentials that accounts of other servers link to, and what came of checking them.
namespace rounds::storage::affiliations {

/// The kind of job that checks one: {"account", "uri"}.
inline constexpr std::string_view check_job = "check_affiliation";
/// How long a check holds: later the mark is not shown until the credential was read again.
inline constexpr std::chrono::hours check_holds{24};

struct Affiliation
{
    AccountId account{};
    std::string uri{};
    std::string state = "unchecked"; ///< unchecked, valid, lost
    std::string reason{};            ///< why it is lost
    std::optional<AccountId> issuer{};
    std::string root{}; ///< by whose word the issuer is believed
    std::string role{};
    std::string specialty_mesh{};
    std::string specialty_name{};
    bool name_withheld = false;
    std::optional<Time> valid_from{};
    std::optional<Time> valid_until{};
    std::optional<Time> checked_at{};
    std::optional<Time> first_valid_at{};
    std::optional<Time> lost_at{};

    /// Shown as a mark.
    [[nodiscard]] bool counts_at(Time now) const noexcept
    {
        return state == "valid" && checked_at && now < *checked_at + check_holds && valid_until && now < *valid_until;
    }
};

/// What the account links to from now on: new ones are checked soon, others are forgotten.
void set_links(Transaction& tx, AccountId account, const std::vector<std::string>& uris);
[[nodiscard]] result<Affiliation> find(Transaction& tx, AccountId account, std::string_view uri);
[[nodiscard]] std::vector<Affiliation> of_account(Transaction& tx, AccountId account);
/// What a check found. Nothing when it is not linked any more.
void save(Transaction& tx, const Affiliation& affiliation);

struct Root
{
    std::string domain{};
    std::string title{};
};
/// Pinned here, or a proven member of a roster in force; not_found otherwise.
[[nodiscard]] result<Root> find_root(Transaction& tx, std::string_view domain);
[[nodiscard]] std::vector<Root> roots(Transaction& tx);
/// Returns the id of its row.
std::int64_t add_root(Transaction& tx, const Root& root);
/// The same; not_found when it is not pinned.
[[nodiscard]] result<std::int64_t> remove_root(Transaction& tx, std::string_view domain);
/// All linked ones are checked again soon: whom we believe has changed.
void check_all(Transaction& tx);

} // namespace rounds::storage::affiliations
