#include "federation/inbox/activities/parts.hpp"

#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

namespace rounds::inbox::parts {

namespace prop = vocab::prop;

namespace {

constexpr std::size_t reason_bytes = 1000;

} // namespace

std::string url_or_empty(std::string_view text)
{
    if (text.empty() || !parse_url(text)) return {};
    return std::string(text);
}

std::string url_at(const json::object& object, std::string_view key)
{
    return url_or_empty(vocab::id_of(object, key));
}

result<ActivityHead> head(const json::object& activity, std::string_view type, Id id)
{
    if (!vocab::type_is(activity, type)) return errc::invalid_argument;
    ActivityHead head;
    head.id = url_or_empty(vocab::own_id(activity));
    head.actor = url_at(activity, prop::actor);
    const bool nameless = id == Id::optional && !activity.contains(prop::id);
    if ((head.id.empty() && !nameless) || head.actor.empty()) return errc::invalid_argument;
    head.recipients = read_recipients(activity);
    head.published = vocab::time_at(activity, prop::published);
    return head;
}

result<ObjectReference> reference(const json::object& activity, std::string_view key)
{
    const auto values = vocab::one_or_many(activity, key, 2);
    if (values.size() != 1) return errc::invalid_argument;
    return reference_of(*values.front());
}

result<ObjectReference> reference_of(const json::value& value)
{
    ObjectReference reference;
    reference.id = url_or_empty(vocab::id_of(value));
    if (reference.id.empty()) return errc::invalid_argument;
    const auto* object = value.if_object();
    if (object == nullptr) return reference;
    // An object whose id is in a Link's href, or in an array, is named here, not carried.
    if (vocab::own_id(*object) != reference.id) return errc::invalid_argument;
    reference.type = vocab::type_of(*object);
    reference.object = *object;
    return reference;
}

std::string reason_of(const json::object& activity)
{
    return std::string(text::truncate(vocab::natural_language(activity, prop::summary).text, reason_bytes));
}

std::optional<RemoteVerdict> read_verdict(const json::object& post)
{
    const auto* object = vocab::first_object(post, "kn:question");
    if (object == nullptr) return std::nullopt;
    const auto state = string_at(*object, "kn:state");
    RemoteVerdict verdict;
    verdict.about = url_at(*object, "kn:about");
    verdict.solved = state == "solved";
    verdict.accepted = url_at(*object, "kn:acceptedAnswer");
    verdict.endorsed = bool_at(*object, "kn:endorsed");
    if (verdict.about.empty() || (state != "solved" && state != "open")) return std::nullopt;
    return verdict;
}

} // namespace rounds::inbox::parts
