#pragma once

#include "server/app/context.hpp"
#include "server/http/message.hpp"

#include <boost/asio/awaitable.hpp>

namespace rounds::web {

/// /@name/metrics: how a network talks, answers and learns (server/knowledge/metrics.hpp). ?days= sets the window.
boost::asio::awaitable<http::Response> network_metrics(app::Context& ctx);
/// /organisations/domain: whether an organisation converses or announces.
boost::asio::awaitable<http::Response> organisation_metrics(app::Context& ctx);

} // namespace rounds::web
