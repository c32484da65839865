#include "server/knowledge/metrics.hpp"

#include "server/knowledge/marks.hpp"
#include "server/knowledge/readability.hpp"

#include <algorithm>

namespace rounds::knowledge {
namespace {

namespace counted = storage::metrics;

constexpr int most_graded = 200;

/// Nothing when it is over fewer than five cases, or by fewer than five people.
std::optional<double> ratio(std::int64_t part, std::int64_t whole, std::int64_t people = fewest_shown)
{
    if (whole < fewest_shown || people < fewest_shown) return std::nullopt;
    return static_cast<double>(part) / static_cast<double>(whole);
}

std::optional<double> time_over(const std::optional<double>& seconds, std::int64_t cases)
{
    return cases < fewest_shown ? std::nullopt : seconds;
}

/// The middle one; of an even number the mean of the two in the middle.
std::optional<double> median(std::vector<double> values)
{
    if (values.empty()) return std::nullopt;
    std::ranges::sort(values);
    const auto half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::optional<double> reading_grade(const std::vector<std::string>& texts)
{
    std::vector<double> grades;
    for (const auto& text : texts)
        if (const auto grade = flesch_kincaid_grade(count_text(text))) grades.push_back(*grade);
    return median(std::move(grades));
}

counted::Window window_of(std::chrono::days window, Time now)
{
    return {now - std::clamp(window, std::chrono::days{1}, longest_window), now};
}

void add_talk(NetworkFigures& figures, const counted::Talk& talk)
{
    figures.posts = talk.posts;
    figures.people = shown_count(talk.people);
    figures.reciprocity = ratio(talk.mutual, talk.pairs, talk.people);
    figures.cross_group_share = ratio(talk.crossing, talk.replies, talk.people);
}

void add_questions(NetworkFigures& figures, const counted::Questions& questions)
{
    figures.asked = questions.asked;
    figures.answered = questions.answered;
    figures.answered_by_clinician = questions.answered_by_clinician;
    figures.solved = questions.solved;
    figures.reopened = questions.reopened;
    figures.waiting = questions.waiting;
    figures.median_seconds = time_over(questions.median_seconds, questions.answered_by_clinician);
    figures.p90_seconds = time_over(questions.p90_seconds, questions.answered_by_clinician);
}

void add_summaries(NetworkFigures& figures, const counted::Summaries& summaries)
{
    figures.summaries = summaries.summaries;
    figures.overdue = summaries.overdue;
    figures.statements = summaries.statements;
    figures.reference_density = ratio(summaries.referenced, summaries.statements);
    figures.references = summaries.references;
    figures.dead_references = summaries.dead;
    figures.retracted_references = summaries.retracted;
    figures.free_share = ratio(summaries.free, summaries.references);
}

void add_escaped(std::string& pattern, std::string_view literal)
{
    for (const char c : literal) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
        if (!plain) pattern += '\\';
        pattern += c;
    }
}

} // namespace

std::string own_links_pattern(std::string_view domain)
{
    constexpr std::size_t longest_public_part = 3; // co, com, ac, gov, org, nhs
    auto host = domain.substr(0, domain.find(':'));
    const auto first = host.find('.');
    if (first != std::string_view::npos) {
        const auto parent = host.substr(first + 1);
        const auto next = parent.find('.');
        if (next != std::string_view::npos && next > longest_public_part) host = parent;
    }
    std::string pattern = R"(href="https?://([a-z0-9-]+\.)*)";
    add_escaped(pattern, host);
    return pattern + R"([:/?#"])";
}

NetworkFigures network_figures(Transaction& tx, const storage::Network& network, std::chrono::days window, Time now)
{
    const auto bounds = window_of(window, now);
    NetworkFigures figures;
    figures.window = std::chrono::duration_cast<std::chrono::days>(bounds.to - bounds.from);
    figures.until = now;
    add_talk(figures, counted::talk(tx, network.account, bounds));
    add_questions(figures, counted::questions(tx, network.account, bounds));
    add_summaries(figures, counted::summaries(tx, network.id, bounds));
    figures.reading_grade = reading_grade(counted::wordings(tx, network.id, most_graded));
    const auto marks = counted::marks(tx, network.id);
    figures.helpful = shown_count(marks.helpful);
    figures.unclear = shown_count(marks.unclear);
    figures.ask = shown_count(marks.ask);
    const auto corrections = counted::corrections(tx, network.id, bounds);
    figures.corrections = corrections.corrections;
    figures.correction_seconds = corrections.median_seconds;
    return figures;
}

result<OrganisationFigures> organisation_figures(
    Transaction& tx, std::string_view domain, std::string_view own_domain, std::chrono::days window, Time now
)
{
    if (domain != own_domain && !counted::knows(tx, domain)) return errc::not_found;
    const auto bounds = window_of(window, now);
    OrganisationFigures figures;
    figures.window = std::chrono::duration_cast<std::chrono::days>(bounds.to - bounds.from);
    figures.until = now;
    figures.domain = domain;
    const auto voices =
        counted::voices(tx, domain == own_domain ? std::string_view{} : domain, own_links_pattern(domain), bounds);
    figures.posts = voices.posts;
    figures.two_way_ratio = ratio(voices.dialogue, voices.posts);
    figures.promotion_share = ratio(voices.promotion, voices.posts);
    return figures;
}

} // namespace rounds::knowledge
