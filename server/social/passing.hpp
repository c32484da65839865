#pragma once

#include "server/social/verbs.hpp"

namespace rounds::social {

/// As announce(), of the end of a post: it is passed on also when its author is kept out meanwhile, or the network took
/// the post out, for servers of its followers have it still.
void announce_end(Transaction& tx, const Account& author, const Status& status, std::string_view activity_uri);

} // namespace rounds::social
