#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/wake.hpp"
#include "server/entities/account.hpp"
#include "server/entities/relationship.hpp"
#include "server/social/verbs.hpp"
#include "storage/base/text.hpp"
#include "storage/featured.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::api {
namespace {

using storage::Account;
using storage::graph::Relationship;

json::object relationship_to(Transaction& tx, AccountId me, AccountId target)
{
    return entities::relationship(storage::graph::relationships(tx, me, {target}).at(0));
}

/// The common way of all that one account does to another: find both, act, tell how they stand now. `act` gives a
/// result; already_exists and not_found from undoing nothing are no errors.
template <class Act> Answer act_on_account(Context& ctx, Act act)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    const auto body = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::object> {
        const auto me = find_account(tx, ctx.account_id());
        if (!me) return me.error();
        const auto target = find_account(tx, *id);
        if (!target) return target.error();
        const result<void> done = act(tx, *me, *target);
        if (!done && done.error() != errc::already_exists) return done.error();
        return relationship_to(tx, me->id, target->id);
    });
    if (!body) co_return fail(body.error());
    ctx.app().api->homes.changed(ctx.account_id());
    ctx.app().api->homes.changed(*id);
    wake_workers(ctx);
    co_return http::json_response(*body);
}

template <class T> result<void> if_any(const result<T>& done)
{
    if (!done && done.error() != errc::not_found) return done.error();
    return {};
}

} // namespace

/// GET /api/v1/accounts/relationships?id[]=1. One entry for each account that exists.
Answer list_relationships(Context& ctx)
{
    constexpr std::size_t most = 200;
    const auto ids = ids_of<AccountId>(ctx.params(), "id", most);
    const auto all = co_await ctx.app().db.read([&](Transaction& tx) {
        return storage::graph::relationships(tx, ctx.account_id(), ids);
    });
    json::array list;
    for (const auto& one : all) list.push_back(entities::relationship(one));
    co_return http::json_response(list);
}

namespace {

constexpr std::string_view take_a_pseudonym =
    "Validation failed: This network protects its people: take part under a name that is not your full name. Change "
    "your display name, or use an account with a pseudonym.";

result<void> follow_by_form(Context& ctx, Transaction& tx, const Account& me, const Account& target)
{
    if (me.id == target.id) return errc::forbidden;
    social::FollowOptions options;
    if (const auto known = storage::graph::find_follow(tx, me.id, target.id))
        options = {.show_reblogs = known->show_reblogs, .notify = known->notify, .languages = known->languages};
    const auto& params = ctx.params();
    options.show_reblogs = params.flag("reblogs").value_or(options.show_reblogs);
    options.notify = params.flag("notify").value_or(options.notify);
    if (params.has("languages") || params.has("languages[]")) options.languages = params.texts("languages");
    for (const auto& language : options.languages)
        if (!is_language(language)) return invalid::language;
    const auto done = social::follow(tx, ctx.app().urls, me, target, options);
    if (!done) return done.error();
    return {};
}

} // namespace

/// POST /api/v1/accounts/:id/follow. Repeating it changes reblogs, notify and languages where they are given.
Answer follow_account(Context& ctx)
{
    bool named = false;
    const auto act = [&](Transaction& tx, const Account& me, const Account& target) {
        auto done = follow_by_form(ctx, tx, me, target);
        named = !done && done.error() == errc::invalid_argument;
        return done;
    };
    auto response = co_await act_on_account(ctx, act);
    if (named) co_return http::json_error(422, take_a_pseudonym);
    co_return response;
}

/// POST /api/v1/accounts/:id/unfollow. Also takes a request back.
Answer unfollow_account(Context& ctx)
{
    return act_on_account(ctx, [](Transaction& tx, const Account& me, const Account& target) {
        return if_any(social::unfollow(tx, me, target));
    });
}

/// POST /api/v1/accounts/:id/remove_from_followers
Answer remove_follower(Context& ctx)
{
    return act_on_account(ctx, [](Transaction& tx, const Account& me, const Account& target) {
        return if_any(social::reject_follow(tx, me, target));
    });
}

/// POST /api/v1/accounts/:id/block
Answer block_account(Context& ctx)
{
    return act_on_account(ctx, [](Transaction& tx, const Account& me, const Account& target) -> result<void> {
        if (me.id == target.id) return invalid::self;
        return social::block(tx, me, target);
    });
}

/// POST /api/v1/accounts/:id/unblock
Answer unblock_account(Context& ctx)
{
    return act_on_account(ctx, [](Transaction& tx, const Account& me, const Account& target) {
        return if_any(storage::graph::remove_block(tx, me.id, target.id));
    });
}

