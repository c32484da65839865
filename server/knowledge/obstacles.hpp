#pragma once

#include "server/knowledge/summaries.hpp"
#include "storage/summaries.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::knowledge {

/// All that the rules of publication look at. Sources: HONcode 1 to 7, the JAMA benchmarks (authorship, attribution,
/// disclosure, currency), DISCERN 4 and 5, CDC Clear Communication Index 1 and 2, ICMJE disclosure.
struct PublicationCase
{
    Summary summary{};
    SummaryVersion wording{};
    std::vector<storage::SummaryInterest> interests{};
    std::vector<storage::summaries::Source> sources{};
    std::optional<storage::Credential> credential{}; ///< that the review was signed with, as it is now
    std::string article{};                           ///< the HTML that would be published
    Time now{};
};

/// Pure: every rule that is broken, in the order in which people work them off; empty when none is.
[[nodiscard]] std::vector<Obstacle> judge(const PublicationCase& facts);

/// Sentences of a short text: what ends in . ! ? before a blank or the end, and what is left over.
[[nodiscard]] int count_sentences(std::string_view text) noexcept;

/// One year later, YYYY-MM-DD: how long a review holds when nothing else is said.
[[nodiscard]] std::string default_next_review(Time reviewed);

/// OCEBM2011 1 to 5; GRADE high, moderate, low, very-low; LIVED (lived experience, never graded) lived.
[[nodiscard]] bool is_evidence(std::string_view scheme, std::string_view level) noexcept;

} // namespace rounds::knowledge
