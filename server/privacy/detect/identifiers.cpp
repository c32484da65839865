#include "server/privacy/detect/identifiers.hpp"

#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/told.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace rounds::privacy {

struct HouseRules::Own
{
    std::vector<std::unique_ptr<RE2>> patterns;
    std::vector<std::string> allowed; ///< normalised, lower case
};

namespace {

ROUNDS_PATTERN(
    exact_age, R"(\b(?:\d{1,3}[- ]?(?:years?[- ]old|y/?o\b|yrs?[- ]old|year[- ]old|anos\b)|aged? \d{1,3}\b))"
)
ROUNDS_PATTERN(
    rare_condition,
    R"(\b(?:huntington|als\b|lou gehrig|creutzfeldt|cjd\b|fabry|gaucher|pompe|wilson's disease|cystic fibrosis|ehlers[- ]danlos|marfan|progeria|sarcoma|glioblastoma|dipg|mesothelioma|osteogenesis|porphyria|sickle cell|hemophilia|haemophilia|batten|tay[- ]sachs|niemann|duchenne|rett|angelman|prader|myasthenia|scleroderma|amyloidosis|narcolepsy|retinoblastoma|neuroblastoma|stiff[- ]person|friedreich|leukodystrophy|acromegaly|addison|cushing|phenylketonuria|pku\b|mitochondrial disease|moebius|werner|alkaptonuria|erythromelalgia|rare (?:disease|condition|disorder|cancer)))"
)
ROUNDS_PATTERN(
    place_or_employer,
    R"(\b(?:works? (?:at|for|as)|worked (?:at|for|as)|(?:mayor|principal|priest|pastor|sheriff|teacher|librarian|coach|postman|fire chief|judge|vet|doctor|nurse) (?:of|in|at)|lives? in|from|(?:small |our |the )?(?:town|village|county|parish|island|reservation|school|factory|plant) (?:of|in|called)?|only \w+ in))"
)
ROUNDS_PATTERN(
    related,
    R"(\b(?:my|our|his|her|mi|nuestr[oa]|ma|mon|mein|meine|minha|meu) (?:\w+[- ])?(?:wife|husband|mother|mom|mum|dad|father|brother|sister|son|daughter|uncle|aunt|grand\w+|neighbou?r|boss|coworker|colleague|teacher|patient|friend|madre|padre|hij[oa]|herman[oa]|mere|pere|mutter|vater)\b)"
)

/// All four signs, in a text that names nobody.
void combine(const Scan& scan, Report& report)
{
    std::size_t first = scan.lower().size();
    std::size_t last = 0;
    for (const auto* sign : {&rare_condition(), &exact_age(), &place_or_employer(), &related()}) {
        const auto text = scan.lower();
        const re2::StringPiece whole(text.data(), text.size());
        re2::StringPiece match;
        scan.worked(text.size());
        if (!sign->Match(whole, 0, text.size(), RE2::UNANCHORED, &match, 1)) return;
        const auto begin = static_cast<std::size_t>(match.data() - text.data());
        first = std::min(first, begin);
        last = std::max(last, begin + match.size());
    }
    report.combination = true;
    report.combined = scan.view().span({first, last});
}

void own_patterns(Scan& scan, const HouseRules::Own& own)
{
    const auto text = scan.text();
    const re2::StringPiece whole(text.data(), text.size());
    for (const auto& pattern : own.patterns) {
        re2::StringPiece match;
        std::size_t at = 0;
        scan.worked(text.size());
        while (at < text.size() && pattern->Match(whole, at, text.size(), RE2::UNANCHORED, &match, 1)) {
            const auto begin = static_cast<std::size_t>(match.data() - text.data());
            scan.found(Kind::mrn, {begin, begin + match.size()}, "house");
            at = std::max(begin + match.size(), at + 1);
        }
    }
}

/// Stretches of the text, in code points of the original, that the hospital allows.
std::vector<Span> allowed_in(const Scan& scan, const HouseRules::Own& own)
{
    std::vector<Span> spans;
    for (const auto& text : own.allowed)
        for (auto at = scan.lower().find(text); at != std::string_view::npos; at = scan.lower().find(text, at + 1))
            spans.push_back(scan.view().span({at, at + text.size()}));
    return spans;
}

const RE2& any_public_person()
{
    static const RE2 pattern(
        [] {
            std::string all;
            for (const auto name : public_people())
                all += (all.empty() ? "(?:" : "|") + RE2::QuoteMeta(re2::StringPiece(name.data(), name.size()));
            return all + ')';
        }(),
        pattern_options()
    );
    return pattern;
}

/// Where public figures are named.
std::vector<Span> public_in(const Scan& scan)
{
    std::vector<Span> spans;
    const auto text = scan.lower();
    const re2::StringPiece whole(text.data(), text.size());
    re2::StringPiece match;
    scan.worked(text.size());
    for (std::size_t at = 0; any_public_person().Match(whole, at, text.size(), RE2::UNANCHORED, &match, 1);) {
        const auto begin = static_cast<std::size_t>(match.data() - text.data());
        spans.push_back(scan.view().span({begin, begin + match.size()}));
        at = begin + match.size();
    }
    return spans;
}

/// A name that is a public figure's, but for a title before it and "Jr" after.
bool is_public(const std::vector<Span>& spans, const Finding& finding)
{
    constexpr std::uint32_t title = 5;
    return finding.kind == Kind::name && std::ranges::any_of(spans, [&](const Span& span) {
               return span.start <= finding.span.start + title && finding.span.end <= span.end + title;
           });
}

} // namespace

