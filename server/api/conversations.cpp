#include "storage/conversations.hpp"
#include "server/api/handlers.hpp"
#include "server/api/talks.hpp"

namespace rounds::api {
namespace {

Answer mark(Context& ctx, bool unread)
{
    const auto id = ctx.path_id<AccountConversationId>("id");
    if (!id) co_return fail(id.error());
    Talks talks{ctx.account_id(), Shown{ctx}};
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) {
        auto changed = storage::conversations::set_unread(tx, ctx.account_id(), *id, unread);
        if (changed) talks.load(tx, {*changed});
        return changed;
    });
    if (!done) co_return fail(done.error());
    co_return http::json_text(talks.json(*done));
}

} // namespace

/// GET /api/v1/conversations: by the last post, newest first. Pages continue by the id of that post.
Answer list_conversations(Context& ctx)
{
    const auto page = page_of(ctx.params());
    Talks talks{ctx.account_id(), Shown{ctx}};
    const auto all = co_await ctx.app().db.transact([&](Transaction& tx) {
        auto found = storage::conversations::list(tx, ctx.account_id(), page);
        talks.load(tx, found);
        return found;
    });
    std::vector<std::string> pieces;
    for (const auto& one : all)
        if (talks.has(one)) pieces.push_back(talks.json(one));
    Edges edges;
    if (!all.empty())
        edges = {
            .newest = to_int(all.front().last_status), .oldest = to_int(all.back().last_status), .rows = all.size()
        };
    co_return paged(ctx, json_list(pieces), edges, page);
}

/// POST /api/v1/conversations/:id/read
Answer read_conversation(Context& ctx)
{
    return mark(ctx, false);
}

/// POST /api/v1/conversations/:id/unread
Answer unread_conversation(Context& ctx)
{
    return mark(ctx, true);
}

/// DELETE /api/v1/conversations/:id: the posts stay; it comes back when somebody writes again.
Answer delete_conversation(Context& ctx)
{
    const auto id = ctx.path_id<AccountConversationId>("id");
    if (!id) co_return fail(id.error());
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::conversations::remove(tx, ctx.account_id(), *id);
    });
    if (!done) co_return fail(done.error());
    co_return empty_answer();
}

} // namespace rounds::api
