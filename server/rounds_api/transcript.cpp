#include "server/knowledge/transcript.hpp"
#include "server/knowledge/chat_figures.hpp"
#include "server/knowledge/marks.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/sensitive.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/audit.hpp"
#include "storage/chat_figures.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

#include <algorithm>
#include <set>

namespace rounds::rounds_api {
namespace {

using storage::chats::Highlight;

/// A post is shown with its author's leave only; of any other one is told that it is there, and nothing else.
json::object post_json(Transaction& tx, const Highlight& post)
{
    json::object out;
    out["quoted"] = post.quote_consent;
    if (!post.quote_consent) return out;
    out["late"] = post.late;
    out["status_id"] = to_string(post.status);
    out["uri"] = post.uri;
    out["url"] = post.url;
    out["account"] = account_json(tx, post.account);
    out["content"] = post.content;
    return out;
}

json::array posts_json(Transaction& tx, const std::vector<Highlight>& posts, std::optional<PromptId> prompt)
{
    json::array all;
    for (const auto& post : posts)
        if (post.prompt == prompt) all.push_back(post_json(tx, post));
    return all;
}

json::object figures_json(const std::vector<Highlight>& posts)
{
    std::set<AccountId> people;
    for (const auto& post : posts) people.insert(post.account);
    json::object out;
    out["posts"] = posts.size();
    const auto shown = knowledge::shown_count(static_cast<std::int64_t>(people.size()));
    out["people"] = shown ? json::value(*shown) : nullptr;
    out["quoted"] = std::ranges::count_if(posts, &Highlight::quote_consent);
    return out;
}

/// The network of the chat, when the viewer may read it.
result<storage::Chat> readable(Transaction& tx, const Context& ctx, ChatId id)
{
    auto chat = storage::chats::find(tx, id);
    if (!chat) return chat.error();
    const auto network = storage::networks::find(tx, chat->network);
    if (!network || !knowledge::may_read(tx, *network, ctx.viewer_id())) return errc::not_found;
    return chat;
}

} // namespace

/// GET /chats/:id/transcript: by prompt, oldest first.
Answer show_transcript(Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto chat = readable(tx, ctx, *id);
        if (!chat) return chat.error();
        const auto posts = storage::chats::highlights(tx, *id);
        json::object out;
        out["chat_id"] = to_string(*id);
        json::array prompts;
        for (const auto& prompt : storage::chats::prompts(tx, *id)) {
            auto part = prompt_json(*chat, prompt, false);
            part["posts"] = posts_json(tx, posts, prompt.id);
            prompts.push_back(std::move(part));
        }
        out["prompts"] = std::move(prompts);
        out["other"] = posts_json(tx, posts, std::nullopt);
        out["figures"] = figures_json(posts);
        const auto network = storage::networks::find(tx, chat->network);
        out["notice"] = network && network->sensitive ? json::value(knowledge::export_notice) : nullptr;
        return out;
    };
    co_return co_await show(ctx, body);
}

/// GET /chats/:id/transcript/:format: csv or html.
Answer export_transcript(Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const std::string format(ctx.path_text("format"));
    if (format != "csv" && format != "html") co_return app::problem(errc::not_found);
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) -> result<knowledge::Transcript> {
        if (const auto chat = readable(tx, ctx, *id); !chat) return chat.error();
        storage::audit::Entry entry;
        entry.actor = ctx.viewer_id();
        entry.via = "api";
        entry.action = "transcript.export";
        entry.target_kind = "chat";
        entry.target = to_int(*id);
        entry.rule = format;
        storage::audit::add(tx, entry);
        return knowledge::transcript_of(tx, *id);
    });
    if (!found) co_return app::problem(found.error());
    Response response;
    response.content_type = "text/" + format + "; charset=utf-8";
    response.body = format == "csv" ? knowledge::to_csv(*found) : knowledge::to_html(*found);
    response.headers.set("Content-Disposition", "attachment; filename=\"chat-" + to_string(*id) + '.' + format + '"');
    co_return response;
}

/// GET /chats/:id/statistics: sums over the transcript; small ones are hidden.
Answer show_statistics(Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        if (const auto chat = readable(tx, ctx, *id); !chat) return chat.error();
        const auto& urls = ctx.app().urls;
        const auto shared = knowledge::shared_links(storage::chats::highlights(tx, *id), urls.base());
        auto out = knowledge::statistics_json(storage::chats::figures(tx, *id), shared, urls.domain());
        out["chat_id"] = to_string(*id);
        return out;
    };
    co_return co_await show(ctx, body);
}

} // namespace rounds::rounds_api
