#pragma once

#include "server/inbound/inbound.hpp"
#include "storage/base/ids.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>

namespace rounds::app {
struct App;
}

namespace rounds::inbound {

/// How many unknown posts one fetch may walk up a thread (security.md N43).
inline constexpr int max_parents = 10;

/// The post with that id, known here or fetched from its origin with its author, the people it names and up to
/// `parents` of the posts it answers. not_found when it is no post, private to others, or its origin says so; gone,
/// forbidden (domain policy, author suspended), unavailable, or a fetch_errc.
[[nodiscard]] asio::awaitable<result<StatusId>>
fetch_status(Inbound inbound, std::string url, int parents = max_parents);
[[nodiscard]] asio::awaitable<result<StatusId>> fetch_status(app::App& app, std::string url);

/// Reads a known post again and keeps its new wording; an unknown one as fetch_status.
[[nodiscard]] asio::awaitable<result<StatusId>> refresh_status(Inbound inbound, std::string url);

} // namespace rounds::inbound
