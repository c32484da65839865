#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET and POST /settings/delete, with the password: the account goes, here and elsewhere.
[[nodiscard]] boost::asio::awaitable<http::Response> delete_form(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> delete_account(app::Context& ctx);

} // namespace rounds::web
