#pragma once

#include "server/http/message.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::http {

/// Addresses and networks: "10.0.0.0/8", "::1". IPv4 is kept as IPv4-mapped IPv6, so both spellings of one address are
/// the same.
class AddressSet
{
public:
    /// invalid_argument when an entry is neither an address nor a network.
    [[nodiscard]] static result<AddressSet> parse(const std::vector<std::string>& entries);
    /// False also for what is no address.
    [[nodiscard]] bool contains(std::string_view address) const;
    [[nodiscard]] bool empty() const noexcept { return networks_.empty(); }

private:
    using Bytes = std::array<unsigned char, 16>;
    struct Network
    {
        Bytes address;
        unsigned bits;
    };
    std::vector<Network> networks_;
};

/// Sets client_address and secure: as seen on the socket or, when `peer` is a trusted proxy, as it says in
/// X-Forwarded-For (the rightmost address that is not a trusted proxy) and X-Forwarded-Proto.
void apply_proxy_headers(Request& request, std::string_view peer, bool tls, const AddressSet& trusted);

} // namespace rounds::http
