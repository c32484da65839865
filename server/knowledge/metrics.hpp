#pragma once

#include "storage/metrics.hpp"
#include "storage/model/knowledge.hpp"

#include <optional>
#include <string>
#include <string_view>

/// Figures of knowledge, not of reach: how much people talk with each other and are answered, and how good what was
/// learnt is. Followers, boosts and likes are counted nowhere. The formulas are here and in storage/metrics.cpp alone.
///
/// Kept from being gamed: whoever replies to themselves, to an account of their own organisation or to its staff on the
/// same server has replied to nobody, and such posts enlarge no divisor either; machines are not people; an answer of a
/// clinician counts only under a credential that was in force when it was written.
///
/// Small numbers are hidden (k-anonymity, marks.hpp: fewer than 5): sums of people and marks, and every ratio or time
/// over fewer than five posts, pairs or answers, or that fewer than five people made. What is on public pages anyway,
/// such as how many questions were asked or statements written, is shown as it is.
namespace rounds::knowledge {

using storage::Transaction;

struct Figures
{
    std::chrono::days window{};
    Time until{};
};

struct NetworkFigures : Figures
{
    std::int64_t posts = 0;
    std::optional<std::int64_t> people{};
    std::optional<double> reciprocity{};       ///< pairs that reply in both directions / pairs
    std::optional<double> cross_group_share{}; ///< replies between patients and clinicians / replies
    std::int64_t asked = 0;
    std::int64_t answered = 0;
    std::int64_t answered_by_clinician = 0;
    std::int64_t solved = 0;
    std::int64_t reopened = 0;
    std::int64_t waiting = 0;               ///< unanswered for more than 72 hours
    std::optional<double> median_seconds{}; ///< to the first answer of a verified clinician
    std::optional<double> p90_seconds{};
    std::int64_t summaries = 0;
    std::int64_t overdue = 0; ///< their next review is due
    std::int64_t statements = 0;
    std::optional<double> reference_density{}; ///< statements with a reference / statements
    std::int64_t references = 0;
    std::int64_t dead_references = 0;
    std::int64_t retracted_references = 0;
    std::optional<double> free_share{};    ///< references in PubMed Central / references
    std::optional<double> reading_grade{}; ///< median Flesch-Kincaid grade of summaries in English
    std::optional<std::int64_t> helpful{};
    std::optional<std::int64_t> unclear{};
    std::optional<std::int64_t> ask{}; ///< "I will ask my clinician"
    std::int64_t corrections = 0;
    std::optional<double> correction_seconds{}; ///< median from the beginning of a correction to its publication
};

struct OrganisationFigures : Figures
{
    std::string domain{};
    std::int64_t posts = 0;                  ///< of its accounts and its staff, without those that reply to its own
    std::optional<double> two_way_ratio{};   ///< replies to persons who are no organisation / posts
    std::optional<double> promotion_share{}; ///< posts that link to itself and found no answer / posts
};

inline constexpr std::chrono::days usual_window{90};
inline constexpr std::chrono::days longest_window{366};

/// Of the `window` before `now`, from 1 day to longest_window.
[[nodiscard]] NetworkFigures
network_figures(Transaction& tx, const storage::Network& network, std::chrono::days window, Time now);

/// Of a server: `domain` is host[:port] in lower case; that of this instance is `own_domain`. not_found when nobody of
/// it is known here.
[[nodiscard]] result<OrganisationFigures> organisation_figures(
    Transaction& tx, std::string_view domain, std::string_view own_domain, std::chrono::days window, Time now
);

/// POSIX pattern of links in HTML to the host of a domain, its subdomains and, for rounds.hospital.example, the
/// organisation's own site hospital.example. What looks like a public suffix (co.uk) is nobody's own.
[[nodiscard]] std::string own_links_pattern(std::string_view domain);

} // namespace rounds::knowledge
