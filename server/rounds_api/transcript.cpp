#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/handlers.hpp"
#include "storage/chats.hpp"

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
    out["people"] = people.size();
    out["quoted"] = std::ranges::count_if(posts, &Highlight::quote_consent);
    return out;
}

} // namespace

/// GET /chats/:id/transcript: by prompt, oldest first.
Answer show_transcript(Context& ctx)
{
    const auto id = ctx.path_id<ChatId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto chat = storage::chats::find(tx, *id);
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
        return out;
    };
    co_return co_await show(ctx, body);
}

} // namespace rounds::rounds_api
