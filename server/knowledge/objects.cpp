#include "server/knowledge/objects.hpp"

#include "federation/build/article.hpp"
#include "server/knowledge/article.hpp"
#include "server/knowledge/chats.hpp"
#include "server/knowledge/conditions.hpp"
#include "server/knowledge/questions.hpp"
#include "server/knowledge/references.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/publications.hpp"
#include "storage/questions.hpp"
#include "storage/summaries.hpp"

#include "server/social/text/markdown.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

using build::ArticleInput;
using build::EventInput;
using storage::Network;
using storage::Status;
using storage::SummaryReference;

/// `context` as the posts of the same conversation name it.
std::string conversation_of(Transaction& tx, const social::Urls& urls, const Status& status)
{
    if (!status.conversation) return {};
    const auto told = storage::publications::conversation_uri(tx, *status.conversation);
    if (told && *told) return **told;
    return fmt::format("{}/conversations/{}", urls.base(), to_string(*status.conversation));
}

std::string uri_of(Transaction& tx, AccountId id)
{
    const auto account = storage::accounts::find(tx, id);
    return account ? account->uri : std::string{};
}

std::vector<build::TagRef> tag_of(const social::Urls& urls, const std::string& hashtag)
{
    return {{.name = '#' + hashtag, .href = urls.tag(text::to_lower(hashtag))}};
}

EventInput::State state_of(const Chat& chat) noexcept
{
    if (chat.state == "live") return EventInput::State::live;
    if (chat.state == "closed") return EventInput::State::closed;
    if (chat.state == "cancelled") return EventInput::State::cancelled;
    return EventInput::State::scheduled;
}

void put_people(Transaction& tx, const Chat& chat, EventInput& input)
{
    for (const auto& person : storage::chats::people(tx, chat.id)) {
        if (person.role == "moderator") continue; // of this instance's own concern
        auto uri = uri_of(tx, person.account);
        if (uri.empty()) continue;
        (person.role == "host" ? input.organizers : input.guests).push_back(std::move(uri));
    }
    for (const auto& prompt : storage::chats::prompts(tx, chat.id))
        if (prompt.state != "skipped")
            input.prompts.push_back(
                {.label = prompt.label,
                 .offset = std::chrono::duration_cast<std::chrono::seconds>(prompt.due_at - chat.starts_at)}
            );
}

json::object event_of(
    Transaction& tx, const social::Urls& urls, const Status& status, const Chat& chat, const storage::Account& group
)
{
    EventInput input;
    input.id = chat.uri;
    input.url = status.url.value_or(chat.uri);
    input.network = group.uri;
    input.network_followers = group.followers_url.value_or("");
    input.name = chat.title;
    input.content = text::markdown_to_html(chat.description);
    input.when = when_text(chat);
    input.starts_at = chat.starts_at;
    input.ends_at = chat.ends_at;
    input.timezone = chat.timezone;
    input.state = state_of(chat);
    input.live_url = chat.uri;
    if (chat.state == "live" || chat.state == "closed")
        input.transcript_url = fmt::format("{}/api/rounds/v1/chats/{}/transcript", urls.base(), to_string(chat.id));
    input.conversation = conversation_of(tx, urls, status);
    input.language = status.language.value_or("en");
    input.tags = tag_of(urls, chat.hashtag);
    input.sequence = chat.sequence;
    input.published = status.created_at;
    input.updated = status.edited_at;
    put_people(tx, chat, input);
    return build::build_event(input);
}

/// The grade of the first graded statement that the reference supports.
void put_grade(const SummaryVersion& wording, const SummaryReference& reference, ArticleInput::Citation& citation)
{
    for (const auto& statement : wording.statements) {
        const bool meant = std::ranges::find(reference.supports, statement.position) != reference.supports.end();
        if (!meant || statement.evidence_scheme.empty()) continue;
        citation.evidence_scheme = statement.evidence_scheme;
        citation.evidence_level = statement.evidence_level;
        return;
    }
}

void put_citations(const SummaryVersion& wording, ArticleInput& input)
{
    for (const auto& reference : wording.references) {
        ArticleInput::Citation citation;
        citation.id = canonical_url({reference.kind, reference.value});
        citation.name = string_at(reference.csl, "title");
        citation.scheme = reference.kind;
        citation.value = reference.value;
        put_grade(wording, reference, citation);
        for (const int number : reference.supports) citation.supports.push_back(fmt::format("#s{}", number));
        input.citations.push_back(std::move(citation));
    }
}

