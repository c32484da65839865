#include "federation/inbox/activities/object.hpp"

#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::inbox {
namespace {

namespace prop = vocab::prop;
namespace type = vocab::type;
using parts::url_or_empty;

bool listed(const std::vector<std::string>& iris, std::string_view iri) noexcept
{
    return std::ranges::find(iris, iri) != iris.end();
}

std::optional<int> pixels(const json::object& object, std::string_view key)
{
    constexpr std::int64_t largest = 100'000;
    const auto value = vocab::count_at(object, key);
    if (!value || *value < 1 || *value > largest) return std::nullopt;
    return static_cast<int>(*value);
}

/// focalPoint [x, y], each -1 to 1.
void read_focus(const json::object& object, RemoteAttachment& attachment)
{
    const auto* point = array_at(object, prop::focal_point);
    if (point == nullptr || point->size() != 2) return;
    const auto coordinate = [](const json::value& value) -> std::optional<double> {
        if (!value.is_number()) return std::nullopt;
        const auto number = value.to_number<double>();
        if (number < -1.0 || number > 1.0) return std::nullopt;
        return number;
    };
    const auto x = coordinate((*point)[0]);
    const auto y = coordinate((*point)[1]);
    if (!x || !y) return;
    attachment.focus_x = x;
    attachment.focus_y = y;
}

std::optional<RemoteAttachment> read_attachment(const json::object& object)
{
    RemoteAttachment attachment;
    attachment.type = vocab::type_of(object);
    attachment.url = url_or_empty(vocab::url_of(object));
    if (attachment.url.empty()) attachment.url = url_or_empty(string_at(object, prop::href));
    if (attachment.url.empty()) return std::nullopt;
    attachment.media_type = text::truncate(string_at(object, prop::media_type), 100);
    // Alternative text travels as name, as summary, or as both (federation.md section 2).
    auto description = vocab::first_string(object, prop::name);
    if (description.empty()) description = vocab::first_string(object, prop::summary);
    attachment.description = text::truncate(description, max_alt_characters);
    attachment.blurhash = text::truncate(string_at(object, prop::blurhash), 100);
    attachment.width = pixels(object, prop::width);
    attachment.height = pixels(object, prop::height);
    read_focus(object, attachment);
    return attachment;
}

std::vector<RemoteAttachment> read_attachments(const json::object& object)
{
    std::vector<RemoteAttachment> attachments;
    for (const auto* value : vocab::one_or_many(object, prop::attachment, max_attachments)) {
        const auto* one = value->if_object();
        if (one == nullptr) continue;
        if (auto attachment = read_attachment(*one)) attachments.push_back(std::move(*attachment));
    }
    return attachments;
}

/// "#Breast cancer" is #Breastcancer, as Mastodon reads it: a tag has no spaces and no punctuation but "_".
std::string tag_name(std::string_view name)
{
    std::string plain;
    for (const char c : name) {
        const bool ascii = static_cast<unsigned char>(c) < 0x80;
        const bool word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!ascii || word) plain += c;
    }
    return plain;
}

void read_tags(const json::object& object, RemoteObject& out)
{
    for (const auto* value : vocab::one_or_many(object, prop::tag, max_tags)) {
        const auto* tag = value->if_object();
        if (tag == nullptr) continue;
        const auto name = string_at(*tag, prop::name);
        if (vocab::type_is(*tag, type::mention)) {
            auto href = url_or_empty(string_at(*tag, prop::href));
            if (!href.empty()) out.mentions.push_back({std::move(href), std::string(text::truncate(name, 2048))});
        } else if (vocab::type_is(*tag, type::hashtag)) {
            auto plain = tag_name(name);
            if (!plain.empty() && plain.size() <= 400) out.hashtags.push_back(std::move(plain));
        }
    }
}

/// The name of a Place, or what its address says; for a VirtualLocation its URL.
std::string read_location(const json::object& object)
{
    const auto* place = vocab::first_object(object, prop::location);
    if (place == nullptr) return std::string(text::truncate(vocab::first_string(object, prop::location), 500));
    auto name = vocab::first_string(*place, prop::name);
    if (name.empty()) name = vocab::first_string(*place, "address");
    if (name.empty()) return url_or_empty(vocab::url_of(*place));
    return std::string(text::truncate(name, 500));
}

RemotePoll::Choice read_choice(const json::object& object)
{
    RemotePoll::Choice choice;
    choice.name = text::truncate(vocab::first_string(object, prop::name), max_poll_option_characters);
    if (const auto* replies = vocab::first_object(object, prop::replies))
        choice.votes = vocab::count_at(*replies, prop::total_items).value_or(0);
    return choice;
}

