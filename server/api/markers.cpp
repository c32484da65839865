#include "server/api/handlers.hpp"
#include "server/entities/marker.hpp"
#include "storage/base/text.hpp"
#include "storage/personal.hpp"

#include <array>

namespace rounds::api {
namespace {

constexpr std::array<std::string_view, 2> timelines{"home", "notifications"};

/// `home[last_read_id]` and `notifications[last_read_id]`: one or both.
struct MarkerForm
{
    std::vector<std::pair<std::string, std::int64_t>> last_read;

    static result<MarkerForm> from(const http::Params& params)
    {
        MarkerForm form;
        for (const auto timeline : timelines) {
            const auto id = params.object(timeline).text("last_read_id");
            if (!id) continue;
            const auto number = text::parse_int(*id);
            if (!number) return invalid::marker;
            form.last_read.emplace_back(timeline, *number);
        }
        return form;
    }
};

} // namespace

/// GET /api/v1/markers?timeline[]=home
Answer list_markers(Context& ctx)
{
    const auto wanted = ctx.params().texts("timeline");
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::personal::markers(tx, ctx.account_id(), wanted);
    });
    co_return http::json_response(entities::markers(found));
}

/// POST /api/v1/markers
Answer set_markers(Context& ctx)
{
    const auto form = MarkerForm::from(ctx.params());
    if (!form) co_return fail(form.error());
    const auto made = co_await ctx.app().db.transact([&](Transaction& tx) {
        std::vector<storage::personal::Marker> all;
        for (const auto& [timeline, id] : form->last_read)
            all.push_back(storage::personal::set_marker(tx, ctx.account_id(), timeline, id));
        return all;
    });
    co_return http::json_response(entities::markers(made));
}

} // namespace rounds::api
