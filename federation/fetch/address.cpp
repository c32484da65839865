#include "federation/fetch/address.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace rounds::fetch {
namespace {

namespace ip = boost::asio::ip;

struct Block4
{
    std::uint32_t network;
    unsigned bits;
};

constexpr std::uint32_t quad(unsigned a, unsigned b, unsigned c, unsigned d)
{
    return a << 24U | b << 16U | c << 8U | d;
}

/// IANA IPv4 special-purpose registry, with multicast and class E: what is not global unicast.
constexpr std::array closed4{
    Block4{quad(0, 0, 0, 0), 8},       // this network
    Block4{quad(10, 0, 0, 0), 8},      // private
    Block4{quad(100, 64, 0, 0), 10},   // carrier-grade NAT
    Block4{quad(127, 0, 0, 0), 8},     // loopback
    Block4{quad(169, 254, 0, 0), 16},  // link local, cloud metadata
    Block4{quad(172, 16, 0, 0), 12},   // private
    Block4{quad(192, 0, 0, 0), 24},    // protocol assignments
    Block4{quad(192, 0, 2, 0), 24},    // documentation
    Block4{quad(192, 31, 196, 0), 24}, // AS112
    Block4{quad(192, 52, 193, 0), 24}, // AMT
    Block4{quad(192, 88, 99, 0), 24},  // 6to4 relays
    Block4{quad(192, 168, 0, 0), 16},  // private
    Block4{quad(192, 175, 48, 0), 24}, // AS112
    Block4{quad(198, 18, 0, 0), 15},   // benchmarks
    Block4{quad(198, 51, 100, 0), 24}, // documentation
    Block4{quad(203, 0, 113, 0), 24},  // documentation
    Block4{quad(224, 0, 0, 0), 4},     // multicast
    Block4{quad(240, 0, 0, 0), 4},     // reserved, broadcast
};

struct Block6
{
    std::array<std::uint8_t, 6> network;
    unsigned bits;
};

/// Within 2000::/3. Everything outside of it is closed anyway.
constexpr std::array closed6{
    Block6{{0x20, 0x01, 0x00, 0x00, 0x00, 0x00}, 23}, // protocol assignments, with Teredo and ORCHID
    Block6{{0x20, 0x01, 0x0d, 0xb8, 0x00, 0x00}, 32}, // documentation
    Block6{{0x20, 0x02, 0x00, 0x00, 0x00, 0x00}, 16}, // 6to4
    Block6{{0x26, 0x20, 0x00, 0x4f, 0x80, 0x00}, 48}, // AS112
    Block6{{0x3f, 0xff, 0x00, 0x00, 0x00, 0x00}, 20}, // documentation
};

template <class Bytes, class Prefix> bool starts_with(const Bytes& bytes, const Prefix& prefix, unsigned bits) noexcept
{
    const auto whole = bits / 8;
    if (!std::equal(prefix.begin(), prefix.begin() + whole, bytes.begin())) return false;
    const auto rest = bits % 8;
    if (rest == 0) return true;
    const auto mask = static_cast<std::uint8_t>(0xFFU << (8 - rest));
    return (bytes[whole] & mask) == (prefix[whole] & mask);
}

bool open4(const ip::address_v4& address) noexcept
{
    const auto number = address.to_uint();
    return std::ranges::none_of(closed4, [&](const Block4& block) {
        return (number >> (32 - block.bits)) == (block.network >> (32 - block.bits));
    });
}

bool open6(const ip::address_v6::bytes_type& bytes) noexcept
{
    if ((bytes[0] & 0xE0U) != 0x20) return false;
    return std::ranges::none_of(closed6, [&](const Block6& block) {
        return starts_with(bytes, block.network, block.bits);
    });
}

} // namespace

bool is_public_address(const ip::address& address) noexcept
{
    if (address.is_v4()) return open4(address.to_v4());
    const auto six = address.to_v6();
    return six.scope_id() == 0 && open6(six.to_bytes());
}

bool is_private_address(const ip::address& address) noexcept
{
    if (address.is_v6()) return (address.to_v6().to_bytes()[0] & 0xFEU) == 0xFC;
    const auto number = address.to_v4().to_uint();
    return number >> 24U == 10 || number >> 20U == quad(172, 16, 0, 0) >> 20U ||
           number >> 16U == quad(192, 168, 0, 0) >> 16U;
}

bool is_loopback_address(const ip::address& address) noexcept
{
    return address.is_v4() ? address.to_v4().is_loopback() : address.to_v6().is_loopback();
}

} // namespace rounds::fetch
