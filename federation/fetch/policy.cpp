#include "federation/fetch/policy.hpp"

#include "federation/fetch/address.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>

namespace rounds::fetch {
namespace {

namespace ip = boost::asio::ip;

bool is_letter(char c) noexcept
{
    return c >= 'a' && c <= 'z';
}

bool is_label(std::string_view label) noexcept
{
    constexpr std::size_t longest = 63;
    return !label.empty() && label.size() <= longest && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) {
               return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_';
           });
}

/// At least two labels, the last with a letter: so no number that getaddrinfo would take for an address.
bool is_public_name(std::string_view host)
{
    constexpr std::size_t longest = 253;
    const auto labels = text::split(host, '.');
    if (host.size() > longest || labels.size() < 2 || !std::ranges::all_of(labels, is_label)) return false;
    // 0x7f is a number to getaddrinfo, and no top-level domain starts with a digit.
    return is_letter(labels.back().front());
}

bool is_test_host(std::string_view host)
{
    if (host == "localhost") return true;
    boost::system::error_code error;
    // make_address reads the dotted quad only, none of the short or octal forms.
    const auto address = ip::make_address(host, error);
    return !error && is_loopback_address(address);
}

bool is_intranet_host(std::string_view host, const Settings& settings) noexcept
{
    return std::ranges::find(settings.intranet_hosts, host) != settings.intranet_hosts.end();
}

} // namespace

result<Url> permitted_url(std::string_view text, const Settings& settings, Place place)
{
    auto url = parse_url(text);
    if (!url) return fetch_errc::bad_url;
    const bool intranet = is_intranet_host(url->host, settings);
    if (intranet != (place == Place::intranet)) return fetch_errc::blocked;
    const bool test_host = settings.loopback_testing && is_test_host(url->host);
    if (!test_host) {
        if (url->scheme != "https" && !settings.loopback_testing) return fetch_errc::bad_url;
        if (!guards::hold("name", is_public_name(url->host))) return fetch_errc::bad_url;
        const bool usual_port =
            url->port == 443 || intranet || std::ranges::count(settings.extra_ports, url->port) != 0;
        if (!guards::hold("port", usual_port) && !settings.loopback_testing) return fetch_errc::bad_url;
    }
    if (place == Place::peer && settings.host_allowed && !settings.host_allowed(url->host)) return fetch_errc::blocked;
    return url;
}

bool permitted_address(const ip::address& address, const Settings& settings, std::string_view host) noexcept
{
    return guards::hold("address", is_public_address(address)) ||
           (settings.loopback_testing && is_loopback_address(address)) ||
           (is_private_address(address) && is_intranet_host(host, settings));
}

result<std::vector<ip::address>>
permitted_addresses(const std::vector<ip::address>& addresses, const Settings& settings, std::string_view host)
{
    if (addresses.empty()) return fetch_errc::dns;
    std::vector<ip::address> permitted;
    std::ranges::copy_if(addresses, std::back_inserter(permitted), [&](const ip::address& address) {
        return permitted_address(address, settings, host);
    });
    if (permitted.empty()) return fetch_errc::blocked;
    return permitted;
}

result<std::string> redirect_target(const Url& base, std::string_view location)
{
    const auto start = base.str(); // the parsed view points into it
    const auto from = boost::urls::parse_uri(start);
    const auto to = boost::urls::parse_uri_reference(location);
    if (location.empty() || !from || !to) return fetch_errc::redirect;
    boost::urls::url resolved;
    if (!boost::urls::resolve(*from, *to, resolved)) return fetch_errc::redirect;
    return std::string{resolved.buffer().data(), resolved.buffer().size()};
}

} // namespace rounds::fetch
