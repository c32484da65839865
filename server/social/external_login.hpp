#pragma once

#include "server/social/create_account.hpp"
#include "storage/external_logins.hpp"

#include <optional>
#include <string>

/// Whose account it is that an OpenID provider vouches for. Never found by e-mail address (security.md N70).
namespace rounds::social {

/// What the provider said of a person, as far as it matters here.
struct Vouched
{
    std::string issuer{};
    std::string subject{};
    std::string username{}; ///< a wish
    std::string name{};
    std::string email{}; ///< verified there; empty: none
    std::string locale{};
    std::string role{};       ///< by its groups: moderator, admin; empty: none
    bool rules_roles = false; ///< the provider decides on roles
    bool may_be_new = false;  ///< an account may be made
};

enum class Arrival {
    known,
    made,
    stranger,      ///< no account is linked, and none may be made
    no_address,    ///< one may be made, but the provider vouches for no e-mail address
    address_taken, ///< an account here has the address: its person links it, with its password
    barred         ///< the account may not log in
};
struct Arrived
{
    Arrival arrival{};
    std::optional<storage::User> user{}; ///< of known and made
    bool role_changed = false;
};
/// The account of that person. Sets its role where the provider decides on it; who loses rights loses all access. All
/// of it is audited.
[[nodiscard]] Arrived
arrive(Transaction& tx, const Urls& urls, build::Keyring& keyring, const Vouched& person, Time now);

} // namespace rounds::social
