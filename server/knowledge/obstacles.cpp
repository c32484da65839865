#include "server/knowledge/obstacles.hpp"

#include "server/knowledge/article.hpp"
#include "server/knowledge/references.hpp"
#include "storage/base/text.hpp"
#include "storage/chats.hpp"
#include "storage/credentials.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

constexpr int most_sentences = 3;
constexpr std::chrono::days review_holds{365};

class Findings
{
public:
    void add(std::string_view rule, std::string advice) { found_.push_back({std::string(rule), std::move(advice)}); }
    [[nodiscard]] std::vector<Obstacle> take() { return std::move(found_); }

private:
    std::vector<Obstacle> found_;
};

void judge_wording(const SummaryVersion& wording, Findings& found)
{
    if (text::trim(wording.title).empty()) found.add("title", "Give the summary a title.");
    const int sentences = count_sentences(wording.key_message);
    if (sentences < 1 || sentences > most_sentences)
        found.add("key_message", "Say the key message in one to three sentences.");
    if (wording.statements.empty()) found.add("statements", "Write at least one statement.");
}

bool supported(const SummaryVersion& wording, const storage::SummaryStatement& statement)
{
    return std::ranges::any_of(wording.references, [&](const storage::SummaryReference& reference) {
        return std::ranges::find(reference.supports, statement.position) != reference.supports.end();
    });
}

void judge_statements(const SummaryVersion& wording, Findings& found)
{
    for (const auto& statement : wording.statements)
        if (statement.evidence_scheme != "LIVED" && !supported(wording, statement))
            found.add(
                "statement_reference",
                fmt::format(
                    "Statement {} needs a reference that supports it, or the reviewer marks it as lived experience.",
                    statement.position
                )
            );
}

void judge_references(const SummaryVersion& wording, Findings& found)
{
    const auto last = static_cast<int>(wording.statements.size());
    for (const auto& reference : wording.references) {
        const auto known = parse_identifier(reference.value);
        if (!known || known->kind != reference.kind)
            found.add(
                "reference_identifier",
                fmt::format("Reference {} needs a valid DOI, PMID, ISBN, trial number or address.", reference.position)
            );
        if (string_at(reference.csl, "title").empty())
            found.add("reference_title", fmt::format("Reference {} needs the title of the work.", reference.position));
        if (std::ranges::any_of(reference.supports, [&](int number) { return number < 1 || number > last; }))
            found.add(
                "reference_supports",
                fmt::format("Reference {} supports a statement that is not there.", reference.position)
            );
    }
}

void judge_notices(const PublicationCase& facts, Findings& found)
{
    for (const auto& [position, notice] : facts.flags)
        if (notice.state == "retracted")
            found.add(
                "reference_retracted",
                fmt::format("Take out reference {}: it was retracted by its publisher.", position)
            );
}

void judge_review(const PublicationCase& facts, Findings& found)
{
    const auto& wording = facts.wording;
    if (facts.summary.state != "in_review") found.add("state", "Submit this wording for review.");
    if (!wording.reviewer || !wording.reviewed_at) {
        found.add("review", "A verified clinician who is neither author nor editor must sign the review.");
        return;
    }
    if (*wording.reviewer == facts.summary.author || *wording.reviewer == wording.editor)
        found.add("reviewer", "Somebody who is neither author nor editor must sign the review.");
    const bool clinician = facts.credential && (facts.credential->role == "doctor" || facts.credential->role == "hcp");
    if (!clinician || facts.credential->account != *wording.reviewer || !facts.credential->valid_at(facts.now))
        found.add(
            "reviewer_credential",
            "The reviewer's credential has ended; a verified clinician must sign the review again."
        );
}

void judge_interests(const PublicationCase& facts, Findings& found)
{
    const auto declared = [&](AccountId account) {
        return std::ranges::any_of(facts.interests, [&](const storage::SummaryInterest& interest) {
            return interest.account == account && !text::trim(interest.statement).empty();
        });
    };
    if (!declared(facts.summary.author))
        found.add("author_interests", "The author must declare their interests, also when there are none.");
    if (facts.wording.reviewer && !declared(*facts.wording.reviewer))
        found.add("reviewer_interests", "The reviewer must declare their interests, also when there are none.");
    if (text::trim(facts.wording.funding).empty())
        found.add("funding", "Say who paid for the work on this summary, also when nobody did.");
    const auto silent = [&](const storage::ChatPerson& person) {
        return text::trim(person.interests).empty() && !declared(person.account);
    };
    if (std::ranges::any_of(facts.people, silent))
        found.add(
            "host_interests",
            "Every host and guest of the chat must have declared their interests, also when there are none."
        );
}

