#pragma once

#include "storage/base/crypto.hpp"
#include "storage/pg/database.hpp"

#include <string>

namespace rounds::app {

/// The key that Web Push services know this instance by (RFC 8292): an uncompressed P-256 point in base64url. Clients
/// read it from the instance document before they ask for anything else, so it exists from the first start; the private
/// half is kept sealed beside it. Blocking.
[[nodiscard]] std::string vapid_public_key(storage::Database& db, const crypto::SecretBox& secrets);

/// The private half in DER. It exists once vapid_public_key() was called; throws std::runtime_error before, and when
/// the secret key of this installation does not open it. Blocking.
[[nodiscard]] std::string vapid_private_key(storage::Database& db, const crypto::SecretBox& secrets);

} // namespace rounds::app