/// `closed` is a time, or true (Activity Vocabulary, Question); a poll without choices asks nothing.
std::optional<RemotePoll> read_poll(const json::object& object)
{
    RemotePoll poll;
    // Pleroma sends both, one of them empty.
    poll.multiple = !vocab::one_or_many(object, prop::any_of, 1).empty();
    for (const auto* value :
         vocab::one_or_many(object, poll.multiple ? prop::any_of : prop::one_of, max_poll_options)) {
        const auto* one = value->if_object();
        if (one == nullptr) continue;
        if (auto choice = read_choice(*one); !choice.name.empty()) poll.choices.push_back(std::move(choice));
    }
    if (poll.choices.empty()) return std::nullopt;
    poll.voters = vocab::count_at(object, prop::voters_count);
    poll.ends_at = vocab::time_at(object, prop::closed);
    if (!poll.ends_at) poll.ends_at = vocab::time_at(object, prop::end_time);
    if (bool_at(object, prop::closed) && !poll.ends_at) poll.ends_at = vocab::time_at(object, prop::published);
    return poll;
}

void read_texts(const json::object& object, RemoteObject& out)
{
    const auto content = vocab::natural_language(object, prop::content);
    const auto name = vocab::natural_language(object, prop::name);
    const auto summary = vocab::natural_language(object, prop::summary);
    out.content = content.text;
    out.name = text::truncate(name.text, max_title_characters);
    out.summary = summary.text;
    out.language = !content.language.empty() ? content.language : name.language;
    if (out.language.empty()) {
        // Mobilizon and Lemmy have their own words for it.
        out.language = string_at(object, "inLanguage");
        if (const auto* language = object_at(object, "language")) out.language = string_at(*language, "identifier");
    }
    if (out.language.size() > 35) out.language.clear(); // RFC 5646 section 4.4.1
}

/// One owner: an array of several could name a victim beside the signer (N14). PeerTube names the person and the
/// channel, each with its type; whoever signs must still be that person.
std::string read_owner(const json::object& object)
{
    const auto owners = vocab::one_or_many(object, prop::attributed_to, 3);
    if (owners.size() == 1) return url_or_empty(vocab::id_of(*owners.front()));
    std::string person;
    for (const auto* value : owners) {
        const auto* owner = value->if_object();
        if (owner == nullptr) return {};
        if (vocab::type_is(*owner, type::group)) continue;
        if (!vocab::type_is(*owner, type::person) || !person.empty()) return {};
        person = url_or_empty(vocab::own_id(*owner));
    }
    return person;
}

} // namespace

bool Recipients::contains(std::string_view iri) const noexcept
{
    return listed(to, iri) || listed(cc, iri) || listed(audience, iri);
}

Recipients read_recipients(const json::object& object)
{
    return Recipients{
        .to = vocab::ids_of(object, prop::to, max_recipients),
        .cc = vocab::ids_of(object, prop::cc, max_recipients),
        .audience = vocab::ids_of(object, prop::audience, max_recipients),
    };
}

result<RemoteObject> read_object(const json::object& object)
{
    RemoteObject out;
    out.type = vocab::type_of(object);
    if (!vocab::is_post_type(out.type)) return errc::invalid_argument;
    out.id = url_or_empty(vocab::own_id(object));
    out.attributed_to = read_owner(object);
    if (out.id.empty() || out.attributed_to.empty()) return errc::invalid_argument;

    read_texts(object, out);
    out.url = url_or_empty(vocab::url_of(object));
    out.in_reply_to = parts::url_at(object, prop::in_reply_to);
    const auto context = vocab::id_of(object, prop::context);
    out.context = text::truncate(context.empty() ? vocab::id_of(object, prop::conversation) : context, 2048);
    out.has_sensitive = object.contains(prop::sensitive);
    out.sensitive = bool_at(object, prop::sensitive);
    out.recipients = read_recipients(object);
    read_tags(object, out);
    out.attachments = read_attachments(object);
    out.published = vocab::time_at(object, prop::published);
    out.updated = vocab::time_at(object, prop::updated);
    out.starts_at = vocab::time_at(object, prop::start_time);
    out.ends_at = vocab::time_at(object, prop::end_time);
    out.timezone = text::truncate(string_at(object, "timezone"), 64);
    out.location = read_location(object);
    if (out.type == type::question) out.poll = read_poll(object);
    out.quote = parts::read_quote(object);
    out.quote_policy = parts::read_quote_policy(object);
    out.verdict = parts::read_verdict(object);
    out.vote = out.type == type::note && !out.name.empty() && out.content.empty() && !out.in_reply_to.empty();
    return out;
}

} // namespace rounds::inbox
