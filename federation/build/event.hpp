#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace rounds::build {

struct TagRef
{
    std::string name; ///< with #
    std::string href;
};

/// A scheduled chat. Everything in HTML is sanitised already.
struct EventInput
{
    std::string id;
    std::string url;     ///< page for people
    std::string network; ///< uri of the Group that holds it
    std::string network_followers;
    std::string name;    ///< plain text
    std::string content; ///< HTML: aims, disclaimer
    /// Plain text: date, time and zone as people say it ("Tuesday 17 November 2026, 21:00 to 22:00, America/New_York").
    /// Mastodon shows no more than name, summary and url.
    std::string when;
    Time starts_at{};
    Time ends_at{};
    std::string timezone; ///< IANA
    enum class State { scheduled, live, closed, cancelled } state = State::scheduled;
    std::vector<std::string> organizers; ///< uris of hosts
    std::vector<std::string> guests;     ///< uris
    std::string live_url;
    std::string transcript_url; ///< empty until there is one
    std::string conversation;   ///< `context`
    std::string language = "en";
    std::vector<TagRef> tags;
    struct Prompt
    {
        std::string label; ///< T1
        std::chrono::seconds offset;
    };
    std::vector<Prompt> prompts; ///< labels and times: the wording is posted when its time comes
    int sequence = 0;
    Time published{};
    std::optional<Time> updated;
};

/// FEP-8a8e, with the fields that Mobilizon reads. Without @context.
[[nodiscard]] json::object build_event(const EventInput& input);

} // namespace rounds::build
