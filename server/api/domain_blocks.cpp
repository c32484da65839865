#include "server/social/domain_blocks.hpp"
#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/state.hpp"
#include "server/api/wake.hpp"
#include "server/http/link_header.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/personal.hpp"

namespace rounds::api {
namespace {

/// The domain of the request in lower case; `invalid::domain` when it is none.
result<std::string> domain_of(const http::Params& params)
{
    const auto written = params.text_or("domain", "");
    const auto url = parse_url("https://" + written + "/");
    if (!url || url->target != "/" || written.size() > 255) return invalid::domain;
    return url->authority();
}

/// `act` gets the person and the domain.
template <class Act> Answer change_domain(Context& ctx, Act act)
{
    const auto domain = domain_of(ctx.params());
    if (!domain) co_return fail(domain.error());
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto me = find_account(tx, ctx.account_id());
        if (!me) return me.error();
        act(tx, *me, *domain);
        return {};
    });
    if (!done) co_return fail(done.error());
    ctx.app().api->homes.changed(ctx.account_id());
    wake_workers(ctx);
    co_return empty_answer();
}

} // namespace

/// GET /api/v1/domain_blocks: names, not accounts; by name, and pages are told apart by the names at their ends.
Answer list_domain_blocks(Context& ctx)
{
    const auto& params = ctx.params();
    storage::personal::DomainPage page;
    page.limit = limit_of(params, 100, 200);
    if (const auto after = params.text("max_id")) page.after = text::to_lower(*after);
    for (const auto* key : {"since_id", "min_id"})
        if (const auto before = params.text(key)) page.before = text::to_lower(*before);
    const auto domains = co_await ctx.app().db.read([&](Transaction& tx) {
        return storage::personal::blocked_domains(tx, ctx.account_id(), page);
    });
    json::array list;
    for (const auto& domain : domains) list.push_back(json::value(domain));
    auto response = http::json_response(list);
    if (domains.empty()) co_return response;
    http::PageEdges edges;
    edges.first = domains.front();
    edges.last = domains.back();
    edges.has_next = page.before || std::cmp_equal(domains.size(), page.limit);
    edges.prev_parameter = "min_id";
    response.headers.set("Link", http::link_header(ctx.app().urls.base(), ctx.request(), edges));
    co_return response;
}

/// GET /api/v1/domain_blocks/preview?domain=: how many of the person's follows it would concern.
Answer preview_domain_block(Context& ctx)
{
    const auto domain = domain_of(ctx.params());
    if (!domain) co_return fail(domain.error());
    const auto ends = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::personal::follows_with(tx, ctx.account_id(), *domain);
    });
    json::object body;
    body["following_count"] = ends.following;
    body["followers_count"] = ends.followers;
    co_return http::json_response(body);
}

/// POST /api/v1/domain_blocks: the follows with its people end both ways.
Answer block_domain(Context& ctx)
{
    return change_domain(ctx, social::block_domain);
}

/// DELETE /api/v1/domain_blocks
Answer unblock_domain(Context& ctx)
{
    return change_domain(ctx, [](Transaction& tx, const storage::Account& me, std::string_view domain) {
        storage::personal::unblock_domain(tx, me.id, domain);
    });
}

} // namespace rounds::api
