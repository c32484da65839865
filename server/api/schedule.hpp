#pragma once

#include "server/api/answers.hpp"
#include "server/social/scheduled.hpp"

namespace rounds::api {

[[nodiscard]] social::ScheduleLimits schedule_limits(const Context& ctx);
/// What social::schedule and reschedule say, in the words that clients know.
[[nodiscard]] boost::system::error_code schedule_problem(const boost::system::error_code& error);

} // namespace rounds::api
