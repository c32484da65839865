#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// The page of a chat: when, who hosts, prompts, and the public posts of its transcript under their prompts. 404 when
/// there is none.
[[nodiscard]] boost::asio::awaitable<http::Response> chat(app::Context& ctx);

} // namespace rounds::web