/// POST /api/v1/accounts/:id/mute with notifications (default true) and duration (seconds, 0: for good).
Answer mute_account(Context& ctx)
{
    return act_on_account(ctx, [&ctx](Transaction& tx, const Account& me, const Account& target) -> result<void> {
        if (me.id == target.id) return invalid::self;
        constexpr long long longest = 10LL * 366 * 86400;
        const auto seconds = std::clamp<long long>(ctx.params().integer("duration").value_or(0), 0, longest);
        std::optional<Time> until;
        if (seconds > 0) until = ctx.app().clock.now() + std::chrono::seconds{seconds};
        return storage::graph::add_mute(tx, me.id, target.id, ctx.params().flag("notifications").value_or(true), until);
    });
}

/// POST /api/v1/accounts/:id/unmute
Answer unmute_account(Context& ctx)
{
    return act_on_account(ctx, [](Transaction& tx, const Account& me, const Account& target) {
        return if_any(storage::graph::remove_mute(tx, me.id, target.id));
    });
}

/// POST /api/v1/accounts/:id/endorse: shows the account on one's own profile. It must be followed.
Answer endorse_account(Context& ctx)
{
    return act_on_account(ctx, [](Transaction& tx, const Account& me, const Account& target) -> result<void> {
        const auto follow = storage::graph::find_follow(tx, me.id, target.id);
        if (!follow || !follow->accepted) return invalid::endorse_stranger;
        storage::featured::endorse(tx, me.id, target.id);
        return {};
    });
}

/// POST /api/v1/accounts/:id/unendorse
Answer unendorse_account(Context& ctx)
{
    return act_on_account(ctx, [](Transaction& tx, const Account& me, const Account& target) -> result<void> {
        storage::featured::unendorse(tx, me.id, target.id);
        return {};
    });
}

/// POST /api/v1/accounts/:id/note
Answer note_account(Context& ctx)
{
    return act_on_account(ctx, [&ctx](Transaction& tx, const Account& me, const Account& target) -> result<void> {
        const auto comment = ctx.params().text_or("comment", "");
        if (text::count_code_points(comment) > 2000) return invalid::text_too_long;
        storage::graph::set_note(tx, me.id, target.id, comment);
        return {};
    });
}

/// POST /api/v1/follow_requests/:id/authorize
Answer authorize_follow(Context& ctx)
{
    return act_on_account(ctx, [](Transaction& tx, const Account& me, const Account& by) {
        return social::accept_follow(tx, me, by);
    });
}

/// POST /api/v1/follow_requests/:id/reject
Answer reject_follow(Context& ctx)
{
    return act_on_account(ctx, [](Transaction& tx, const Account& me, const Account& by) {
        return social::reject_follow(tx, me, by);
    });
}

namespace {

template <class List> Answer my_page(Context& ctx, List list)
{
    const auto page = page_of(ctx.params(), 40, 80);
    const auto site = ctx.app().api->site();
    const auto found = co_await ctx.app().db.read([&](Transaction& tx) {
        return account_page(tx, list(tx, ctx.account_id(), page), *site);
    });
    co_return paged(ctx, found.body, found.edges, page, "since_id");
}

} // namespace

/// GET /api/v1/follow_requests
Answer list_follow_requests(Context& ctx)
{
    return my_page(ctx, storage::graph::follow_requests);
}

/// GET /api/v1/blocks
Answer list_blocks(Context& ctx)
{
    return my_page(ctx, storage::graph::blocks);
}

/// GET /api/v1/mutes: with the time when each ends.
Answer list_mutes(Context& ctx)
{
    const auto page = page_of(ctx.params(), 40, 80);
    const auto site = ctx.app().api->site();
    Edges edges;
    auto body = co_await ctx.app().db.read([&](Transaction& tx) {
        const auto entries = storage::graph::mutes(tx, ctx.account_id(), page);
        std::vector<AccountId> ids;
        for (const auto& entry : entries) ids.push_back(entry.account);
        if (!entries.empty())
            edges = {.newest = entries.front().cursor, .oldest = entries.back().cursor, .rows = entries.size()};
        const auto how = storage::graph::relationships(tx, ctx.account_id(), ids);
        std::vector<std::string> pieces;
        for (const auto& view : storage::accounts::views(tx, ids)) {
            const auto mine = std::ranges::find(how, view.account.id, &Relationship::target);
            const auto until = mine == how.end() ? std::nullopt : mine->muting_expires_at;
            pieces.push_back(json::serialize(entities::muted_account(view, until, *site)));
        }
        return json_list(pieces);
    });
    co_return paged(ctx, std::move(body), edges, page, "since_id");
}

} // namespace rounds::api
