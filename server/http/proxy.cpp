#include "server/http/proxy.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace rounds::http {
namespace {

namespace ip = asio::ip;

std::optional<ip::address_v6> parse_address(std::string_view text)
{
    boost::system::error_code error;
    const auto address = ip::make_address(std::string{text}, error);
    if (error) return std::nullopt;
    if (address.is_v6()) return address.to_v6();
    return ip::make_address_v6(ip::v4_mapped, address.to_v4());
}

/// The address of one X-Forwarded-For entry: some proxies add a port.
std::string_view without_port(std::string_view entry)
{
    entry = text::trim(entry);
    if (entry.starts_with('[')) return entry.substr(1, entry.find(']') - 1);
    if (std::ranges::count(entry, ':') == 1) return entry.substr(0, entry.find(':'));
    return entry;
}

std::string canonical(const ip::address_v6& address)
{
    return address.is_v4_mapped() ? ip::make_address_v4(ip::v4_mapped, address).to_string() : address.to_string();
}

/// All entries of all fields of this name, in order.
std::vector<std::string_view> list_of(const Headers& headers, std::string_view name)
{
    std::vector<std::string_view> entries;
    for (const auto& [key, value] : headers.entries()) {
        if (!text::iequals(key, name)) continue;
        for (const auto entry : text::split(value, ',')) entries.push_back(text::trim(entry));
    }
    return entries;
}

} // namespace

result<AddressSet> AddressSet::parse(const std::vector<std::string>& entries)
{
    AddressSet set;
    for (const std::string_view entry : entries) {
        const auto slash = entry.find('/');
        const auto address = parse_address(entry.substr(0, slash));
        if (!address) return errc::invalid_argument;
        const unsigned width = address->is_v4_mapped() ? 32 : 128;
        unsigned bits = width;
        if (slash != std::string_view::npos) {
            const auto number = text::parse_int(entry.substr(slash + 1));
            if (!number || *number < 0 || *number > width) return errc::invalid_argument;
            bits = static_cast<unsigned>(*number);
        }
        set.networks_.push_back({address->to_bytes(), bits + 128 - width});
    }
    return set;
}

bool AddressSet::contains(std::string_view address) const
{
    if (networks_.empty()) return false;
    const auto parsed = parse_address(address);
    if (!parsed) return false;
    const auto bytes = parsed->to_bytes();
    return std::ranges::any_of(networks_, [&](const Network& network) {
        for (unsigned bit = 0; bit < network.bits; bit += 8) {
            const unsigned here = std::min(8U, network.bits - bit);
            const auto mask = static_cast<unsigned char>(0xff00U >> here);
            if (((bytes[bit / 8] ^ network.address[bit / 8]) & mask) != 0) return false;
        }
        return true;
    });
}

void apply_proxy_headers(Request& request, std::string_view peer, bool tls, const AddressSet& trusted)
{
    request.client_address = peer;
    request.secure = tls;
    if (!trusted.contains(peer)) return;
    const auto protocols = list_of(request.headers, "X-Forwarded-Proto");
    if (!protocols.empty()) request.secure = tls || text::iequals(protocols.back(), "https");
    const auto chain = list_of(request.headers, "X-Forwarded-For");
    for (auto entry = chain.rbegin(); entry != chain.rend(); ++entry) {
        const auto address = parse_address(without_port(*entry));
        if (!address) return; // whoever wrote this is the last one we can name
        request.client_address = canonical(*address);
        if (!trusted.contains(request.client_address)) return;
    }
}

} // namespace rounds::http
