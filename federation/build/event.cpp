#include "federation/build/event.hpp"

#include "federation/build/addressing.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/text.hpp"

#include <fmt/core.h>

namespace rounds::build {

namespace {

using State = EventInput::State;

/// ISO 8601 duration in whole minutes, or seconds where it must be.
std::string duration(std::chrono::seconds offset)
{
    const auto seconds = offset.count();
    return seconds % 60 == 0 ? fmt::format("PT{}M", seconds / 60) : fmt::format("PT{}S", seconds);
}

json::array hashtags(const std::vector<TagRef>& tags)
{
    json::array all;
    for (const auto& found : tags) {
        json::object tag;
        tag["type"] = vocab::type::hashtag;
        tag["name"] = found.name;
        tag["href"] = found.href;
        all.push_back(std::move(tag));
    }
    return all;
}

std::string_view state_name(State state) noexcept
{
    switch (state) {
    case State::scheduled:
        return "scheduled";
    case State::live:
        return "live";
    case State::closed:
        return "closed";
    case State::cancelled:
        break;
    }
    return "cancelled";
}

void put_times(json::object& event, const EventInput& input)
{
    event["startTime"] = to_iso8601(input.starts_at);
    event["endTime"] = to_iso8601(input.ends_at);
    event["timezone"] = input.timezone;
    event["displayEndTime"] = true;
    const bool cancelled = input.state == State::cancelled;
    event["eventStatus"] = cancelled ? "EventCancelled" : "EventScheduled";
    event["ical:status"] = cancelled ? "CANCELLED" : "CONFIRMED";
    event["kn:status"] = state_name(input.state);
    event["kn:sequence"] = input.sequence;
}

void put_place(json::object& event, const EventInput& input)
{
    json::object place;
    place["type"] = vocab::type::virtual_location;
    place["url"] = input.live_url.empty() ? input.url : input.live_url;
    event["location"] = std::move(place);
    event["isOnline"] = true;
    // Nobody needs to register to take part.
    event["joinMode"] = "none";
    event["commentsEnabled"] = input.state == State::scheduled || input.state == State::live;
    event["category"] = "HEALTH";
    event["inLanguage"] = input.language;
    json::object page;
    page["type"] = vocab::type::link;
    page["href"] = input.url;
    page["mediaType"] = "text/html";
    page["name"] = "Website";
    event["attachment"] = json::array{std::move(page)};
}

json::array prompts(const EventInput& input)
{
    json::array all;
    for (const auto& prompt : input.prompts) {
        json::object entry;
        entry["kn:label"] = prompt.label;
        entry["kn:offset"] = duration(prompt.offset);
        all.push_back(std::move(entry));
    }
    return all;
}

} // namespace

json::object build_event(const EventInput& input)
{
    json::object event;
    event["id"] = input.id;
    event["type"] = vocab::type::event;
    event["attributedTo"] = input.network;
    event["actor"] = input.organizers.empty() ? input.network : input.organizers.front();
    event["audience"] = input.network;
    Audience audience;
    add_once(audience.to, vocab::public_collection);
    add_once(audience.cc, input.network_followers);
    put_audience(event, audience);
    event["name"] = input.name;
    event["summary"] = fmt::format("<p>{}</p>", text::escape_html(input.when));
    event["content"] = input.content;
    event["url"] = input.url;
    event["published"] = to_iso8601(input.published);
    if (input.updated) event["updated"] = to_iso8601(*input.updated);
    put_times(event, input);
    put_place(event, input);
    event["organizers"] = to_array(input.organizers);
    if (!input.conversation.empty()) event["context"] = input.conversation;
    event["tag"] = hashtags(input.tags);
    event["kn:guests"] = to_array(input.guests);
    event["kn:prompts"] = prompts(input);
    if (!input.transcript_url.empty()) event["kn:transcript"] = input.transcript_url;
    return event;
}

} // namespace rounds::build
