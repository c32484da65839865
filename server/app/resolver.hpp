#pragma once

#include "storage/base/error.hpp"
#include "storage/base/ids.hpp"

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>

namespace rounds::app {

/// How the APIs find what this instance has not met yet. Each call may fetch from other servers, under the federation
/// policy; an empty function finds nothing. Never called inside a transaction.
struct Resolver
{
    struct Found
    {
        std::optional<AccountId> account;
        std::optional<StatusId> status;
    };
    enum class Read {
        when_old, ///< what was read within federation.accounts_fresh_hours will do, or what is known while it is away
        now       ///< what it says of itself at this moment
    };
    /// "ann@mercy.example", without a leading @. not_found when there is no such account or its server may not be
    /// asked.
    std::function<boost::asio::awaitable<result<AccountId>>(std::string handle, Read read)> handle;
    /// The id or page of an actor or post. not_found as above.
    std::function<boost::asio::awaitable<result<Found>>(std::string url)> url;
    /// Reads a known public post of another server again: its wording, its poll. Errors as above.
    std::function<boost::asio::awaitable<result<StatusId>>(std::string uri)> refresh;
};

} // namespace rounds::app
