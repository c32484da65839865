#pragma once

#include "federation/discovery/web.hpp"

#include <string>
#include <string_view>

namespace rounds::discovery {

/// What another server's WebFinger says of a handle.
struct FoundHandle
{
    std::string subject; ///< "acct:ann@mercy.example"; empty when missing
    std::string actor;   ///< id of the actor: rel "self" with an ActivityPub type
};

/// Reads a JRD (RFC 7033 section 4.4). not_found when it links to no actor.
[[nodiscard]] result<FoundHandle> read_jrd(const json::object& jrd);

/// Asks `domain` (host[:port]) for acct:user@domain. Errors as Web::jrd.
[[nodiscard]] asio::awaitable<result<FoundHandle>> look_up_handle(const Web& web, std::string user, std::string domain);

} // namespace rounds::discovery
