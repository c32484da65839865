#pragma once

#include "server/social/verbs.hpp"

#include <string_view>

namespace rounds::social {

/// A person here wants nothing to do with a server any more: it is out of their sight, the follows with its people end
/// both ways (each is undone or rejected over there too), and none begin while it lasts. `domain` in lower case.
void block_domain(Transaction& tx, const Account& by, std::string_view domain);

} // namespace rounds::social
