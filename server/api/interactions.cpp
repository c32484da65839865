#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/shown.hpp"
#include "server/api/wake.hpp"
#include "server/social/verbs.hpp"
#include "server/social/visibility.hpp"
#include "storage/personal.hpp"

namespace rounds::api {
namespace {

using storage::Account;
using storage::Status;

/// The common way of all that a person does to a post: it must be visible, acting on a boost acts on the post it
/// boosts, and the answer is a post with its counters already changed. `act` gives the id of the post to answer with.
template <class Act> Answer act_on_status(Context& ctx, Act act)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return fail(id.error());
    Shown shown{ctx};
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<StatusId> {
        const auto me = find_account(tx, ctx.account_id());
        if (!me) return me.error();
        auto status = social::find_visible(tx, *id, ctx.viewer_id());
        if (status && status->reblog_of) status = social::find_visible(tx, *status->reblog_of, ctx.viewer_id());
        if (!status) return status.error();
        const result<StatusId> answer = act(tx, *me, *status);
        if (!answer) return answer.error();
        shown.load(tx, {*answer}, Shown::Freshness::fresh);
        if (!shown.has(*answer)) return errc::not_found;
        return *answer;
    });
    if (!done) co_return fail(done.error());
    shown.forget_kept();
    wake_workers(ctx);
    co_return http::json_text(shown.json(*done));
}

/// Doing it twice, or undoing what was not done, is no error.
result<StatusId> unless_failed(const result<void>& done, StatusId answer)
{
    if (!done && done.error() != errc::already_exists && done.error() != errc::not_found) return done.error();
    return answer;
}

} // namespace

/// POST /api/v1/statuses/:id/favourite
Answer favourite_status(Context& ctx)
{
    return act_on_status(ctx, [&ctx](Transaction& tx, const Account& me, const Status& status) {
        return unless_failed(social::favourite(tx, ctx.app().urls, me, status.id), status.id);
    });
}

/// POST /api/v1/statuses/:id/unfavourite
Answer unfavourite_status(Context& ctx)
{
    return act_on_status(ctx, [](Transaction& tx, const Account& me, const Status& status) {
        return unless_failed(social::undo_favourite(tx, me, status.id), status.id);
    });
}

/// POST /api/v1/statuses/:id/reblog: answers the boost, with the post inside.
Answer reblog_status(Context& ctx)
{
    return act_on_status(ctx, [&ctx](Transaction& tx, const Account& me, const Status& status) -> result<StatusId> {
        auto visibility = storage::Visibility::public_;
        if (const auto name = ctx.params().text("visibility"); name && !name->empty()) {
            const auto wanted = visibility_from(*name);
            if (!wanted || *wanted == 3) return invalid::visibility;
            visibility = storage::Visibility{*wanted};
        }
        visibility = std::max(visibility, status.visibility);
        const auto boost = social::boost(tx, ctx.app().urls, me, status.id, visibility, ctx.app().clock.now());
        if (!boost) return boost.error();
        return boost->id;
    });
}

/// POST /api/v1/statuses/:id/unreblog
Answer unreblog_status(Context& ctx)
{
    return act_on_status(ctx, [](Transaction& tx, const Account& me, const Status& status) -> result<StatusId> {
        const auto undone = social::undo_boost(tx, me, status.id);
        if (!undone && undone.error() != errc::not_found) return undone.error();
        return status.id;
    });
}

/// POST /api/v1/statuses/:id/bookmark
Answer bookmark_status(Context& ctx)
{
    return act_on_status(ctx, [](Transaction& tx, const Account& me, const Status& status) {
        return unless_failed(social::bookmark(tx, me, status.id), status.id);
    });
}

/// POST /api/v1/statuses/:id/unbookmark
Answer unbookmark_status(Context& ctx)
{
    return act_on_status(ctx, [](Transaction& tx, const Account& me, const Status& status) {
        return unless_failed(social::undo_bookmark(tx, me, status.id), status.id);
    });
}

/// POST /api/v1/statuses/:id/mute: no more notifications from its conversation.
Answer mute_conversation(Context& ctx)
{
    return act_on_status(ctx, [](Transaction& tx, const Account& me, const Status& status) -> result<StatusId> {
        if (status.conversation) storage::personal::mute_conversation(tx, me.id, *status.conversation);
        return status.id;
    });
}

/// POST /api/v1/statuses/:id/unmute
Answer unmute_conversation(Context& ctx)
{
    return act_on_status(ctx, [](Transaction& tx, const Account& me, const Status& status) -> result<StatusId> {
        if (status.conversation) storage::personal::unmute_conversation(tx, me.id, *status.conversation);
        return status.id;
    });
}

/// POST /api/v1/statuses/:id/pin: to one's own profile.
Answer pin_status(Context& ctx)
{
    return act_on_status(ctx, [](Transaction& tx, const Account& me, const Status& status) -> result<StatusId> {
        if (status.account != me.id) return invalid::pin_not_own;
        if (status.visibility == storage::Visibility::direct) return invalid::pin_visibility;
        const auto pinned = social::pin(tx, me, status);
        if (!pinned && pinned.error() == errc::too_many) return invalid::pin_limit;
        return unless_failed(pinned, status.id);
    });
}

/// POST /api/v1/statuses/:id/unpin
Answer unpin_status(Context& ctx)
{
    return act_on_status(ctx, [](Transaction& tx, const Account& me, const Status& status) -> result<StatusId> {
        social::unpin(tx, me, status);
        return status.id;
    });
}

} // namespace rounds::api
