#pragma once

#include "server/http/message.hpp"

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string_view>

namespace rounds::app {

namespace asio = boost::asio;
class Context;

/// Who may call a route. Decided before the handler runs.
enum class Auth : std::uint8_t {
    open,          ///< anyone; a token is not looked at
    optional_user, ///< anyone; a valid token names the viewer, an invalid one is answered 401
    app,           ///< a token of an app or of a user
    user,          ///< a user's token
    stream,        ///< a user's token, which may also come as ?access_token= or as the subprotocol of a WebSocket
    admin,         ///< a user's token whose account is a moderator or administrator
    session,       ///< a browser session by cookie (pages); otherwise sent to the log-in page
    page,          ///< a browser session when there is one, else anonymous
    peer,          ///< ActivityPub GET: signed when the instance demands it (authorised fetch)
    inbox,         ///< ActivityPub POST: the inbox gate decides itself
};

/// Which rate limit counts the request (client-api.md 5.26).
enum class Rate : std::uint8_t { none, api, media, deletes, apps, login, sign_up, mail, inbox, page };

/// Route::body_limit of what takes files: as much as the media settings allow, and only from who brings a token.
inline constexpr std::size_t upload_body = static_cast<std::size_t>(-1);

using Handler = asio::awaitable<http::Response> (*)(Context&);

/// One row of a route table. Unknown path: 404; known path, other method: 405.
struct Route
{
    http::Method method;
    std::string_view path; ///< "/api/v1/statuses/:id"
    Auth auth;
    std::string_view scope; ///< OAuth scope that the token must hold; empty: none
    Handler handler;
    Rate rate = Rate::api;
    std::size_t body_limit = 0; ///< 0: the server's default; upload_body
};

} // namespace rounds::app
