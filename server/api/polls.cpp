#include "server/social/polls.hpp"
#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/state.hpp"
#include "server/api/wake.hpp"
#include "server/entities/poll.hpp"
#include "server/social/visibility.hpp"
#include "storage/base/text.hpp"

namespace rounds::api {
namespace {

using storage::Poll;

/// Counts of a poll of another server may be this old before its origin is asked again.
constexpr std::chrono::seconds fresh_enough{60};

struct Asked
{
    Poll poll{};
    storage::Status status{};
    std::optional<entities::PollViewer> viewer{};
};

result<Asked> find_asked(Transaction& tx, PollId id, std::optional<AccountId> viewer)
{
    auto poll = storage::polls::find(tx, id);
    if (!poll) return poll.error();
    auto status = social::find_visible(tx, poll->status, viewer);
    if (!status) return status.error();
    Asked asked{.poll = std::move(*poll), .status = std::move(*status), .viewer = std::nullopt};
    if (viewer)
        asked.viewer = entities::PollViewer{
            .own_votes = storage::polls::choices_of(tx, id, *viewer), .author = asked.status.account == *viewer
        };
    return asked;
}

/// Whose counts are older than they may be. One of all who look asks; the others see what is known.
bool take_refresh(Transaction& tx, const Asked& asked, Time now)
{
    const auto& poll = asked.poll;
    const bool open = asked.status.visibility <= storage::Visibility::unlisted;
    if (asked.status.local || !open) return false;
    if (poll.fetched_at && poll.expires_at && *poll.fetched_at >= *poll.expires_at) return false; // the last counts
    return storage::polls::begin_refresh(tx, poll.id, now - fresh_enough, now);
}

http::Response answer(Context& ctx, const Asked& asked)
{
    return http::json_response(entities::poll(asked.poll, ctx.app().clock.now(), asked.viewer, *ctx.app().api->site()));
}

result<std::vector<std::int64_t>> choices_from(const http::Params& params)
{
    constexpr std::size_t most = 100;
    std::vector<std::int64_t> choices;
    for (const auto& text : params.texts("choices")) {
        const auto choice = text::parse_int(text);
        if (!choice || choices.size() == most) return invalid::poll_choice;
        choices.push_back(*choice);
    }
    return choices;
}

boost::system::error_code in_words(const boost::system::error_code& error)
{
    if (error == errc::gone) return invalid::poll_ended;
    if (error == errc::forbidden) return invalid::poll_own;
    if (error == errc::already_exists) return invalid::poll_voted;
    if (error == errc::invalid_argument) return invalid::poll_choice;
    return error;
}

} // namespace

/// GET /api/v1/polls/:id. Asks the origin of another server's poll when what is known is a minute old.
Answer show_poll(Context& ctx)
{
    const auto id = ctx.path_id<PollId>("id");
    if (!id) co_return fail(id.error());
    const auto& refresh = ctx.app().resolver.refresh;
    bool ask = false;
    const auto find = [&](Transaction& tx) { return find_asked(tx, *id, ctx.viewer_id()); };
    auto asked = co_await ctx.app().db.transact([&](Transaction& tx) {
        auto found = find(tx);
        ask = found && refresh && ctx.viewer_id() && take_refresh(tx, *found, ctx.app().clock.now());
        return found;
    });
    if (!asked) co_return fail(asked.error());
    if (ask) {
        const auto heard = co_await refresh(asked->status.uri);
        if (heard) asked = co_await ctx.app().db.transact(find);
        if (!asked) co_return fail(asked.error());
    }
    co_return answer(ctx, *asked);
}

/// POST /api/v1/polls/:id/votes with choices[]: indices of options.
Answer vote_in_poll(Context& ctx)
{
    const auto id = ctx.path_id<PollId>("id");
    if (!id) co_return fail(id.error());
    const auto choices = choices_from(ctx.params());
    if (!choices) co_return fail(choices.error());
    const auto asked = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Asked> {
        const auto me = find_account(tx, ctx.account_id());
        if (!me) return me.error();
        const auto voted = social::vote(tx, *me, *id, *choices, ctx.app().clock.now());
        if (!voted) return in_words(voted.error());
        return find_asked(tx, *id, ctx.viewer_id());
    });
    if (!asked) co_return fail(asked.error());
    ctx.app().api->statuses.drop(asked->status.id);
    wake_workers(ctx);
    co_return answer(ctx, *asked);
}

} // namespace rounds::api
