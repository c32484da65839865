#pragma once

#include "server/knowledge/readability.hpp"
#include "server/knowledge/summaries.hpp"
#include "storage/reference_notices.hpp"
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
    std::vector<storage::ChatPerson> people{};             ///< hosts and guests of the chat it is drawn from
    std::vector<storage::reference_notices::Flag> flags{}; ///< references that are dead or retracted
    std::optional<storage::Credential> credential{};       ///< that the review was signed with, as it is now
    std::string article{};                                 ///< the HTML that would be published
    Time now{};
};

/// Pure: every rule that is broken, in the order in which people work them off; empty when none is.
[[nodiscard]] std::vector<Obstacle> judge(const PublicationCase& facts);

/// Pure: what is better mended and keeps nothing from being published (quality_checks.tsv, "warn"): HONcode 5, DISCERN
/// 9 to 13, CDC Clear Communication Index 5, 6, 8, 9 and 15 to 17, PIF 6.
[[nodiscard]] std::vector<Obstacle> advise(const SummaryVersion& wording);

/// What a wording says to patients, for its reading grade: key message, statements, what to do, what is uncertain.
[[nodiscard]] std::string said_to_patients(const SummaryVersion& wording);

/// The newest wording with all that is known of its publication.
struct Assessment
{
    std::vector<Obstacle> obstacles{};
    std::vector<Obstacle> advice{};
    std::optional<TextCounts> counts{}; ///< for the formulas of readability; nothing when it is not in English
};
[[nodiscard]] Assessment assess(Transaction& tx, SummaryId id, Time now);
/// The same as if its newest wording were that one, without saving it.
[[nodiscard]] Assessment assess_as(Transaction& tx, SummaryId id, const SummaryVersion& wording, Time now);

/// Sentences of a short text: what ends in . ! ? before a blank or the end, and what is left over.
[[nodiscard]] int count_sentences(std::string_view text) noexcept;

/// One year later, YYYY-MM-DD: how long a review holds when nothing else is said.
[[nodiscard]] std::string default_next_review(Time reviewed);

/// OCEBM2011 1 to 5; GRADE high, moderate, low, very-low; LIVED (lived experience, never graded) lived.
[[nodiscard]] bool is_evidence(std::string_view scheme, std::string_view level) noexcept;

} // namespace rounds::knowledge
