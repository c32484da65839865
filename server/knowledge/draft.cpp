#include "server/knowledge/networks.hpp"
#include "server/knowledge/quotations.hpp"
#include "server/knowledge/summaries.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace rounds::knowledge {
namespace {

using storage::Chat;
using storage::Prompt;
using storage::chats::Highlight;

constexpr std::size_t quoted_per_prompt = 3;

/// Every mark counts once; an answer across the line between clinicians and others counts a second time, for those are
/// what a chat is held for.
std::int64_t engagement(const Highlight& post) noexcept
{
    return post.favourites + post.reblogs + post.replies + post.cross_group_replies;
}

/// Posts of one prompt (or of none), most engaged first, then as they came.
std::vector<Highlight> ranked(const std::vector<Highlight>& all, std::optional<PromptId> prompt)
{
    std::vector<Highlight> posts;
    std::ranges::copy_if(all, std::back_inserter(posts), [&](const Highlight& post) { return post.prompt == prompt; });
    std::ranges::sort(posts, [](const Highlight& a, const Highlight& b) {
        const auto left = engagement(a);
        const auto right = engagement(b);
        return left != right ? left > right : a.status < b.status;
    });
    return posts;
}

std::size_t count_people(const std::vector<Highlight>& posts)
{
    std::set<AccountId> people;
    for (const auto& post : posts) people.insert(post.account);
    return people.size();
}

/// Writes the part of one prompt: quotations of those who allow it, and how many answered.
void write_part(
    SummaryVersion& draft, const std::string& heading, std::string_view label, const std::vector<Highlight>& posts
)
{
    if (posts.empty()) return;
    draft.body += fmt::format("## {}\n\n", heading);
    std::size_t quoted = 0;
    for (const auto& post : posts) {
        const auto excerpt = excerpt_of(post.content);
        if (!post.quote_consent || excerpt.empty() || quoted == quoted_per_prompt) continue;
        draft.body += fmt::format(
            "> {}\n>\n> [{}]({})\n\n", escape_markdown(excerpt), escape_markdown('@' + post.acct), post.url
        );
        if (quoted == 0)
            draft.statements.push_back(
                {.position = static_cast<int>(draft.statements.size()) + 1,
                 .content = excerpt,
                 .prompt_label = std::string(label),
                 .evidence_scheme = {},
                 .evidence_level = {}}
            );
        ++quoted;
    }
    draft.body += fmt::format("Posts: {}. People: {}. Quoted: {}.\n\n", posts.size(), count_people(posts), quoted);
}

SummaryVersion extract(Transaction& tx, const Chat& chat, const std::vector<Highlight>& posts)
{
    SummaryVersion draft;
    draft.title = chat.title;
    for (const auto& prompt : storage::chats::prompts(tx, chat.id))
        write_part(
            draft,
            fmt::format("{}: {}", prompt.label, escape_markdown(prompt.content)),
            prompt.label,
            ranked(posts, prompt.id)
        );
    write_part(draft, "Beside the topics", {}, ranked(posts, std::nullopt));
    return draft;
}

} // namespace

result<Summary> draft_from_chat(Transaction& tx, const social::Urls& urls, const Account& by, ChatId chat_id, Time now)
{
    const auto chat = storage::chats::find(tx, chat_id);
    if (!chat) return chat.error();
    const auto network = storage::networks::find(tx, chat->network);
    if (!network) return network.error();
    if (!may_host(tx, *network, by.id)) return errc::forbidden;
    if (chat->state != "closed") return errc::invalid_argument;
    const auto posts = storage::chats::highlights(tx, chat->id);
    Summary summary;
    summary.id = storage::summaries::next_id(tx);
    summary.network = chat->network;
    summary.chat = chat->id;
    summary.uri = urls.summary(summary.id);
    summary.author = by.id;
    summary.created_at = summary.updated_at = now;
    auto draft = extract(tx, *chat, posts);
    draft.summary = summary.id;
    draft.editor = by.id;
    storage::summaries::create(tx, summary, draft);
    for (const auto& post : posts) {
        storage::summaries::Source source;
        source.url = post.url;
        source.uri = post.uri;
        source.content = post.content;
        storage::summaries::add_source(tx, summary.id, post.status, post.quote_consent && quotes(draft, source));
    }
    return storage::summaries::find(tx, summary.id);
}

} // namespace rounds::knowledge
