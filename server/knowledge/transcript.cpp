#include "server/knowledge/transcript.hpp"

#include "server/knowledge/chats.hpp"
#include "server/knowledge/marks.hpp"
#include "server/knowledge/sensitive.hpp"
#include "server/social/text/sanitize.hpp"
#include "storage/base/csv.hpp"
#include "storage/base/text.hpp"
#include "storage/networks.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

using storage::chats::Highlight;

constexpr std::string_view not_quoted = "[one participant, not quoted]";

template <class F> void each_post(const Transcript& transcript, std::optional<PromptId> prompt, F body)
{
    for (const auto& post : transcript.posts)
        if (post.prompt == prompt) body(post);
}

void add_rows(std::string& out, const Transcript& transcript, std::string_view label, std::optional<PromptId> prompt)
{
    each_post(transcript, prompt, [&](const Highlight& post) {
        const std::string topic(label);
        const std::string late = post.late ? "yes" : "no";
        if (post.quote_consent)
            out += csv::line({topic, "yes", post.acct, post.url, text::to_plain_text(post.content), late});
        else
            out += csv::line({topic, "no", "", "", std::string(not_quoted), late});
    });
}

void add_section(
    std::string& out, const Transcript& transcript, const std::string& heading, std::optional<PromptId> prompt
)
{
    out += fmt::format("<section>\n<h2>{}</h2>\n", text::escape_html(heading));
    each_post(transcript, prompt, [&](const Highlight& post) {
        if (post.late) out += "<p>After the chat:</p>\n";
        if (post.quote_consent)
            out += fmt::format(
                "<blockquote cite=\"{0}\">{1}<p><a href=\"{0}\">@{2}</a></p></blockquote>\n",
                text::escape_html(post.url),
                post.content,
                text::escape_html(post.acct)
            );
        else
            out += fmt::format("<p>{}</p>\n", not_quoted);
    });
    out += "</section>\n";
}

} // namespace

result<Transcript> transcript_of(storage::Transaction& tx, ChatId id)
{
    const auto chat = storage::chats::find(tx, id);
    if (!chat) return chat.error();
    auto prompts = storage::chats::prompts(tx, id);
    std::erase_if(prompts, [](const storage::Prompt& prompt) { return prompt.state != "released"; });
    const auto network = storage::networks::find(tx, chat->network);
    if (!network) return network.error();
    return Transcript{*chat, std::move(prompts), storage::chats::highlights(tx, id), network->sensitive};
}

std::string to_csv(const Transcript& transcript)
{
    auto out = csv::line({"topic", "quoted", "author", "address", "text", "late"});
    for (const auto& prompt : transcript.prompts) add_rows(out, transcript, prompt.label, prompt.id);
    add_rows(out, transcript, "", std::nullopt);
    if (transcript.sensitive) out += csv::line({"notice", "", "", "", std::string(export_notice), ""});
    return out;
}

std::string to_html(const Transcript& transcript)
{
    const auto title = text::escape_html(transcript.chat.title);
    std::string out = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{0}</title>\n</head>\n<body>\n"
        "<h1>{0}</h1>\n<p>{1}</p>\n<p>Posts of people who let the network quote them. Sharing, not medical "
        "advice.</p>\n",
        title,
        text::escape_html(when_text(transcript.chat))
    );
    for (const auto& prompt : transcript.prompts)
        add_section(out, transcript, prompt.label + ": " + prompt.content, prompt.id);
    add_section(out, transcript, "Beside the topics", std::nullopt);
    if (transcript.sensitive) out += fmt::format("<p><strong>{}</strong></p>\n", text::escape_html(export_notice));
    return out + "</body>\n</html>\n";
}

std::map<std::string, std::optional<std::int64_t>> shown_counts(const std::map<std::string, std::int64_t>& counts)
{
    std::map<std::string, std::optional<std::int64_t>> shown;
    for (const auto& [name, count] : counts) shown[name] = shown_count(count);
    const auto hidden = std::ranges::count_if(shown, [](const auto& one) { return !one.second; });
    if (hidden != 1) return shown;
    auto smallest = shown.end();
    for (auto one = shown.begin(); one != shown.end(); ++one)
        if (one->second && (smallest == shown.end() || *one->second < *smallest->second)) smallest = one;
    if (smallest != shown.end()) smallest->second.reset();
    return shown;
}

} // namespace rounds::knowledge
