#pragma once

#include "server/http/params.hpp"
#include "storage/notifications.hpp"

namespace rounds::api {

/// types[], exclude_types[], account_id and include_filtered, as both versions of the notifications take them. Who asks
/// for one account's sees those that are held back too: so clients show what is behind a request.
[[nodiscard]] storage::notifications::Query notification_query(const http::Params& params);

/// supported_types[]: the kinds that the app knows; nothing when it does not say.
[[nodiscard]] std::optional<std::vector<std::string>> supported_types(const http::Params& params);

} // namespace rounds::api
