#pragma once

#include "server/http/params.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"
#include "storage/model/chat_series.hpp"

namespace rounds::rounds_api {

[[nodiscard]] json::object series_json(const storage::ChatSeries& series);
/// The first field that cannot be read or is out of its bounds; empty when all is well.
[[nodiscard]] std::string_view read_series(const http::Params& params, storage::ChatSeries& series, Time now);

} // namespace rounds::rounds_api
