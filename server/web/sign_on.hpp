#pragma once

#include "server/app/context.hpp"
#include "storage/model/account.hpp"

/// Log-in of staff by the hospital's OpenID provider. It stands for the password: a second factor is asked for as ever.
namespace rounds::web {

/// GET /auth/sign_on?next=: to the provider. 404 where none is configured.
[[nodiscard]] boost::asio::awaitable<http::Response> begin_sign_on(app::Context& ctx);
/// GET /auth/sign_on/again?next=: the same for who is logged in and is to prove it once more, without a password here.
[[nodiscard]] boost::asio::awaitable<http::Response> sign_on_again(app::Context& ctx);
/// GET /auth/sign_on/callback: back from it. Pages of errors say what to do.
[[nodiscard]] boost::asio::awaitable<http::Response> end_sign_on(app::Context& ctx);
/// POST /auth/sign_on/logout with logout_token (OpenID Connect Back-Channel Logout): log-ins that were made so end. 400
/// for a token that is not accepted.
[[nodiscard]] boost::asio::awaitable<http::Response> provider_logout(app::Context& ctx);

/// GET /settings/sign_on: whether the account is linked. POST, with password and second factor: links it by a log-in
/// there; .../:id/remove, with the same proof: no more.
[[nodiscard]] boost::asio::awaitable<http::Response> sign_on_page(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> link_sign_on(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> unlink_sign_on(app::Context& ctx);

/// Whether this browser came from the provider within five minutes, where the person had to log in anew: what stands
/// for the password of who has none here.
[[nodiscard]] bool signed_on_just_now(const app::Context& ctx, AccountId account);
/// After a log-out here of who came by the provider: where to log out there too; nothing when there is no such page.
[[nodiscard]] boost::asio::awaitable<std::optional<http::Response>> offer_provider_logout(app::Context& ctx);

} // namespace rounds::web
