#pragma once

#include "server/privacy/detect/kinds.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace rounds::privacy {

/// The four criteria of a valid report of an adverse event (EMA GVP module VI): a reporter, a patient, a suspect
/// product, a suspect event. The author is the reporter. Spans are into their own words.
struct AdverseEvent
{
    std::optional<Span> patient;
    std::optional<Span> product;
    std::optional<Span> event;
    bool told = false; ///< signs and learnt weights together say that it is a report; what is missing the author adds
    bool serious = false; ///< death, hospital, life-threatening, lasting harm, birth defect (ICH E2A)

    [[nodiscard]] bool complete() const noexcept { return patient && product && event; }
};

/// Looks for somebody who tells that a medicine or device harmed them or somebody they know. What a leaflet, a study or
/// a question says is none, nor what a medicine is taken for, nor what it made better.
[[nodiscard]] AdverseEvent find_adverse_event(std::string_view text);

/// What the trainer of the weights reads (cues.hpp), with what the lists of signs say.
[[nodiscard]] std::vector<std::string> adverse_event_cues(std::string_view text);

} // namespace rounds::privacy
