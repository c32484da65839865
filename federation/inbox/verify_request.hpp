#pragma once

#include "federation/discovery/resolve.hpp"
#include "federation/signatures/message.hpp"
#include "federation/signatures/request_signature.hpp"
#include "storage/base/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <span>
#include <string>

namespace rounds::inbox {

namespace asio = boost::asio;

/// The actor whose key made the signature; the key is read anew once when it does not fit (it may have been changed at
/// its origin). Errors: signatures::fault, or why the key could not be had.
[[nodiscard]] asio::awaitable<result<std::string>> find_signer(
    discovery::Resolver& resolver, const signatures::RequestSignature& signature, const signatures::RequestView& request
);

struct Verification
{
    discovery::Resolver& resolver;
    const Clock& clock;
    std::span<const std::string> our_hosts;             ///< authorities in lower case by which peers reach us
    std::function<bool(std::string_view)> host_allowed; ///< asked before any key is fetched
};

/// Who signed this GET (authorised fetch): id of the actor. signatures::fault::missing without a signature, another
/// fault for one that is not right, forbidden by domain policy, else why the key could not be had.
[[nodiscard]] asio::awaitable<result<std::string>>
verify_request(const Verification& with, const signatures::RequestView& request);

} // namespace rounds::inbox
