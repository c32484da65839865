#include "server/knowledge/marks.hpp"

#include "server/knowledge/networks.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"
#include "storage/summary_marks.hpp"

namespace rounds::knowledge {

result<void> mark_summary(Transaction& tx, const Account& by, SummaryId id, std::string_view mark)
{
    if (!mark.empty() && mark != "helpful" && mark != "unclear" && mark != "ask") return errc::invalid_argument;
    const auto summary = storage::summaries::find(tx, id);
    if (!summary || !summary->published_at) return errc::not_found;
    const auto network = storage::networks::find(tx, summary->network);
    if (!network || !may_read(tx, *network, by.id)) return errc::not_found;
    if (mark.empty())
        storage::summary_marks::clear(tx, id, by.id);
    else
        storage::summary_marks::set(tx, id, by.id, mark);
    return {};
}

Marks marks_of(Transaction& tx, SummaryId id, std::optional<AccountId> viewer)
{
    auto counts = storage::summary_marks::counts(tx, id);
    Marks marks;
    marks.helpful = shown_count(counts["helpful"]);
    marks.unclear = shown_count(counts["unclear"]);
    marks.ask = shown_count(counts["ask"]);
    if (viewer) marks.own = storage::summary_marks::find(tx, id, *viewer).value_or("");
    return marks;
}

bool review_overdue(const Summary& summary, Time now)
{
    return summary.published_at && !summary.retracted_at && summary.next_review_at &&
           *summary.next_review_at < to_iso_date(now);
}

} // namespace rounds::knowledge
