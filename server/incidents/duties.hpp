#pragma once

#include "storage/incidents.hpp"

#include <string>
#include <string_view>
#include <vector>

/// What has to be done about an incident, by when, and the letters for it. Nothing here is legal advice: it counts
/// days.
namespace rounds::incidents {

using storage::incidents::Incident;

enum class Law : std::uint8_t {
    hipaa, ///< 45 CFR 164.404-408: covered entities
    ftc    ///< 16 CFR 318: others who hold personal health records
};
/// As privacy.law names it.
[[nodiscard]] Law law_of(std::string_view name) noexcept;

struct Duty
{
    std::string whom{};   ///< individuals, hhs, ftc, media:CA
    Time deadline{};      ///< the last day
    std::string source{}; ///< "45 CFR 164.404(b)"
    std::optional<Time> done{};

    [[nodiscard]] bool overdue(Time now) const noexcept { return !done && now >= deadline + std::chrono::days(1); }
};

/// Nothing for what is no breach. People are told without unreasonable delay, within 60 days after the discovery; so
/// are, with them, HHS or the FTC where it is 500 people or more, and the media of each state with more than 500
/// (HIPAA) or 500 (FTC) of them. Of fewer, HHS and the FTC are told once for all of the year, within 60 days after its
/// end.
[[nodiscard]] std::vector<Duty> duties(const Incident& incident, Law law);

} // namespace rounds::incidents
