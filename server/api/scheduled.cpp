#include "server/social/scheduled.hpp"
#include "server/api/handlers.hpp"
#include "server/api/schedule.hpp"
#include "server/app/config.hpp"
#include "server/entities/scheduled_status.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::api {

social::ScheduleLimits schedule_limits(const Context& ctx)
{
    const auto& limits = ctx.app().config.limits;
    return {
        .all = static_cast<std::int64_t>(limits.scheduled_statuses),
        .per_day = static_cast<std::int64_t>(limits.scheduled_per_day)
    };
}

boost::system::error_code schedule_problem(const boost::system::error_code& error)
{
    if (error == errc::invalid_argument) return invalid::scheduled_too_soon;
    if (error == errc::too_many) return invalid::scheduled_limit;
    if (error == errc::already_exists) return invalid::key_reused;
    return error;
}

/// GET /api/v1/scheduled_statuses
Answer list_scheduled(Context& ctx)
{
    const auto page = page_of(ctx.params());
    const auto all = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::scheduled::list(tx, ctx.account_id(), page);
    });
    std::vector<std::string> pieces;
    for (const auto& one : all) pieces.push_back(json::serialize(entities::scheduled_status(one)));
    Edges edges;
    if (!all.empty()) edges = {.newest = to_int(all.front().id), .oldest = to_int(all.back().id), .rows = all.size()};
    co_return paged(ctx, json_list(pieces), edges, page);
}

/// GET /api/v1/scheduled_statuses/:id
Answer show_scheduled(Context& ctx)
{
    const auto id = ctx.path_id<ScheduledId>("id");
    if (!id) co_return fail(id.error());
    const auto one = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::scheduled::find(tx, *id, ctx.account_id());
    });
    if (!one) co_return fail(one.error());
    co_return http::json_response(entities::scheduled_status(*one));
}

/// PUT /api/v1/scheduled_statuses/:id with scheduled_at.
Answer move_scheduled(Context& ctx)
{
    const auto id = ctx.path_id<ScheduledId>("id");
    if (!id) co_return fail(id.error());
    const auto at = parse_iso8601(ctx.params().text_or("scheduled_at", ""));
    if (!at) co_return fail(invalid::scheduled_at);
    const auto moved = co_await ctx.app().db.transact([&](Transaction& tx) {
        return social::reschedule(tx, ctx.account_id(), *id, *at, schedule_limits(ctx), ctx.app().clock.now());
    });
    if (!moved) co_return fail(schedule_problem(moved.error()));
    co_return http::json_response(entities::scheduled_status(*moved));
}

/// DELETE /api/v1/scheduled_statuses/:id
Answer delete_scheduled(Context& ctx)
{
    const auto id = ctx.path_id<ScheduledId>("id");
    if (!id) co_return fail(id.error());
    const bool gone = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::scheduled::remove(tx, *id, ctx.account_id());
    });
    if (!gone) co_return fail(errc::not_found);
    co_return empty_answer();
}

} // namespace rounds::api
