#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /settings/consents: what the person agreed to, network by network, since when, or until when.
[[nodiscard]] boost::asio::awaitable<http::Response> consents_page(app::Context& ctx);
/// POST /settings/consents/:id {granted}: gives or takes back the consent to be quoted in summaries of the network.
[[nodiscard]] boost::asio::awaitable<http::Response> set_consent(app::Context& ctx);

} // namespace rounds::web
