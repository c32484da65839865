#pragma once

#include "server/knowledge/summaries.hpp"

#include <optional>
#include <string>

namespace rounds::knowledge {

/// Who signed a wording, as people are told.
struct Reviewer
{
    std::string name;      ///< "Dr A"; "a verified clinician" when the credential withholds the name
    std::string specialty; ///< may be empty
    std::string uri;       ///< of the account; of who vouches for it when the name is withheld
    Time at{};
    bool name_withheld = false;
};
/// Nothing while the wording is not signed.
[[nodiscard]] std::optional<Reviewer> reviewer_of(Transaction& tx, const SummaryVersion& wording);

/// "Reviewed by Dr A (Medical Oncology) on 2026-11-20."
[[nodiscard]] std::string review_line(const Reviewer& reviewer);

/// The whole text of a wording: key message, statements with their level of evidence and references, what you can do,
/// what is uncertain, references (anchors #r1 ...; statements are #s1 ...), review, disclaimer. Harmless HTML.
[[nodiscard]] std::string article_html(const SummaryVersion& wording, const std::optional<Reviewer>& reviewer);

/// What stands before all else of a summary that was taken back.
[[nodiscard]] std::string retraction_html(std::string_view reason, Time at);

/// What clients show of it, in the form Mastodon gives to an Article: title, key message, reviewer, disclaimer, link,
/// and what was corrected and why.
[[nodiscard]] std::string
article_post_html(const SummaryVersion& wording, const std::optional<Reviewer>& reviewer, std::string_view page_url);

} // namespace rounds::knowledge
