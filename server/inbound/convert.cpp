#include "server/inbound/convert.hpp"

#include "federation/vocab/readers.hpp"
#include "server/media/format/blurhash.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>

namespace rounds::inbound {
namespace {

using storage::Account;

/// What the end of the address promises, for who tells no media type; what the file is its bytes decide later.
std::string_view kind_by_name(std::string_view url)
{
    struct Ending
    {
        std::string_view text;
        std::string_view kind;
    };
    static constexpr std::array<Ending, 12> endings{
        {{".png", "image"},
         {".jpg", "image"},
         {".jpeg", "image"},
         {".gif", "image"},
         {".webp", "image"},
         {".avif", "image"},
         {".mp4", "video"},
         {".webm", "video"},
         {".mp3", "audio"},
         {".ogg", "audio"},
         {".flac", "audio"},
         {".wav", "audio"}}
    };
    const auto path = text::to_lower(url.substr(0, url.find_first_of("?#")));
    const auto* found = std::ranges::find_if(endings, [&](const Ending& one) { return path.ends_with(one.text); });
    return found == endings.end() ? "unknown" : found->kind;
}

std::string kind_of(const inbox::RemoteAttachment& attachment)
{
    const auto is = [&](std::string_view type) {
        return attachment.media_type.starts_with(std::string(type) + '/') || text::iequals(attachment.type, type);
    };
    if (attachment.media_type == "image/gif") return "image";
    for (const auto* type : {"image", "video", "audio"})
        if (is(type)) return type;
    return attachment.media_type.empty() ? std::string(kind_by_name(attachment.url)) : "unknown";
}

std::vector<storage::Media> media_of(const inbox::RemoteObject& object)
{
    std::vector<storage::Media> media;
    for (const auto& attachment : object.attachments) {
        // A Link names a page, not a file.
        if (attachment.type == "Link") continue;
        storage::Media one;
        one.kind = kind_of(attachment);
        one.media_type = attachment.media_type;
        one.remote_url = attachment.url;
        one.description = attachment.description;
        if (media::is_blurhash(attachment.blurhash)) one.blurhash = attachment.blurhash;
        one.width = attachment.width;
        one.height = attachment.height;
        one.focus_x = attachment.focus_x;
        one.focus_y = attachment.focus_y;
        media.push_back(std::move(one));
    }
    return media;
}

void add_once(std::vector<AccountId>& ids, AccountId id)
{
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
}

void add_people(
    social::ArrivedPost& arrived,
    const inbox::RemoteObject& object,
    const inbox::Recipients& recipients,
    const storage::known::Known& known
)
{
    arrived.people_only = true;
    for (const auto& mention : object.mentions) {
        const auto* account = known.account(mention.href);
        if (account == nullptr || !guards::hold("addressed", recipients.contains(mention.href))) continue;
        if (account->id == arrived.status.account) continue;
        add_once(arrived.mentions, account->id);
        if (account->group()) arrived.people_only = false;
    }
    for (const auto* iris : {&recipients.to, &recipients.cc, &recipients.audience}) {
        for (const auto& iri : *iris) {
            const auto* account = known.account(iri);
            if (account == nullptr || account->id == arrived.status.account) continue;
            if (account->group() && !arrived.status.audience) arrived.status.audience = account->id;
            const bool named = std::ranges::find(arrived.mentions, account->id) != arrived.mentions.end();
            if (!named && !account->group()) add_once(arrived.silent_mentions, account->id);
        }
    }
}

/// A post from the future would stay on top of every timeline.
Time published_at(const inbox::RemoteObject& object, Time now)
{
    return std::min(object.published.value_or(now), now);
}

std::optional<std::string> text_or_none(const std::string& text)
{
    return text.empty() ? std::nullopt : std::optional{text};
}

std::optional<storage::Poll> poll_of(const inbox::RemoteObject& object, Time now)
{
    if (!object.poll) return std::nullopt;
    storage::Poll poll;
    for (const auto& choice : object.poll->choices) {
        poll.options.push_back(choice.name);
        poll.votes.push_back(choice.votes);
    }
    poll.voters = object.poll->voters;
    poll.multiple = object.poll->multiple;
    poll.expires_at = object.poll->ends_at;
    poll.fetched_at = now;
    return poll;
}

std::optional<social::ArrivedQuote> quote_of(const inbox::RemoteObject& object)
{
    if (!object.quote || object.quote->uri == object.id) return std::nullopt;
    return social::ArrivedQuote{
        .uri = object.quote->uri, .stamp = object.quote->stamp, .old_dialect = object.quote->old_dialect
    };
}

/// The author among them means nothing: authors may always quote themselves.
unsigned whom(const std::vector<std::string>& iris, const Account& author)
{
    using storage::QuotePolicy;
    unsigned found = 0;
    for (const auto& iri : iris) {
        if (vocab::is_public(iri))
            found |= QuotePolicy::everybody;
        else if (author.followers_url && iri == *author.followers_url)
            found |= QuotePolicy::followers;
        else if (author.following_url && iri == *author.following_url)
            found |= QuotePolicy::following;
        else if (iri != author.uri)
            found |= QuotePolicy::others;
    }
    return found;
}

/// Whose post does not say that it may be quoted was not asked (FEP-044f).
storage::QuotePolicy quote_policy_of(const inbox::RemoteObject& object, const Account& author)
{
    const auto& policy = object.quote_policy;
    if (!policy) return {};
    return {.automatic = whom(policy->automatic, author), .manual = whom(policy->manual, author)};
}

} // namespace

const inbox::Recipients& recipients_of(const inbox::RemoteObject& object, const inbox::Recipients& of_activity) noexcept
{
    return object.recipients.empty() ? of_activity : object.recipients;
}

social::ArrivedPost convert(
    const Post& post,
    const Account& author,
    const inbox::Recipients& recipients,
    const storage::known::Known& known,
    Time now
)
{
    const auto& object = post.object;
    social::ArrivedPost arrived;
    auto& status = arrived.status;
    status.uri = object.id;
    status.url = text_or_none(object.url);
    status.account = author.id;
    status.object_type = object.type;
    status.visibility = visibility_of(recipients, author);
    status.local = false;
    status.title = post.title;
    status.spoiler_text = post.spoiler;
    status.sensitive = post.sensitive;
    status.content = post.content;
    status.language = text_or_none(object.language);
    status.created_at = published_at(object, now);
    if (object.updated && *object.updated > status.created_at) status.edited_at = std::min(*object.updated, now);
    if (!object.in_reply_to.empty()) {
        status.in_reply_to_uri = object.in_reply_to;
        if (const auto* parent = known.status(object.in_reply_to); parent != nullptr && !parent->deleted) {
            status.in_reply_to = parent->id;
            status.in_reply_to_account = parent->account;
        }
    }
    arrived.tags = object.hashtags;
    arrived.media = media_of(object);
    arrived.poll = poll_of(object, now);
    arrived.quote = quote_of(object);
    status.quote_policy = quote_policy_of(object, author);
    arrived.conversation_uri = text_or_none(object.context);
    add_people(arrived, object, recipients, known);
    return arrived;
}

social::EditForm convert_edit(const Post& post, const Account& author, const storage::known::Known& known, Time now)
{
    social::EditForm form;
    form.content = post.content;
    form.title = post.title;
    form.spoiler_text = post.spoiler;
    form.sensitive = post.sensitive;
    form.language = text_or_none(post.object.language);
    form.tags = post.object.hashtags;
    form.poll = poll_of(post.object, now);
    form.arrived_media = media_of(post.object);
    form.arrived_quote = quote_of(post.object);
    form.quote_policy = quote_policy_of(post.object, author);
    for (const auto& mention : post.object.mentions) {
        const auto* account = known.account(mention.href);
        if (account != nullptr && post.object.recipients.contains(mention.href)) add_once(form.mentions, account->id);
    }
    return form;
}

} // namespace rounds::inbound
