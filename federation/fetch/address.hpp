#pragma once

#include <boost/asio/ip/address.hpp>

namespace rounds::fetch {

/// Routable in the public Internet: none of the special-purpose registries (IANA; security.md N31), and for IPv6 only
/// 2000::/3 less what is reserved in it. So every form that carries an IPv4 address inside (IPv4-mapped and
/// -compatible, NAT64, 6to4, Teredo) is closed whatever it carries: who has IPv4 is reached by IPv4.
[[nodiscard]] bool is_public_address(const boost::asio::ip::address& address) noexcept;

/// Of a network of one's own: RFC 1918 or RFC 4193, in no other spelling.
[[nodiscard]] bool is_private_address(const boost::asio::ip::address& address) noexcept;

/// 127.0.0.0/8 or ::1, in no other spelling.
[[nodiscard]] bool is_loopback_address(const boost::asio::ip::address& address) noexcept;

} // namespace rounds::fetch
