#pragma once

#include "federation/fetch/client.hpp"
#include "federation/fetch/document.hpp"

#include <functional>
#include <string>

namespace rounds::discovery {

namespace asio = boost::asio;

/// What is read from other servers, as two functions: the edge that tests replace.
struct Web
{
    /// An ActivityPub document that says of itself where it was found (fetch::get_document), asked for with the
    /// instance's signature.
    std::function<asio::awaitable<result<fetch::Document>>(std::string url)> document;
    /// A WebFinger answer (RFC 7033): not_found for 404 and 410, invalid_argument when it is no JSON object,
    /// unavailable else.
    std::function<asio::awaitable<result<json::object>>(std::string url)> jrd;
    /// Tried first for a host whose scheme is not known; "http" only on loopback in test rigs.
    bool plain_loopback = false;
};

/// Both by the one outbound client. `signer` signs as the instance actor.
[[nodiscard]] Web make_web(fetch::Client& client, fetch::Signer signer);

} // namespace rounds::discovery
