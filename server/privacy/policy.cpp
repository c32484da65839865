#include "server/privacy/policy.hpp"

#include "server/privacy/detect/relationship.hpp"

#include <algorithm>
#include <array>

namespace rounds::privacy {

Author author_from(std::string_view kind) noexcept
{
    constexpr std::array<std::string_view, 13> staff{
        "staff",
        "hcp",
        "clinician",
        "nurse",
        "physician",
        "doctor",
        "pharmacist",
        "organisation",
        "organization",
        "moderator",
        "admin",
        "steward",
        "hospital"
    };
    return kind.starts_with("org_") || std::ranges::find(staff, kind) != staff.end() ? Author::staff : Author::person;
}

std::string_view name_of(Action action) noexcept
{
    switch (action) {
    case Action::allow:
        return "allow";
    case Action::warn:
        return "warn";
    case Action::block:
        break;
    }
    return "block";
}

Decision decide(const Writing& writing, const HouseRules& house)
{
    auto report = find_identifiers(writing.text, house);
    Decision decision;
    decision.work = report.work;
    decision.findings = std::move(report.findings);
    const bool staff = writing.author == Author::staff;
    if (staff && writing.reply_to_other) {
        forget_names_of(decision.findings, writing.text, writing.parent);
        if (auto told = find_relationship(writing.text); !told.empty()) {
            decision.findings.insert(decision.findings.end(), told.begin(), told.end());
            std::ranges::sort(decision.findings, {}, [](const Finding& one) { return one.span.start; });
            decision.label = "relationship";
        }
    }
    if (decision.label == "clean" && !decision.findings.empty()) decision.label = "identifier";
    if (decision.findings.empty() && report.combination) {
        decision.label = "combination";
        decision.findings.push_back({Kind::other, report.combined, "combination"});
    }
    if (!decision.findings.empty()) decision.action = staff ? Action::block : Action::warn;
    return decision;
}

} // namespace rounds::privacy
