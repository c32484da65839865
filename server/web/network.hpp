#pragma once

#include "server/app/app.hpp"
#include "server/app/context.hpp"
#include "storage/base/json.hpp"

#include <string>

namespace rounds::web {

/// The page of a network: conditions, description, guidelines, stewards, chats, summaries, then what it passed on.
/// `values` are those of its account and posts. In the reader's language.
[[nodiscard]] std::string
network_body(storage::Transaction& tx, const app::Context& ctx, const storage::Account& account, json::object values);

/// POST /networks/:id/join and /networks/:id/leave: follows the network, or asks to, or ends that, as an app would.
[[nodiscard]] boost::asio::awaitable<http::Response> join_network(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> leave_network(app::Context& ctx);

} // namespace rounds::web
