#include "federation/build/note.hpp"

#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

namespace rounds::build {

namespace {

using storage::Visibility;

/// What its author refused is not passed on: neither the post nor a way to it.
bool shows_quote(const storage::StatusView& view)
{
    return view.quote && !view.quote->refused();
}

/// FEP-e232, for who reads nothing else.
json::object quote_link(const storage::Quote& quote)
{
    json::object tag;
    tag["type"] = vocab::type::link;
    tag["mediaType"] = vocab::ld_json;
    tag["rel"] = "https://misskey-hub.net/ns#_misskey_quote";
    tag["href"] = quote.uri;
    tag["name"] = "RE: " + quote.uri;
    return tag;
}

void put_quote(json::object& note, const storage::StatusView& view)
{
    if (!shows_quote(view)) return;
    for (const auto key :
         {vocab::prop::quote, vocab::prop::quote_url, vocab::prop::quote_uri, vocab::prop::misskey_quote})
        note[key] = view.quote->uri;
    if (view.quote->accepted() && view.quote->stamp) note[vocab::prop::quote_authorization] = *view.quote->stamp;
}

/// FEP-044f. An empty list is no list in JSON-LD: nobody is the author alone.
void put_quote_policy(json::object& note, const storage::StatusView& view)
{
    using storage::QuotePolicy;
    const auto& author = view.author.account;
    json::array automatic;
    const auto whom = view.status.quote_policy.automatic;
    if ((whom & QuotePolicy::everybody) != 0)
        automatic.emplace_back(vocab::public_collection);
    else if ((whom & QuotePolicy::followers) != 0 && author.followers_url)
        automatic.emplace_back(*author.followers_url);
    if (automatic.empty()) automatic.emplace_back(author.uri);
    json::object can_quote;
    can_quote[vocab::prop::automatic_approval] = std::move(automatic);
    json::object policy;
    policy[vocab::prop::can_quote] = std::move(can_quote);
    note[vocab::prop::interaction_policy] = std::move(policy);
}

json::array tags(const NoteInput& input)
{
    json::array all;
    for (const auto& mention : input.view.mentions) {
        if (mention.silent) continue;
        json::object tag;
        tag["type"] = vocab::type::mention;
        tag["href"] = mention.uri;
        // A local name needs its domain too: out there it is nobody's.
        const auto own = parse_url(input.base);
        tag["name"] = '@' + mention.username + '@' + mention.domain.value_or(own ? own->authority() : "");
        all.push_back(std::move(tag));
    }
    for (const auto& found : input.view.tags) {
        json::object tag;
        tag["type"] = vocab::type::hashtag;
        tag["href"] = input.base + "/tags/" + percent_encode(found.name);
        tag["name"] = '#' + (found.display_name.empty() ? found.name : found.display_name);
        all.push_back(std::move(tag));
    }
    if (shows_quote(input.view)) all.push_back(quote_link(*input.view.quote));
    return all;
}

json::array attachments(const storage::StatusView& view, const std::string& base)
{
    json::array all;
    for (const auto& media : view.media) {
        if (!media.file_key) continue;
        json::object document;
        document["type"] = vocab::type::document;
        document["mediaType"] = media.media_type;
        document["url"] = base + "/media/" + *media.file_key;
        // Mastodon reads `name`, GoToSocial `summary`.
        document["name"] = string_or_null(media.description);
        document["summary"] = string_or_null(media.description);
        if (media.width) document["width"] = *media.width;
        if (media.height) document["height"] = *media.height;
        if (media.blurhash) document["blurhash"] = *media.blurhash;
        if (media.focus_x && media.focus_y) document["focalPoint"] = json::array{*media.focus_x, *media.focus_y};
        all.push_back(std::move(document));
    }
    return all;
}

void put_text(json::object& note, const storage::StatusView& view)
{
    const auto& status = view.status;
    const auto content = quote_fallback(view) + status.content;
    if (!status.title.empty()) note["name"] = status.title;
    note["summary"] = string_or_null(status.spoiler_text);
    note["sensitive"] = status.sensitive;
    note["content"] = content;
    if (status.language && !status.language->empty()) {
        json::object map;
        map[*status.language] = content;
        note["contentMap"] = std::move(map);
    }
}

/// Question (federation.md section 2): counts that are not for everybody's eyes yet are left out.
void put_poll(json::object& note, const storage::Poll& poll, Time now)
{
    json::array choices;
    for (std::size_t i = 0; i < poll.options.size(); ++i) {
        json::object replies;
        replies["type"] = vocab::type::collection;
        if (poll.counts_shown(now)) replies["totalItems"] = poll.votes[i];
        json::object choice;
        choice["type"] = vocab::type::note;
        choice["name"] = poll.options[i];
        choice["replies"] = std::move(replies);
        choices.push_back(std::move(choice));
    }
    note[poll.multiple ? vocab::prop::any_of : vocab::prop::one_of] = std::move(choices);
    if (poll.expires_at) note["endTime"] = to_iso8601(*poll.expires_at);
    if (poll.ended(now)) note["closed"] = to_iso8601(*poll.expires_at);
    if (poll.voters && poll.counts_shown(now)) note["votersCount"] = *poll.voters;
}

/// A post that asks is a Question, and no longer when the question was taken out of it.
std::string type_of(const storage::StatusView& view)
{
    if (view.poll) return std::string(vocab::type::question);
    if (view.status.object_type == vocab::type::question) return std::string(vocab::type::note);
    return view.status.object_type;
}

} // namespace

std::string quote_fallback(const storage::StatusView& view)
{
    if (!shows_quote(view) || !view.status.local) return {};
    const auto link = text::escape_html(view.quote->page.empty() ? view.quote->uri : view.quote->page);
    if (view.status.content.find('"' + link + '"') != std::string::npos) return {};
    return "<p class=\"quote-inline\">RE: <a href=\"" + link + "\" rel=\"nofollow noopener noreferrer\">" + link +
           "</a></p>";
}

Audience note_audience(const NoteInput& input)
{
    const auto& status = input.view.status;
    const auto followers = input.view.author.account.followers_url.value_or("");
    Audience audience;
    if (status.visibility == Visibility::public_) {
        add_once(audience.to, vocab::public_collection);
        add_once(audience.cc, followers);
    } else if (status.visibility == Visibility::unlisted) {
        add_once(audience.to, followers);
        add_once(audience.cc, vocab::public_collection);
    } else if (status.visibility == Visibility::private_) {
        // Mastodon looks for the followers in `to` alone.
        add_once(audience.to, followers);
    }
    if (input.network && status.visibility != Visibility::direct) {
        // Lemmy wants the Group in `to`.
        add_once(audience.to, input.network->uri);
        if (status.visibility != Visibility::private_) add_once(audience.cc, input.network->followers_url.value_or(""));
    }
    auto& named = status.visibility == Visibility::direct ? audience.to : audience.cc;
    for (const auto& mention : input.view.mentions)
        if (!input.network || mention.uri != input.network->uri) add_once(named, mention.uri);
    // Answering somebody tells them, unless the answer is for others' eyes.
    const bool open = status.visibility == Visibility::public_ || status.visibility == Visibility::unlisted;
    if (open && input.in_reply_to_author != input.view.author.account.uri)
        add_once(audience.cc, input.in_reply_to_author);
    return audience;
}

json::object build_note(const NoteInput& input)
{
    const auto& status = input.view.status;
    json::object note;
    note["id"] = status.uri;
    note["type"] = type_of(input.view);
    note["attributedTo"] = input.view.author.account.uri;
    put_audience(note, note_audience(input));
    if (input.network) note["audience"] = input.network->uri;
    note["url"] = status.url.value_or(status.uri);
    note["published"] = to_iso8601(status.created_at);
    if (status.edited_at) note["updated"] = to_iso8601(*status.edited_at);
    note["inReplyTo"] = string_or_null(input.in_reply_to.value_or(""));
    if (input.conversation) note["context"] = *input.conversation;
    put_text(note, input.view);
    put_quote(note, input.view);
    put_quote_policy(note, input.view);
    note["tag"] = tags(input);
    note["attachment"] = attachments(input.view, input.base);
    if (input.view.poll) put_poll(note, *input.view.poll, input.now);
    note["replies"] = status.uri + "/replies";
    if (status.visibility == Visibility::direct) note["directMessage"] = true;
    return note;
}

} // namespace rounds::build
