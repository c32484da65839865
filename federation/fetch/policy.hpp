#pragma once

#include "federation/fetch/error.hpp"
#include "federation/fetch/settings.hpp"
#include "storage/base/url.hpp"

#include <boost/asio/ip/address.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::fetch {

/// The URL, when it is one we connect to: https on port 443 (or a port of the settings), a host of at least two labels
/// whose last has a letter and is no IP literal in disguise (security.md E9). fetch_errc::bad_url otherwise, blocked
/// when the domain policy refuses the host; it is asked about peers only.
[[nodiscard]] result<Url> permitted_url(std::string_view text, const Settings& settings, Place place = Place::peer);

/// An address we may connect to: public, or loopback in a test rig, or private for a host of the intranet.
[[nodiscard]] bool permitted_address(
    const boost::asio::ip::address& address, const Settings& settings, std::string_view host = {}
) noexcept;

/// Those of `addresses` that are permitted, in their order; fetch_errc::dns when there were none at all, blocked when
/// none is left.
[[nodiscard]] result<std::vector<boost::asio::ip::address>> permitted_addresses(
    const std::vector<boost::asio::ip::address>& addresses, const Settings& settings, std::string_view host = {}
);

/// Where a Location leads from `base`, absolute and not yet permitted; fetch_errc::redirect when it cannot be read.
[[nodiscard]] result<std::string> redirect_target(const Url& base, std::string_view location);

} // namespace rounds::fetch
