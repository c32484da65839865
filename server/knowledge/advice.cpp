#include "server/knowledge/obstacles.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

constexpr std::int64_t longest_paragraph = 120; // words

bool has_digit_before(std::string_view text, std::size_t at) noexcept
{
    while (at > 0 && text[at - 1] == ' ') --at;
    return at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9';
}

/// A share of people in percent.
bool has_percentage(std::string_view text) noexcept
{
    for (const std::string_view sign : {"%", "percent", "per cent"})
        for (auto at = text.find(sign); at != std::string_view::npos; at = text.find(sign, at + 1))
            if (has_digit_before(text, at)) return true;
    return false;
}

/// "3 in 10", "3 out of 10", "three in ten".
bool has_natural_frequency(std::string_view text)
{
    constexpr std::array<std::string_view, 14> numbers{
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "hundred",
        "twenty",
        "fifty",
        "thousand"
    };
    std::vector<std::string> words;
    std::string line(text);
    std::ranges::replace(line, '\n', ' ');
    for (const auto part : text::split(line, ' ')) {
        auto word = text::to_lower(part);
        std::erase_if(word, [](char c) { return c == '.' || c == ',' || c == ')' || c == '(' || c == ';'; });
        if (!word.empty()) words.push_back(std::move(word));
    }
    const auto number = [&](std::size_t at) {
        if (at >= words.size()) return false;
        const auto& word = words[at];
        return (word.front() >= '0' && word.front() <= '9' && word.find('%') == std::string::npos) ||
               std::ranges::find(numbers, word) != numbers.end();
    };
    for (std::size_t at = 0; at + 2 < words.size(); ++at) {
        if (!number(at)) continue;
        if (words[at + 1] == "in" && number(at + 2)) return true;
        if (words[at + 1] == "out" && words[at + 2] == "of" && number(at + 3)) return true;
    }
    return false;
}

void advise_plain_language(const SummaryVersion& wording, std::vector<Obstacle>& advice)
{
    if (!wording.language.starts_with("en")) return; // the formulas hold for English alone
    const auto counts = count_text(said_to_patients(wording));
    const auto grade = flesch_kincaid_grade(counts);
    const auto smog = smog_grade(counts);
    if (grade && smog && (*grade > plain_grade || *smog > plain_smog))
        advice.push_back(
            {"plain_language",
             fmt::format(
                 "Say it in shorter words and sentences: it reads at grade {:.1f} (SMOG {:.1f}); {} and {} are plain.",
                 *grade,
                 *smog,
                 plain_grade,
                 plain_smog
             )}
        );
}

void advise_paragraphs(const SummaryVersion& wording, std::vector<Obstacle>& advice)
{
    for (const auto* section : {&wording.body, &wording.what_you_can_do, &wording.uncertain, &wording.for_clinicians}) {
        std::int64_t words = 0;
        for (const auto line : text::split(*section, '\n')) {
            words = text::trim(line).empty() ? 0 : words + count_text(line).words;
            if (words <= longest_paragraph) continue;
            advice.push_back({"long_paragraph", "Part paragraphs of more than 120 words."});
            return;
        }
    }
}

} // namespace

std::string said_to_patients(const SummaryVersion& wording)
{
    std::string text = wording.key_message;
    for (const auto& statement : wording.statements) text += '\n' + statement.content;
    text += '\n' + wording.what_you_can_do;
    return text + '\n' + wording.uncertain;
}

std::vector<Obstacle> advise(const SummaryVersion& wording)
{
    std::vector<Obstacle> advice;
    for (const auto& statement : wording.statements)
        if (statement.evidence_level.empty())
            advice.push_back(
                {"evidence_level", fmt::format("The reviewer has not graded statement {}.", statement.position)}
            );
    if (text::trim(wording.uncertain).empty()) advice.push_back({"uncertain", "Say what is not known."});
    if (text::trim(wording.what_you_can_do).empty()) advice.push_back({"what_you_can_do", "Say what readers can do."});
    advise_plain_language(wording, advice);
    advise_paragraphs(wording, advice);
    const auto text = said_to_patients(wording);
    if (has_percentage(text) && !has_natural_frequency(text))
        advice.push_back({"percentages", "Say percentages as people, too: 3 in 10."});
    return advice;
}

} // namespace rounds::knowledge
