#pragma once

#include "federation/build/keyring.hpp"
#include "server/social/verbs.hpp"
#include "storage/model/knowledge.hpp"

#include <string>

namespace rounds::knowledge {

using storage::Account;
using storage::Credential;
using storage::Transaction;

struct CredentialForm
{
    std::string role{};           ///< doctor, hcp ... of the stakeholder vocabulary
    std::string specialty_mesh{}; ///< D008495
    std::string specialty_name{}; ///< Medical Oncology
    std::string method{};         ///< "roster and work e-mail"
    bool name_withheld = false;
    std::chrono::days valid_for{365}; ///< at most a year
};

/// The field that is out of its bounds, empty when all are within: role, specialty_mesh, specialty_name (needed beside
/// a code), method, valid_for.
[[nodiscard]] std::string_view wrong_field(const CredentialForm& form) noexcept;

/// The instance's actor vouches for an account of this instance: a Verifiable Credential signed with eddsa-jcs-2022
/// (FEP-8b32), with its place in a status list. invalid_argument: unknown role, no method, longer than a year.
[[nodiscard]] result<Credential> issue_credential(
    Transaction& tx,
    const social::Urls& urls,
    build::Keyring& keyring,
    const Account& issuer,
    const Account& subject,
    const CredentialForm& form,
    Time now
);

/// The instance's status list of that number, from 0 on, signed now: which of its credentials were revoked. not_found
/// for a number that no list will ever have.
[[nodiscard]] result<json::object> signed_status_list(
    Transaction& tx,
    const social::Urls& urls,
    build::Keyring& keyring,
    const Account& issuer,
    std::int64_t number,
    Time now
);

/// Takes it back for good: its document is gone from then on, and its place in the status list is set. not_found when
/// it is not in force.
[[nodiscard]] result<void> revoke_credential(Transaction& tx, CredentialId id, Time now);

/// One in force with role doctor or hcp.
[[nodiscard]] result<Credential> clinician_credential(Transaction& tx, AccountId account, Time now);

} // namespace rounds::knowledge