void judge_quotes(const PublicationCase& facts, Findings& found)
{
    for (const auto& source : facts.sources)
        if (source.quoted && !source.allowed)
            found.add(
                "quote_consent", fmt::format("Take out the quotation of {}: its author does not allow it.", source.url)
            );
}

} // namespace

int count_sentences(std::string_view text) noexcept
{
    int count = 0;
    bool open = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (c != '.' && c != '!' && c != '?') {
            open = open || !blank;
            continue;
        }
        const bool ends = i + 1 == text.size() || std::string_view{" \n\t\r\")'"}.contains(text[i + 1]);
        if (ends && open) {
            ++count;
            open = false;
        }
    }
    return open ? count + 1 : count;
}

std::string default_next_review(Time reviewed)
{
    return to_iso_date(reviewed + review_holds);
}

bool is_evidence(std::string_view scheme, std::string_view level) noexcept
{
    constexpr std::array<std::string_view, 5> ocebm{"1", "2", "3", "4", "5"};
    constexpr std::array<std::string_view, 4> grade{"high", "moderate", "low", "very-low"};
    if (scheme == "OCEBM2011") return std::ranges::find(ocebm, level) != ocebm.end();
    if (scheme == "GRADE") return std::ranges::find(grade, level) != grade.end();
    return scheme == "LIVED" && level == "lived";
}

std::vector<Obstacle> judge(const PublicationCase& facts)
{
    Findings found;
    judge_wording(facts.wording, found);
    judge_statements(facts.wording, found);
    judge_references(facts.wording, found);
    judge_notices(facts, found);
    judge_quotes(facts, found);
    if (!facts.article.contains(text::escape_html(disclaimer)))
        found.add("disclaimer", "The text must say that it is not medical advice.");
    judge_review(facts, found);
    judge_interests(facts, found);
    if (!facts.summary.next_review_at)
        found.add("next_review", "Set the date of the next review.");
    else if (*facts.summary.next_review_at <= to_iso_date(facts.now))
        found.add("next_review", "The date of the next review is past; set a later one.");
    return found.take();
}

namespace {

/// Nothing when there is no such summary.
std::optional<PublicationCase> find_case(Transaction& tx, SummaryId id, Time now)
{
    PublicationCase facts;
    const auto summary = storage::summaries::find(tx, id);
    if (!summary) return std::nullopt;
    auto wording = storage::summaries::find_version(tx, id, summary->version);
    if (!wording) return std::nullopt;
    facts.summary = *summary;
    facts.wording = std::move(*wording);
    facts.interests = storage::summaries::interests(tx, id);
    facts.sources = storage::summaries::sources(tx, id);
    if (summary->chat) facts.people = storage::chats::people(tx, *summary->chat);
    facts.flags = storage::reference_notices::of_version(tx, id, summary->version);
    if (facts.wording.reviewer_credential)
        if (auto credential = storage::credentials::find(tx, *facts.wording.reviewer_credential))
            facts.credential = std::move(*credential);
    facts.article = article_html(facts.wording, reviewer_of(tx, facts.wording));
    facts.now = now;
    return facts;
}

Assessment assess(const PublicationCase& facts)
{
    Assessment assessment{judge(facts), advise(facts.wording), {}};
    if (facts.wording.language.starts_with("en")) assessment.counts = count_text(said_to_patients(facts.wording));
    for (const auto& [position, notice] : facts.flags)
        if (notice.state == "dead")
            assessment.advice.push_back(
                {"reference_dead", fmt::format("Reference {} is gone from its address.", position)}
            );
    return assessment;
}

std::vector<Obstacle> no_such_summary()
{
    return {{"summary", "There is no such summary."}};
}

} // namespace

std::vector<Obstacle> obstacles(Transaction& tx, SummaryId id, Time now)
{
    const auto facts = find_case(tx, id, now);
    return facts ? judge(*facts) : no_such_summary();
}

Assessment assess(Transaction& tx, SummaryId id, Time now)
{
    const auto facts = find_case(tx, id, now);
    return facts ? assess(*facts) : Assessment{no_such_summary(), {}, {}};
}

Assessment assess_as(Transaction& tx, SummaryId id, const SummaryVersion& wording, Time now)
{
    auto facts = find_case(tx, id, now);
    if (!facts) return {no_such_summary(), {}, {}};
    // A changed wording is a draft again, and nobody has signed it.
    facts->summary.state = "draft";
    facts->wording = wording;
    facts->wording.reviewer.reset();
    facts->wording.reviewed_at.reset();
    facts->flags.clear();
    facts->article = article_html(facts->wording, std::nullopt);
    return assess(*facts);
}

} // namespace rounds::knowledge
