#pragma once

#include "server/knowledge/metrics.hpp"
#include "storage/base/json.hpp"

/// Figures as our own API and `rounds metrics` say them: ratios from 0 to 1, times in seconds, null for what is hidden.
namespace rounds::rounds_api {

[[nodiscard]] json::object metrics_json(const knowledge::NetworkFigures& figures);
[[nodiscard]] json::object metrics_json(const knowledge::OrganisationFigures& figures);

} // namespace rounds::rounds_api
