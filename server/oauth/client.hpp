#pragma once

#include "server/app/context.hpp"
#include "storage/apps.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rounds::oauth {

/// What a client says to prove that it is an app: HTTP Basic (RFC 6749 section 2.3.1) or fields of the body.
struct ClientProof
{
    std::string id;
    std::string secret;
};
[[nodiscard]] ClientProof client_proof(const app::Context& ctx);

/// unauthorized when there is no such app or the secret is not its own.
[[nodiscard]] result<storage::OAuthApp> check_client(storage::Transaction& tx, const ClientProof& proof);

/// {"error", "error_description"} (RFC 6749 section 5.2).
[[nodiscard]] http::Response oauth_error(unsigned status, std::string_view error, std::string_view description);
/// 401 invalid_client: the answer that makes clients register again.
[[nodiscard]] http::Response invalid_client(const app::Context& ctx);

} // namespace rounds::oauth
