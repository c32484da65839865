#pragma once

#include "server/social/verbs.hpp"
#include "storage/model/knowledge.hpp"

#include <string>
#include <vector>

namespace rounds::knowledge {

using storage::Account;
using storage::Summary;
using storage::SummaryVersion;
using storage::Transaction;

/// Why a summary may not be published yet: a rule's name and what to do, for people.
struct Obstacle
{
    std::string rule;
    std::string advice;
};

/// A draft of what a closed chat found: an extract of its highlights, grouped by prompt, most engaged first; no
/// generated text. Posts are quoted only with their author's consent; others count as sources. By steward or host.
[[nodiscard]] result<Summary>
draft_from_chat(Transaction& tx, const social::Urls& urls, const Account& by, ChatId chat, Time now);

/// The author of a summary, or a steward of its network.
[[nodiscard]] bool may_edit(Transaction& tx, const Summary& summary, AccountId account);
/// Whoever may work on it: author, stewards, hosts, and verified clinicians, who review.
[[nodiscard]] bool may_see_drafts(Transaction& tx, const Summary& summary, AccountId account, Time now);

/// All that a wording says in people's own words, field by field: what the guard reads.
[[nodiscard]] std::vector<std::string> texts_of(const SummaryVersion& wording);
/// The field of a wording that is out of its bounds; empty when all are within.
[[nodiscard]] std::string_view wrong_field(const SummaryVersion& wording) noexcept;

/// The wording, edited by its author or a steward while it is a draft or in review (then it is a draft again).
[[nodiscard]] result<SummaryVersion>
edit_draft(Transaction& tx, const Account& by, SummaryId id, SummaryVersion wording, Time now);

/// YYYY-MM-DD after today; a year after submission when nobody sets it. By its author or a steward.
[[nodiscard]] result<void>
set_next_review(Transaction& tx, const Account& by, SummaryId id, std::string_view date, Time now);

/// By whoever may see drafts. "none" must be said. Everyone declares for themselves.
[[nodiscard]] result<void>
declare_interest(Transaction& tx, const Account& by, SummaryId id, std::string_view statement, Time now);

/// Draft -> in review.
[[nodiscard]] result<Summary> submit_for_review(Transaction& tx, const Account& by, SummaryId id, Time now);

/// A verified clinician (a credential in force with role doctor or hcp) who is neither the author nor the editor of
/// this wording signs it, with evidence levels for statements. forbidden otherwise.
struct Grade
{
    int statement;
    std::string scheme;
    std::string level;
};
[[nodiscard]] result<SummaryVersion>
sign_review(Transaction& tx, const Account& by, SummaryId id, const std::vector<Grade>& grades, Time now);

/// All that still keeps the newest wording from being published; empty when nothing does.
[[nodiscard]] std::vector<Obstacle> obstacles(Transaction& tx, SummaryId id, Time now);

/// In review and signed -> published: an Article by its author, announced by the network. invalid_argument while there
/// are obstacles. A corrected wording updates the Article everywhere; the earlier one stays readable.
[[nodiscard]] result<Summary>
publish(Transaction& tx, const social::Urls& urls, const Account& by, SummaryId id, Time now);

/// Starts a correction of a published summary: a new wording, copied from the last, with a stated reason; it goes
/// through review again before it is published.
[[nodiscard]] result<SummaryVersion>
start_correction(Transaction& tx, const Account& by, SummaryId id, std::string_view reason, Time now);

/// Text that every summary carries.
inline constexpr std::string_view disclaimer =
    "Not medical advice: what people shared and the literature says. Talk to your own clinician about your care.";

} // namespace rounds::knowledge
