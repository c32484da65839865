#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::fetch {

/// What a host is to us.
enum class Place : std::uint8_t {
    peer,     ///< of the federation: the domain policy decides
    intranet, ///< one of Settings::intranet_hosts, which nothing else reaches
    anywhere ///< something else that a person here chose (a push service, a page that a post links to): it is not asked
};

/// Everything that decides where and how we connect. The defaults are those of production.
struct Settings
{
    /// Permits 127.0.0.0/8 and ::1, http, any port, IP literals inside loopback, and the host "localhost". For test
    /// rigs; nothing else becomes reachable by it.
    bool loopback_testing = false;
    /// Ports besides 443.
    std::vector<std::uint16_t> extra_ports;
    /// Hosts (lower case) whose addresses may be private ones (RFC 1918, RFC 4193) and whose port may be any: services
    /// of the hospital's own network that its configuration names, for Place::intranet alone. Loopback and link-local
    /// addresses stay refused.
    std::vector<std::string> intranet_hosts;
    /// PEM files trusted besides the system's store.
    std::vector<std::string> extra_ca_files;
    std::string user_agent = "Rounds";

    /// Domain policy: false refuses the host (lower case, without port) before anything is resolved. Empty permits all.
    std::function<bool(std::string_view host)> host_allowed;
    /// Called once per request with its outcome ("ok", "timeout" ...; see outcome_name) and the host.
    std::function<void(std::string_view outcome, std::string_view host)> on_outcome;
    /// Name resolution, called on a thread of its own; empty uses getaddrinfo. The edge that tests replace.
    std::function<std::vector<boost::asio::ip::address>(const std::string& host)> resolve;

    std::chrono::milliseconds resolve_timeout{5000};
    std::chrono::milliseconds connect_timeout{5000};
    std::chrono::milliseconds total_timeout{30000};
    std::chrono::milliseconds idle_timeout{30000};
    /// Many, because a name server that hangs holds a thread for as long as the system waits, past resolve_timeout.
    std::size_t resolver_threads = 16;
    std::size_t resolver_queue = 256;
    std::size_t idle_connections = 256;        ///< kept open, all hosts together
    std::size_t idle_connections_per_host = 4; ///< kept open per origin
    std::size_t requests_per_host = 8;         ///< under way at once per host
    std::size_t waiting_per_host = 256;        ///< beyond those; more are fetch_errc::busy
    std::size_t tls_sessions = 1024;           ///< remembered for resumption
    std::size_t header_bytes = 32 * 1024;      ///< of a response
    unsigned redirects = 3;
};

} // namespace rounds::fetch
