#include "server/api/handlers.hpp"

/// A look back at the year that clients offer to share. Rounds makes none: what somebody did most in a community about
/// a condition is not for sharing (health.md 2.6). So nobody has one, and nobody ever can.
namespace rounds::api {

/// GET /api/v1/annual_reports
Answer list_annual_reports(Context&)
{
    json::object o;
    o["annual_reports"] = json::array{};
    o["accounts"] = json::array{};
    o["statuses"] = json::array{};
    co_return http::json_response(o);
}

/// GET /api/v1/annual_reports/:year/state: clients offer nothing when they read this.
Answer show_annual_report_state(Context&)
{
    json::object o;
    o["state"] = "ineligible";
    co_return http::json_response(o);
}

} // namespace rounds::api
