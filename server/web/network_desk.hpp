#pragma once

#include "server/app/context.hpp"
#include "server/http/message.hpp"

#include <boost/asio/awaitable.hpp>

namespace rounds::web {

// The desk of a network: what stewards, hosts and clinician mentors look after, by forms alone. Each part of the page
// is shown to those who may use it.

/// GET /networks/:id/desk
boost::asio::awaitable<http::Response> network_desk(app::Context& ctx);
/// POST /networks/:id/desk/settings: title, description, guidelines, policies, reminders, department of.
boost::asio::awaitable<http::Response> change_network_settings(app::Context& ctx);
/// POST /networks/:id/desk/requests {account_id, decision: accept or refuse}
boost::asio::awaitable<http::Response> decide_join_request(app::Context& ctx);
/// POST /networks/:id/desk/roles {handle or account_id, role, remove}
boost::asio::awaitable<http::Response> change_network_role(app::Context& ctx);
/// POST /networks/:id/desk/library {title, address, note, pinned}
boost::asio::awaitable<http::Response> add_network_resource(app::Context& ctx);
/// POST /networks/:id/desk/library/:resource {change: pin, unpin or remove}
boost::asio::awaitable<http::Response> change_network_resource(app::Context& ctx);
/// POST /networks/:id/desk/retract {summary_id, reason}
boost::asio::awaitable<http::Response> retract_network_summary(app::Context& ctx);
/// POST /networks/:id/desk/series/:series/end
boost::asio::awaitable<http::Response> end_network_series(app::Context& ctx);

} // namespace rounds::web
