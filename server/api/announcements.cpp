#include "storage/announcements.hpp"
#include "server/api/handlers.hpp"
#include "server/api/state.hpp"
#include "server/entities/announcement.hpp"
#include "server/social/text/emoji.hpp"
#include "storage/channels.hpp"

#include <algorithm>

namespace rounds::api {
namespace {

namespace announcements = storage::announcements;

/// Different ones under one announcement.
constexpr std::int64_t most_reactions = 8;

bool is_reaction(std::string_view name, const entities::Site& site)
{
    return text::is_emoji(name) ||
           std::ranges::find(site.emojis, name, &storage::emojis::Emoji::shortcode) != site.emojis.end();
}

/// The common way of all that is done to one announcement.
template <class Act> Answer act_on(Context& ctx, Act act)
{
    const auto id = ctx.path_id<AnnouncementId>("id");
    if (!id) co_return fail(id.error());
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        if (!announcements::exists(tx, *id)) return errc::not_found;
        return act(tx, *id);
    });
    if (!done) co_return fail(done.error());
    ctx.app().notifier.notify(storage::channels::events);
    co_return empty_answer();
}

} // namespace

/// GET /api/v1/announcements; with_dismissed=true: also those that were put away.
Answer list_announcements(Context& ctx)
{
    const bool with_read = ctx.params().flag("with_dismissed").value_or(false);
    const auto site = ctx.app().api->site();
    const auto list = co_await ctx.app().db.transact([&](Transaction& tx) {
        const auto shown = announcements::shown(tx, ctx.account_id(), ctx.app().clock.now(), with_read);
        std::vector<AnnouncementId> ids;
        for (const auto& one : shown) ids.push_back(one.announcement.id);
        const auto reactions = announcements::reactions(tx, ids, ctx.account_id());
        json::array all;
        for (const auto& one : shown) all.push_back(entities::announcement(one, reactions, *site));
        return all;
    });
    co_return http::json_response(list);
}

/// POST /api/v1/announcements/:id/dismiss
Answer dismiss_announcement(Context& ctx)
{
    return act_on(ctx, [&ctx](Transaction& tx, AnnouncementId id) -> result<void> {
        announcements::mark_read(tx, id, ctx.account_id());
        return {};
    });
}

/// PUT /api/v1/announcements/:id/reactions/:name: an emoji, or the shortcode of a custom one.
Answer add_reaction(Context& ctx)
{
    return act_on(ctx, [&ctx](Transaction& tx, AnnouncementId id) -> result<void> {
        const auto name = ctx.path_text("name");
        if (!is_reaction(name, *ctx.app().api->site())) return invalid::reaction;
        const auto done = announcements::react(tx, id, ctx.account_id(), name, most_reactions);
        if (!done && done.error() == errc::too_many) return invalid::reaction_limit;
        return done;
    });
}

/// DELETE /api/v1/announcements/:id/reactions/:name
Answer remove_reaction(Context& ctx)
{
    return act_on(ctx, [&ctx](Transaction& tx, AnnouncementId id) -> result<void> {
        announcements::unreact(tx, id, ctx.account_id(), ctx.path_text("name"));
        return {};
    });
}

} // namespace rounds::api