HouseRules::HouseRules() : own(std::make_unique<Own>()) {}
HouseRules::~HouseRules() = default;
HouseRules::HouseRules(HouseRules&&) noexcept = default;
HouseRules& HouseRules::operator=(HouseRules&&) noexcept = default;

HouseRules::HouseRules(const std::vector<std::string>& patterns, const std::vector<std::string>& allowed)
    : own(std::make_unique<Own>())
{
    for (const auto& pattern : patterns) {
        auto compiled = std::make_unique<RE2>(pattern, utf8_options());
        if (!compiled->ok()) throw std::invalid_argument('"' + pattern + "\" is no pattern: " + compiled->error());
        if (RE2::FullMatch("", *compiled)) throw std::invalid_argument('"' + pattern + "\" matches nothing at all");
        own->patterns.push_back(std::move(compiled));
    }
    for (const auto& text : allowed)
        if (auto plain = text::to_lower(normalise(text).text); !plain.empty()) own->allowed.push_back(std::move(plain));
}

void find_by_rules(Scan& scan)
{
    find_contacts(scan);
    find_numbers(scan);
    find_dates(scan);
    find_old_ages(scan);
    find_places(scan);
    find_told_places(scan);
    find_bodies(scan);
    find_traits(scan);
    find_other_numbers(scan);
    find_bare_codes(scan);
    find_names(scan);
    find_learnt_names(scan);
    find_told_names(scan);
}

Report find_identifiers(std::string_view text, const HouseRules& house)
{
    Scan scan(text);
    own_patterns(scan, *house.own);
    find_by_rules(scan);
    find_spans(scan);

    Report report;
    report.findings = scan.findings();
    const bool names = std::ranges::any_of(report.findings, [](const Finding& one) { return one.kind == Kind::name; });
    const auto known = names ? public_in(scan) : std::vector<Span>{};
    const auto allowed = allowed_in(scan, *house.own);
    std::erase_if(report.findings, [&](const Finding& one) {
        return is_public(known, one) || std::ranges::any_of(allowed, [&](const Span& span) {
                   return span.start <= one.span.start && one.span.end <= span.end;
               });
    });
    combine(scan, report);
    report.work = scan.work();
    return report;
}

} // namespace rounds::privacy
