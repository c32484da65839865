#pragma once

#include "federation/build/keyring.hpp"
#include "storage/base/json.hpp"
#include "storage/model/account.hpp"

#include <optional>
#include <string>

namespace rounds::build {

/// What an actor document is made of besides its row.
struct ActorInput
{
    const storage::Account& account;
    const LocalKeys& keys;
    std::string domain;              ///< of handles: host[:port]
    std::string shared_inbox;        ///< {base}/inbox
    std::string generator;           ///< id of the instance actor
    bool posting_restricted = false; ///< Group: only moderators post (lemmy:postingRestrictedToMods)
    bool sensitive = false;          ///< Group: about something that needs a warning
    std::string credential;          ///< address of a valid affiliation credential, or empty
    std::string credential_name;     ///< "Verified by Mercy Hospital"
};

/// Person, Group or Application with its keys: publicKey (#main-key) and assertionMethod (FEP-521a), webfinger
/// (FEP-2c59), what it understands (FEP-844e), and for a Group its moderators and policy (FEP-1b12). With @context.
[[nodiscard]] json::object build_actor(const ActorInput& input);

} // namespace rounds::build
