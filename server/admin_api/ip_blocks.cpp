#include "server/admin_api/entities.hpp"
#include "server/admin_api/handlers.hpp"
#include "server/app/tokens.hpp"
#include "storage/base/text.hpp"
#include "storage/channels.hpp"

#include <algorithm>
#include <array>
#include <boost/json/serialize.hpp>

namespace rounds::admin_api {
namespace {

namespace blocks = storage::blocks;
using blocks::IpBlock;

constexpr int usual = 100;
constexpr int most = 200;
constexpr std::size_t longest_comment = 500;
constexpr long long longest_block = 10LL * 365 * 24 * 3600;
constexpr std::array<std::string_view, 3> severities{"sign_up_requires_approval", "sign_up_block", "no_access"};

/// What the request says; the rest stays as it is.
result<IpBlock> changed(IpBlock block, const http::Params& params, Time now)
{
    block.ip = text::trim(params.text_or("ip", block.ip));
    block.severity = params.text_or("severity", block.severity);
    if (std::ranges::find(severities, block.severity) == severities.end()) return errc::invalid_argument;
    block.comment = params.text_or("comment", block.comment);
    if (text::count_code_points(block.comment) > longest_comment) return errc::invalid_argument;
    if (const auto seconds = params.integer("expires_in"); seconds && *seconds > 0)
        block.expires_at = now + std::chrono::seconds{std::min(*seconds, longest_block)};
    return block;
}

/// Runs `act(tx)`, notes it, and lets all processes hear of it.
template <class Act> Answer change(Context& ctx, std::string_view action, Act act)
{
    auto& app = ctx.app();
    const auto made = co_await app.tokens.operator_db().transact([&](Transaction& tx) -> result<IpBlock> {
        auto row = act(tx);
        if (!row) return row;
        moderation::note(tx, staff_of(ctx), action, "ip_block", to_int(row->id), row->severity);
        return row;
    });
    if (!made) co_return fail(made.error());
    app.notifier.notify(storage::channels::events);
    if (action == "ip_block.delete") co_return api::empty_answer();
    co_return http::json_response(ip_block(*made));
}

} // namespace

/// GET /api/v1/admin/ip_blocks
Answer list_ip_blocks(Context& ctx)
{
    const auto page = api::page_of(ctx.params(), usual, most);
    const auto all =
        co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) { return blocks::list_ips(tx, page); });
    std::vector<std::string> pieces;
    for (const auto& one : all) pieces.push_back(json::serialize(ip_block(one)));
    api::Edges edges;
    if (!all.empty()) edges = {.newest = to_int(all.front().id), .oldest = to_int(all.back().id), .rows = all.size()};
    co_return api::paged(ctx, api::json_list(pieces), edges, page);
}

/// GET /api/v1/admin/ip_blocks/:id
Answer show_ip_block(Context& ctx)
{
    const auto id = ctx.path_id<BlockId>("id");
    if (!id) co_return fail(id.error());
    const auto one =
        co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) { return blocks::find_ip(tx, *id); });
    if (!one) co_return fail(one.error());
    co_return http::json_response(ip_block(*one));
}

/// POST /api/v1/admin/ip_blocks with ip (address or network), severity, comment, expires_in (seconds).
Answer create_ip_block(Context& ctx)
{
    const auto wanted = changed({}, ctx.params(), ctx.app().clock.now());
    if (!wanted) co_return fail(wanted.error());
    const auto act = [&wanted](Transaction& tx) { return blocks::add_ip(tx, *wanted); };
    co_return co_await change(ctx, "ip_block.create", act);
}

/// PUT /api/v1/admin/ip_blocks/:id
Answer update_ip_block(Context& ctx)
{
    const auto id = ctx.path_id<BlockId>("id");
    if (!id) co_return fail(id.error());
    const auto act = [&ctx, &id](Transaction& tx) -> result<IpBlock> {
        const auto before = blocks::find_ip(tx, *id);
        if (!before) return before;
        const auto wanted = changed(*before, ctx.params(), ctx.app().clock.now());
        if (!wanted) return wanted;
        return blocks::change_ip(tx, *wanted);
    };
    co_return co_await change(ctx, "ip_block.update", act);
}

/// DELETE /api/v1/admin/ip_blocks/:id
Answer delete_ip_block(Context& ctx)
{
    const auto id = ctx.path_id<BlockId>("id");
    if (!id) co_return fail(id.error());
    const auto act = [&id](Transaction& tx) -> result<IpBlock> {
        auto before = blocks::find_ip(tx, *id);
        if (!before) return before;
        const auto removed = blocks::remove_ip(tx, *id);
        if (!removed) return removed.error();
        return before;
    };
    co_return co_await change(ctx, "ip_block.delete", act);
}

} // namespace rounds::admin_api
