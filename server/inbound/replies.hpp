#pragma once

#include "server/inbound/inbound.hpp"

#include <boost/asio/awaitable.hpp>
#include <string>
#include <vector>

namespace rounds::inbound {

/// Ids that are read of one collection of replies, and its pages that are asked for.
inline constexpr std::size_t max_replies = 40;
inline constexpr int max_reply_pages = 3;

/// Ids of the replies that the server of a post lists (ActivityStreams `replies`), in their order. Errors as of a
/// document.
[[nodiscard]] asio::awaitable<result<std::vector<std::string>>> list_replies(Inbound inbound, std::string post);

} // namespace rounds::inbound
