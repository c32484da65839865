#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <optional>

namespace rounds::http {

/// A listening socket that whoever started us holds open for us: systemd with a .socket unit, by the variables
/// LISTEN_PID and LISTEN_FDS (sd_listen_fds(3)). It outlives our process, so that who comes during a restart waits in
/// its queue and is refused by nobody. Nothing when none was handed over for that address and port. A copy: the caller
/// closes it.
[[nodiscard]] std::optional<int> inherited_listener(const boost::asio::ip::tcp::endpoint& endpoint);

} // namespace rounds::http
