#include "server/incidents/record.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <cctype>

namespace rounds::incidents {
namespace {

namespace incidents = storage::incidents;

constexpr std::size_t longest_title = 200;
constexpr std::size_t longest_text = 10'000;
constexpr int most_people = 100'000'000;

std::optional<int> count_of(std::string_view text)
{
    const auto number = text::parse_int(text::trim(text));
    if (!number || *number < 0 || *number > most_people) return std::nullopt;
    return static_cast<int>(*number);
}

/// "CA 12, NV 3"
std::optional<std::map<std::string, int>> states_of(std::string_view text)
{
    std::map<std::string, int> states;
    for (const auto piece : text::split(text, ',')) {
        const auto one = text::trim(piece);
        if (one.empty()) continue;
        const auto count = one.size() > 3 && (one[2] == ' ' || one[2] == '=') ? count_of(one.substr(3)) : std::nullopt;
        if (!count || one[0] < 'A' || one[0] > 'Z' || one[1] < 'A' || one[1] > 'Z') return std::nullopt;
        states[std::string(one.substr(0, 2))] = *count;
    }
    return states;
}

struct TextField
{
    std::string_view name;
    std::string Incident::* member;
};
constexpr TextField texts[] = {
    {"what", &Incident::what},
    {"information", &Incident::information},
    {"steps", &Incident::steps},
    {"measures", &Incident::measures},
    {"assessment", &Incident::assessment},
};

std::string take_texts(Incident& incident, const Field& field)
{
    if (const auto title = field("title")) incident.title = text::trim(*title);
    if (incident.title.empty() || text::count_code_points(incident.title) > longest_title) return "title";
    for (const auto& [name, member] : texts) {
        const auto given = field(name);
        if (!given) continue;
        if (text::count_code_points(*given) > longest_text) return std::string(name);
        incident.*member = text::trim(*given);
    }
    return {};
}

std::string take_days(Incident& incident, const Field& field, Time now)
{
    if (const auto given = field("discovered_on")) {
        const auto day = parse_day(*given);
        if (!day) return "discovered_on";
        incident.discovered_on = *day;
    }
    if (incident.discovered_on == Time{} || incident.discovered_on > now) return "discovered_on";
    const auto given = field("happened_on");
    if (!given) return {};
    incident.happened_on = parse_day(*given);
    const bool wrong = !given->empty() && (!incident.happened_on || *incident.happened_on > incident.discovered_on);
    return wrong ? "happened_on" : "";
}

std::string take_counts(Incident& incident, const Field& field)
{
    if (const auto given = field("people"); given && !given->empty()) {
        const auto people = count_of(*given);
        if (!people) return "people";
        incident.people = *people;
    }
    if (const auto given = field("states")) {
        auto states = states_of(*given);
        if (!states) return "states";
        incident.states = std::move(*states);
    }
    if (const auto given = field("breach"); given && !given->empty()) {
        if (*given != "true" && *given != "false") return "breach";
        incident.breach = *given == "true";
    }
    int in_states = 0;
    for (const auto& [state, people] : incident.states) in_states += people;
    incident.people = std::max(incident.people, in_states);
    return {};
}

void note(
    Transaction& tx, const moderation::Staff& staff, std::string_view action, IncidentId id, std::string_view rule = {}
)
{
    moderation::note(tx, staff, action, "incident", to_int(id), rule);
}

} // namespace

std::optional<Time> parse_day(std::string_view text)
{
    constexpr std::size_t length = 10;
    if (text.size() != length) return std::nullopt;
    return parse_iso8601(std::string(text) + "T00:00:00Z");
}

std::string take_fields(Incident& incident, const Field& field, Time now)
{
    auto wrong = take_texts(incident, field);
    if (wrong.empty()) wrong = take_days(incident, field, now);
    if (wrong.empty()) wrong = take_counts(incident, field);
    return wrong;
}

IncidentId open(Transaction& tx, const moderation::Staff& staff, Incident incident)
{
    incident.opened_by = staff.account;
    const auto id = incidents::add(tx, incident);
    incidents::set_states(tx, id, incident.states);
    note(tx, staff, "incident.open", id);
    return id;
}

result<void> change(Transaction& tx, const moderation::Staff& staff, const Incident& incident)
{
    const auto done = incidents::change(tx, incident);
    if (!done) return done;
    incidents::set_states(tx, incident.id, incident.states);
    note(tx, staff, "incident.change", incident.id);
    return {};
}

result<void> note_told(
    Transaction& tx, const moderation::Staff& staff, const Incident& incident, Law law, std::string_view whom, Time day
)
{
    const auto all = duties(incident, law);
    if (std::ranges::find(all, whom, &Duty::whom) == all.end()) return errc::invalid_argument;
    incidents::note_told(tx, incident.id, whom, day);
    note(tx, staff, "incident.told", incident.id, whom);
    return {};
}

result<void> close(Transaction& tx, const moderation::Staff& staff, IncidentId id, Time now)
{
    const auto done = incidents::close(tx, id, now);
    if (done) note(tx, staff, "incident.close", id);
    return done;
}

std::vector<storage::received::Receiver> receivers_of(Transaction& tx, const Incident& incident)
{
    std::vector<storage::received::Receiver> all;
    for (const auto& uri : incident.posts)
        for (auto& one : storage::received::receivers(tx, uri, most_receivers)) all.push_back(std::move(one));
    return all;
}

json::object to_json(const Incident& incident, Law law, Time now)
{
    json::object o;
    o["id"] = to_string(incident.id);
    o["title"] = incident.title;
    o["happened_on"] = incident.happened_on ? json::value(to_iso_date(*incident.happened_on)) : json::value(nullptr);
    o["discovered_on"] = to_iso_date(incident.discovered_on);
    for (const auto& [name, member] : texts) o[name] = incident.*member;
    o["people"] = incident.people;
    o["breach"] = incident.breach;
    json::object states;
    for (const auto& [state, people] : incident.states) states[state] = people;
    o["states"] = std::move(states);
    o["posts"] = json::array(incident.posts.begin(), incident.posts.end());
    json::array list;
    for (const auto& duty : duties(incident, law))
        list.push_back(json::object{
            {"whom", duty.whom},
            {"deadline", to_iso_date(duty.deadline)},
            {"source", duty.source},
            {"told_on", duty.done ? json::value(to_iso_date(*duty.done)) : json::value(nullptr)},
            {"overdue", duty.overdue(now)},
        });
    o["duties"] = std::move(list);
    o["created_at"] = to_iso8601(incident.created_at);
    o["closed_at"] = incident.closed_at ? json::value(to_iso8601(*incident.closed_at)) : json::value(nullptr);
    return o;
}

} // namespace rounds::incidents
