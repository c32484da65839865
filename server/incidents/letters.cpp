#include "server/incidents/letters.hpp"

#include "storage/base/embedded.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <kainjow/mustache.hpp>
#include <set>
#include <stdexcept>

namespace rounds::incidents {
namespace {

namespace mustache = kainjow::mustache;

constexpr std::string_view media_prefix = "media:";

std::string_view text_of(const std::string& name)
{
    for (const auto& file : embedded::server_incidents())
        if (file.name == name + ".txt") return file.content;
    throw std::runtime_error("there is no letter " + name);
}

/// "November 22, 2026", as letters have it.
std::string long_day(Time day)
{
    constexpr std::string_view months[] = {
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December"
    };
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(day));
    return fmt::format(
        "{} {}, {}",
        months[static_cast<unsigned>(date.month()) - 1],
        static_cast<unsigned>(date.day()),
        static_cast<int>(date.year())
    );
}

std::string or_gap(const std::string& text, std::string_view gap)
{
    return text.empty() ? fmt::format("[{}]", gap) : text;
}

std::string told(const Incident& incident, std::string_view whom)
{
    std::string days;
    for (const auto& [name, day] : incident.notices)
        if (name.starts_with(whom)) days += (days.empty() ? "" : ", ") + long_day(day);
    return days.empty() ? "not yet" : days;
}

std::string states_of(const Incident& incident)
{
    std::string text;
    for (const auto& [state, people] : incident.states)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", state, people);
    return text;
}

std::string hosts_of(const std::vector<storage::received::Receiver>& receivers)
{
    std::set<std::string> hosts;
    for (const auto& one : receivers) hosts.insert(one.host);
    std::string text;
    for (const auto& host : hosts) text += (text.empty() ? "  " : "\n  ") + host;
    return text;
}

std::string receipts_of(const std::vector<storage::received::Receiver>& receivers)
{
    std::string text;
    for (const auto& one : receivers) {
        const auto* state = one.recall == "done" ? "confirmed" : one.recall == "failed" ? "did not confirm" : "asked";
        text += fmt::format("{}  {}: {}", text.empty() ? "" : "\n", one.host, state);
    }
    return text;
}

} // namespace

Sender sender_of(const app::Config& config)
{
    const auto& instance = config.instance;
    return {
        .organisation = instance.organisation.empty() ? instance.title : instance.organisation,
        .contact = config.privacy.officer.empty() ? instance.contact_email : config.privacy.officer,
        .law = law_of(config.privacy.law)
    };
}

std::vector<std::string> letters_for(const Incident& incident, const Sender& sender)
{
    std::vector<std::string> names;
    for (auto& duty : duties(incident, sender.law)) names.push_back(std::move(duty.whom));
    return names;
}

result<std::string> write_letter(
    std::string_view whom,
    const Incident& incident,
    const Sender& sender,
    const std::vector<storage::received::Receiver>& receivers,
    Time now
)
{
    const auto all = duties(incident, sender.law);
    const auto duty = std::ranges::find(all, whom, &Duty::whom);
    if (duty == all.end()) return errc::not_found;
    mustache::data values{mustache::data::type::object};
    values.set("organisation", sender.organisation);
    values.set("contact", or_gap(sender.contact, "how to reach the privacy officer"));
    values.set("today", long_day(now));
    values.set("deadline", long_day(duty->deadline));
    values.set("source", duty->source);
    values.set("reference", to_string(incident.id));
    values.set("discovered", long_day(incident.discovered_on));
    if (incident.happened_on) values.set("happened", long_day(*incident.happened_on));
    values.set("what", or_gap(incident.what, "what happened"));
    values.set("information", or_gap(incident.information, "kinds of information"));
    values.set("steps", or_gap(incident.steps, "what people can do to protect themselves"));
    values.set(
        "measures", or_gap(incident.measures, "what is done to investigate, to mitigate, and against another one")
    );
    values.set(
        "assessment",
        or_gap(
            incident.assessment,
            "nature of the information, who got it, whether it was seen, how far the risk was lessened"
        )
    );
    values.set("people", std::to_string(incident.people));
    values.set("many", mustache::data{incident.people >= 500});
    if (!incident.states.empty()) values.set("states", states_of(incident));
    values.set("told_individuals", told(incident, "individuals"));
    values.set("told_media", told(incident, media_prefix));
    const bool recalled = std::ranges::any_of(receivers, [](const auto& one) { return !one.recall.empty(); });
    values.set("recalled", mustache::data{recalled});
    values.set("receipts", receipts_of(receivers));
    if (!receivers.empty()) values.set("receivers", hosts_of(receivers));
    std::string name(whom);
    if (whom.starts_with(media_prefix)) {
        const auto place = name.substr(media_prefix.size());
        values.set("place", place);
        values.set("people_here", std::to_string(incident.states.at(place)));
        name = "media";
    }
    if (name == "individuals" && sender.law == Law::ftc) name = "individuals_ftc";
    mustache::mustache letter{std::string(text_of(name))};
    letter.set_custom_escape([](const std::string& text) { return text; }); // it is no HTML
    return letter.render(values);
}

} // namespace rounds::incidents
