#pragma once

#include "server/inbound/inbound.hpp"

#include <functional>
#include <string>

namespace rounds::inbound {

/// Reads a credential's text where it lives, without following a redirect to elsewhere: gone or not_found when it is
/// not there any more, any other error when it could not be asked for.
using ReadCredentialText = std::function<asio::awaitable<result<std::string>>(std::string url)>;
/// By the one outbound client.
[[nodiscard]] ReadCredentialText credential_reader(fetch::Client& client);

/// Checks one credential that an account of another server links to, and keeps what came of it. Steps (health.md 3.5):
/// the subject's own document still links to it; it is read from its issuer's origin; the issuer's document is read
/// anew, and its key made the proof; subject, dates and status; the issuer is believed here itself, or somebody who is
/// believed vouches for it as an organisation in the same way (so at most two steps, and no loop).
/// A credential that cannot be asked for keeps its mark until the last check is a day old. Error: unavailable then;
/// not_found when it is not linked any more.
[[nodiscard]] asio::awaitable<result<void>>
check_affiliation(const Inbound& inbound, const ReadCredentialText& read, AccountId account, const std::string& uri);

} // namespace rounds::inbound
