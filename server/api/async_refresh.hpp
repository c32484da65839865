#pragma once

#include "server/api/answers.hpp"
#include "storage/thread_refreshes.hpp"

namespace rounds::api {

/// Mastodon-Async-Refresh: that more is on its way, and where to ask for how far it is.
void announce_refresh(Response& response, const storage::thread_refreshes::Refresh& refresh);

} // namespace rounds::api
