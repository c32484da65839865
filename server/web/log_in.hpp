#pragma once

#include "server/app/context.hpp"

#include <optional>
#include <string>
#include <string_view>

/// The end of a log-in, and the way from the password to the second factor.
namespace rounds::web {

struct LogIn
{
    AccountId account{};
    std::string role;
    std::string password_hash; ///< as it is kept now
    bool second_factor = false;
    bool external = false; ///< the sign-on provider vouched instead of the password
};

/// Starts the browser's session, sets its cookies, tells the person by mail when the browser was not known, and goes
/// on to `next`; staff that lacks a second factor it must have goes to where it is set up.
[[nodiscard]] boost::asio::awaitable<http::Response>
start_session(app::Context& ctx, const LogIn& who, std::string_view next);

/// The password was right: for ten minutes this browser may show the second factor, unless the password changes.
[[nodiscard]] http::Response ask_second_factor(const app::Context& ctx, const LogIn& who, std::string_view next);
/// Whom the browser may show it for; nothing when the time is over. That the password is still the same is the caller's
/// to check with fingerprint().
struct HalfLoggedIn
{
    AccountId account{};
    std::string fingerprint;
    bool external = false;
};
[[nodiscard]] std::optional<HalfLoggedIn> half_logged_in(const app::Context& ctx);
[[nodiscard]] std::string fingerprint(std::string_view password_hash);

} // namespace rounds::web
