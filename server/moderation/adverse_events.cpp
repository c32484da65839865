#include "server/moderation/adverse_events.hpp"

#include "storage/base/text.hpp"
#include "storage/seal_contexts.hpp"

namespace rounds::moderation {

json::object sent_report(const crypto::SecretBox& secrets, const storage::guard::AdverseEvent& card)
{
    if (card.state != "sent" || !card.report_sealed) return {};
    const auto opened = secrets.open(*card.report_sealed, storage::seal_contexts::adverse_event(card.id));
    if (!opened) return {};
    const auto report = parse_json(*opened);
    return report && report->is_object() ? report->get_object() : json::object{};
}

json::object criteria_met(const storage::guard::AdverseEvent& card)
{
    return {
        {"reporter", true},
        {"patient", !card.patient.empty()},
        {"product", !card.product.empty()},
        {"event", !card.event.empty()},
    };
}

std::string outcome_of(std::string_view words)
{
    const auto said = text::trim(words);
    return text::count_code_points(said) > longest_outcome ? std::string{} : std::string(said);
}

} // namespace rounds::moderation
