#pragma once

#include "server/app/context.hpp"
#include "storage/apps.hpp"

#include <string>
#include <variant>

namespace rounds::oauth {

/// A checked request of an app for leave to act for a person (RFC 6749 section 4.1.1).
struct Authorization
{
    storage::OAuthApp app;
    std::string redirect_uri;
    std::string scopes;
    std::string state;     ///< echoed as it came; empty: none
    std::string challenge; ///< PKCE; empty: none
};

/// Where the browser goes to tell the app what became of its request; with the issuer (RFC 9207).
[[nodiscard]] std::string
answer_address(const app::Context& ctx, const Authorization& request, std::string_view name, std::string_view value);

/// The request, or the answer to give instead: a page when app or redirect cannot be trusted, else a redirect that
/// tells the app.
[[nodiscard]] boost::asio::awaitable<std::variant<Authorization, http::Response>>
check_authorization(const app::Context& ctx);

} // namespace rounds::oauth