void put_conditions(const Network& network, ArticleInput& input)
{
    for (const auto& id : network.conditions) {
        const auto* condition = conditions().find(id);
        if (condition == nullptr) continue;
        const bool coded = !condition->mesh.empty();
        input.conditions.push_back(
            {.name = std::string(condition->name),
             .coding_system = coded ? "MeSH" : "DOID",
             .code = std::string(coded ? condition->mesh : condition->id)}
        );
    }
}

void put_review(Transaction& tx, const storage::Summary& summary, const SummaryVersion& wording, ArticleInput& input)
{
    const auto reviewer = reviewer_of(tx, wording);
    input.content = article_html(wording, reviewer);
    if (!reviewer) return;
    ArticleInput::Review review;
    review.reviewer = reviewer->uri;
    review.reviewer_name = reviewer->name;
    review.at = reviewer->at;
    if (summary.next_review_at) review.next = parse_iso8601(*summary.next_review_at + "T00:00:00Z");
    input.review = std::move(review);
}

/// What is said about who made it and what it draws on. Posts whose authors took their leave back are named no more.
void put_origins(Transaction& tx, const storage::Summary& summary, ArticleInput& input)
{
    for (const auto& source : storage::summaries::sources(tx, summary.id))
        if (source.quoted && source.allowed) input.sources.push_back(source.uri);
    for (const auto& interest : storage::summaries::interests(tx, summary.id))
        if (auto uri = uri_of(tx, interest.account); !uri.empty())
            input.interests.push_back({.actor = std::move(uri), .statement = interest.statement});
}

/// Questions that were asked in the chat, as they stand now.
void put_questions(Transaction& tx, const social::Urls& urls, const storage::Summary& summary, ArticleInput& input)
{
    if (!summary.chat) return;
    for (const auto& question : storage::questions::of_chat(tx, *summary.chat))
        (question.state == "solved" ? input.solved : input.open_questions).push_back(question_url(urls, question.id));
}

std::optional<json::object>
article_of(Transaction& tx, const social::Urls& urls, const Status& status, const storage::Summary& summary)
{
    const auto wording = storage::summaries::published_version(tx, summary.id);
    const auto network = storage::networks::find(tx, summary.network);
    if (!wording || !network) return std::nullopt;
    const auto group = storage::accounts::find(tx, network->account);
    if (!group) return std::nullopt;
    ArticleInput input;
    input.id = summary.uri;
    input.url = urls.summary_page(summary.id);
    input.network = group->uri;
    input.network_followers = group->followers_url.value_or("");
    input.author = uri_of(tx, summary.author);
    input.name = wording->title;
    input.key_message = wording->key_message;
    input.disclaimer = disclaimer;
    input.context = conversation_of(tx, urls, status);
    input.in_reply_to = status.in_reply_to_uri.value_or("");
    input.language = wording->language;
    input.published = status.created_at;
    input.updated = status.edited_at;
    input.tags = tag_of(urls, network->hashtag);
    input.history = fmt::format("{}/api/rounds/v1/summaries/{}/versions", urls.base(), to_string(summary.id));
    put_review(tx, summary, *wording, input);
    put_citations(*wording, input);
    put_conditions(*network, input);
    put_origins(tx, summary, input);
    put_questions(tx, urls, summary, input);
    if (!summary.retracted_at) return build::build_article(input);
    // Servers that know no retraction show heading and summary: both say it.
    const auto reason = storage::summaries::retraction_reason(tx, summary.id);
    input.name = "Retracted: " + wording->title;
    input.key_message = fmt::format("Retracted on {}. {}", to_iso_date(*summary.retracted_at), reason);
    input.content = retraction_html(reason, *summary.retracted_at) + input.content;
    auto article = build::build_article(input);
    article["kn:retracted"] = to_iso8601(*summary.retracted_at);
    return article;
}

} // namespace

std::optional<json::object> build_object(Transaction& tx, const social::Urls& urls, const Status& status)
{
    if (!status.local || status.reblog_of) return std::nullopt;
    if (status.object_type == "Event") {
        const auto chat = storage::chats::find_by_status(tx, status.id);
        if (!chat) return std::nullopt;
        const auto group = storage::accounts::find(tx, status.account);
        if (!group) return std::nullopt;
        return event_of(tx, urls, status, *chat, *group);
    }
    if (status.object_type != "Article") return std::nullopt;
    const auto summary = storage::summaries::find_by_status(tx, status.id);
    return summary ? article_of(tx, urls, status, *summary) : std::nullopt;
}

} // namespace rounds::knowledge
