#pragma once

#include <boost/asio/ip/address.hpp>

namespace rounds::fetch {

/// The IPv4 address inside an IPv4-mapped, IPv4-compatible, NAT64 (RFC 6052, RFC 8215), 6to4 or Teredo address;
/// otherwise the address itself.
[[nodiscard]] boost::asio::ip::address unwrap(const boost::asio::ip::address& address) noexcept;

/// Routable in the public Internet: none of the special-purpose registries (IANA; security.md N31), and for IPv6 only
/// 2000::/3 less what is reserved in it. Embedded IPv4 addresses are judged themselves.
[[nodiscard]] bool is_public_address(const boost::asio::ip::address& address) noexcept;

/// 127.0.0.0/8 or ::1, as written or IPv4-mapped.
[[nodiscard]] bool is_loopback_address(const boost::asio::ip::address& address) noexcept;

} // namespace rounds::fetch
