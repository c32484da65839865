#include "federation/inbox/activities/activities.hpp"
#include "federation/vocab/readers.hpp"
#include "storage/base/url.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

namespace {

void check_object(const json::object& object)
{
    const auto read = inbox::read_object(object);
    if (!read) return;
    fuzz::demand(parse_url(read->id).has_value(), "an id is a URL");
    fuzz::demand(parse_url(read->attributed_to).has_value(), "an owner is a URL");
    fuzz::demand(read->attachments.size() <= inbox::max_attachments, "attachments are bounded");
    fuzz::demand(read->recipients.to.size() <= inbox::max_recipients, "recipients are bounded");
    if (read->poll) fuzz::demand(read->poll->choices.size() <= inbox::max_poll_options, "choices are bounded");
}

} // namespace

/// JSON to activities and posts: notes, polls, events, quotes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto value = parse_json(fuzz::text_of(data, size));
    const auto* object = value ? value->if_object() : nullptr;
    if (object == nullptr) return 0;
    check_object(*object);
    const auto activity = inbox::read_activity(*object);
    if (!activity) return 0;
    const auto& head = inbox::head_of(*activity);
    fuzz::demand(parse_url(head.id).has_value() && parse_url(head.actor).has_value(), "id and actor are URLs");
    if (const auto* create = std::get_if<inbox::CreateActivity>(&*activity)) {
        if (create->object.object) check_object(*create->object.object);
        for (const auto& more : create->more) check_object(*more.object);
    }
    return 0;
}
