#pragma once

#include "federation/discovery/resolve.hpp"
#include "server/social/verbs.hpp"
#include "storage/base/clock.hpp"
#include "storage/pg/database.hpp"

namespace rounds::privacy {
class Guard;
}

namespace rounds::inbound {

namespace asio = boost::asio;

/// What arriving activities need of the instance.
struct Inbound
{
    storage::Database& db;
    discovery::Resolver& resolver;
    const social::Urls& urls;
    const Clock& clock;
    const privacy::Guard* guard = nullptr; ///< holds back posts with identifiers
};

} // namespace rounds::inbound
