#include "storage/conversations.hpp"
#include "server/api/handlers.hpp"
#include "server/api/shown.hpp"
#include "server/entities/account.hpp"

#include <boost/json/serialize.hpp>
#include <unordered_map>

namespace rounds::api {
namespace {

using storage::conversations::Conversation;

/// Who takes part and the last posts: two queries for the accounts, the posts as Shown loads them.
class Talks
{
public:
    explicit Talks(const Context& ctx) : me_(ctx.account_id()), shown_(ctx) {}

    void load(Transaction& tx, const std::vector<Conversation>& all)
    {
        std::vector<AccountId> people;
        std::vector<StatusId> posts;
        for (const auto& one : all) {
            people.insert(people.end(), one.others.begin(), one.others.end());
            if (one.others.empty()) people.push_back(me_);
            posts.push_back(one.last_status);
        }
        for (const auto& view : storage::accounts::views(tx, people))
            if (view.account.usable())
                accounts_[view.account.id] = json::serialize(entities::account(view, shown_.site()));
        shown_.load(tx, posts);
    }

    [[nodiscard]] bool has(const Conversation& one) const { return shown_.has(one.last_status); }

    [[nodiscard]] std::string json(const Conversation& one) const
    {
        const auto others = one.others.empty() ? std::vector{me_} : one.others; // notes to oneself
        std::vector<std::string> people;
        for (const auto id : others)
            if (const auto known = accounts_.find(id); known != accounts_.end()) people.push_back(known->second);
        json::object o;
        o["id"] = to_string(one.id);
        o["unread"] = one.unread;
        auto text = json::serialize(o);
        text.pop_back();
        text += R"(,"accounts":)" + json_list(people) + R"(,"last_status":)";
        text += shown_.has(one.last_status) ? shown_.json(one.last_status) : "null";
        return text + '}';
    }

private:
    AccountId me_;
    Shown shown_;
    std::unordered_map<AccountId, std::string> accounts_;
};

Answer mark(Context& ctx, bool unread)
{
    const auto id = ctx.path_id<AccountConversationId>("id");
    if (!id) co_return fail(id.error());
    Talks talks{ctx};
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
    Talks talks{ctx};
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
