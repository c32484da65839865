#include "server/incidents/duties.hpp"

#include <chrono>

namespace rounds::incidents {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr int many = 500;
constexpr days within{60};

/// The last day to tell of what was discovered in that year and concerns few.
Time after_the_year(Time discovered)
{
    const std::chrono::year_month_day day(std::chrono::floor<days>(discovered));
    return sys_days(day.year() / std::chrono::December / 31) + within;
}

} // namespace

Law law_of(std::string_view name) noexcept
{
    return name == "ftc" ? Law::ftc : Law::hipaa;
}

std::vector<Duty> duties(const Incident& incident, Law law)
{
    std::vector<Duty> all;
    if (!incident.breach) return all;
    const bool hipaa = law == Law::hipaa;
    const Time soon = incident.discovered_on + within;
    const auto add = [&](std::string whom, Time deadline, std::string_view source) {
        const auto told = incident.notices.find(whom);
        const auto done = told == incident.notices.end() ? std::optional<Time>{} : std::optional<Time>{told->second};
        all.push_back({.whom = std::move(whom), .deadline = deadline, .source = std::string(source), .done = done});
    };
    add("individuals", soon, hipaa ? "45 CFR 164.404(b)" : "16 CFR 318.4(a)");
    for (const auto& [state, people] : incident.states)
        if (hipaa ? people > many : people >= many)
            add("media:" + state, soon, hipaa ? "45 CFR 164.406" : "16 CFR 318.5(b)");
    const bool at_once = incident.people >= many;
    const auto deadline = at_once ? soon : after_the_year(incident.discovered_on);
    if (hipaa)
        add("hhs", deadline, at_once ? "45 CFR 164.408(b)" : "45 CFR 164.408(c)");
    else
        add("ftc", deadline, at_once ? "16 CFR 318.5(c)(1)" : "16 CFR 318.5(c)(2)");
    return all;
}

} // namespace rounds::incidents
