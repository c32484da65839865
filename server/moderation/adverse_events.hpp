#pragma once

#include "storage/base/crypto.hpp"
#include "storage/base/json.hpp"
#include "storage/guard.hpp"

#include <array>
#include <string_view>

/// What safety contacts see of the cards of adverse events, whichever door they come through.
namespace rounds::moderation {

/// Of a valid report (EMA GVP module VI): somebody who reports, a patient, a product, an event.
inline constexpr std::array<std::string_view, 4> report_criteria{"reporter", "patient", "product", "event"};
/// What came of a card, in code points.
inline constexpr std::size_t longest_outcome = 500;

/// What its author sent, a text for each of the criteria; empty while nothing is sent.
[[nodiscard]] json::object sent_report(const crypto::SecretBox& secrets, const storage::guard::AdverseEvent& card);
/// Whether each of the criteria is met: the author who tells it is the reporter.
[[nodiscard]] json::object criteria_met(const storage::guard::AdverseEvent& card);
/// `words` without blanks around; empty when it is nothing, or too much, to say of a card.
[[nodiscard]] std::string outcome_of(std::string_view words);

} // namespace rounds::moderation
