#include "server/privacy/detect/codes.hpp"
#include "server/privacy/detect/tagger.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <utility>

/// What the tagger of spans adds to the rules, and what it takes back of theirs.
namespace rounds::privacy {
namespace {

// Logarithms of odds, set on texts that the weights were not learnt from (tests/bench/guard/train_tagger.py).
constexpr double sure = 1.5;     ///< of one token at least, for a new span
constexpr double likely = -2.5;  ///< of the tokens beside it, to be part of the span whatever the others are
constexpr double nothing = -0.5; ///< below it in all its tokens, what a rule that looks at little found is none
constexpr double unlike = -2;    ///< the same for rules that look at more

void doubt(Scan& scan, const std::vector<Token>& tokens, const std::vector<Tag>& tags)
{
    scan.forget([&](std::string_view rule, Place place) {
        const auto needed = needed_for(rule);
        if (!needed) return false;
        // A name that stands alone has nothing beside it to be judged by.
        if (!tokens.empty() && place.begin <= tokens.front().place.begin && tokens.back().place.end <= place.end)
            return false;
        const auto first =
            std::ranges::partition_point(tokens, [&](const Token& one) { return one.place.end <= place.begin; });
        bool any = false;
        for (auto token = first; token != tokens.end() && token->place.begin < place.end; ++token) {
            any = true;
            if (tags[static_cast<std::size_t>(token - tokens.begin())].inside >= *needed) return false;
        }
        return any;
    });
}

struct Found
{
    Kind kind;
    Place place;
};

bool covers(const std::vector<Found>& found, Place place)
{
    return std::ranges::any_of(found, [&](const Found& one) {
        return one.place.begin <= place.begin && place.end <= one.place.end;
    });
}

std::vector<Found> found_by_rules(Scan& scan)
{
    std::vector<Found> found;
    scan.each_found([&](Kind kind, Place place, std::string_view) { found.push_back({kind, place}); });
    return found;
}

/// The kind that a rule told of a part of it.
std::optional<Kind> told_kind(const std::vector<Found>& found, Place place)
{
    const auto part = std::ranges::find_if(found, [&](const Found& one) {
        return one.place.begin < place.end && place.begin < one.place.end;
    });
    return part == found.end() ? std::nullopt : std::optional(part->kind);
}

/// "a 58-year-old", "36", "four hundred": ages below 90 and counts are nobody's.
bool is_small(std::string_view span)
{
    static const RE2 small(
        R"((?:an? |my |the )?[0-8]?\d(?:[- ]?(?:years?|yrs?|yo|y/?o|months?|weeks?|days?|ans|anni|anos|jahre?|jaar|mois)(?:[- ](?:old|alt))?(?:[- ][a-z ]*)?)?)",
        pattern_options()
    );
    static const RE2 spelled(
        R"((?:two|three|four|five|six|seven|eight|nine) (?:hundred|thousand)[a-z -]*)", pattern_options()
    );
    const re2::StringPiece all(span.data(), span.size());
    return RE2::FullMatch(all, small) || RE2::FullMatch(all, spelled);
}

/// What everybody may look up, and counting.
bool is_public(std::string_view span)
{
    static const RE2 known(
        R"(\bdoi\b|\bnct ?\d{8}|\bisrctn|\bpmid|\bpmc\d|://[\w.-]+\.(?:gov|edu|int|mil)\b|\b1 2 3 4\b)",
        pattern_options()
    );
    return RE2::PartialMatch(re2::StringPiece(span.data(), span.size()), known);
}

bool small(char c)
{
    return c >= 'a' && c <= 'z';
}
bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/// "k3f9xq" and "c7agvv": long for a number with a letter, and nothing says that it numbers something.
bool is_mark(const Scan& scan, const std::vector<Code>& codes, Place word)
{
    constexpr std::size_t long_enough = 6;
    const auto text = scan.text(word);
    if (word.size() < long_enough || !std::ranges::any_of(text, small) || !std::ranges::any_of(text, digit))
        return false;
    const auto code = std::ranges::find_if(codes, [&](const Code& one) {
        return one.place.begin < word.end && word.begin < one.place.end;
    });
    return code == codes.end() || !announced(scan, *code);
}

/// "Post number 91", "reply 1204", "number 12 on the list": counting what is written, or what was done.
bool is_counted(const Scan& scan, Place number)
{
    static const RE2 few(R"(\d{1,5})", pattern_options());
    static const RE2 counted(
        R"((?:\b(?:posts?|repl(?:y|ies)|comments?|messages?|toots?|status(?:es)?|questions?|topics?|threads?|tests?|pages?|items?|lines?|updates?|notes?|steps?|rounds?|parts?|chapters?|days?|weeks?|cycles?|sessions?|doses?|visits?|scans?)(?: number| no\.?| nr\.?)?|(?:^|[.!?]\s*)(?:number|no\.))[ #]{0,2}$)",
        pattern_options()
    );
    constexpr std::size_t before = 24;
    const auto digits = scan.lower(number);
    return RE2::FullMatch(re2::StringPiece(digits.data(), digits.size()), few) &&
           scan.has(scan.left(number.begin, before), counted);
}

/// What the rules see whole, or what is nobody's by its form: addresses, people who are mentioned, hashtags, marks,
/// what is counted.
bool is_left_to_rules(const Scan& scan, const std::vector<Code>& codes, std::span<const Token> tokens)
{
    const Place place{tokens.front().place.begin, tokens.back().place.end};
    const auto text = scan.text();
    const char before = place.begin > 0 ? text[place.begin - 1] : ' ';
    const char first = scan.lower()[place.begin];
    if (before == '@' || first == '@' || ((before == '#' || before == '/') && small(first))) return true;
    if (scan.text(place).find("//") != std::string_view::npos) return true;
    return std::ranges::any_of(tokens, [&](const Token& one) {
        return is_mark(scan, codes, one.place) || is_counted(scan, one.place);
    });
}

/// Whatever stands around; or "sorted by id", which says how, not which.
bool is_nobodys(const Scan& scan, Place place)
{
    static const RE2 order(R"(\bby (?:id|number|code) ?$)", pattern_options());
    constexpr std::size_t before = 16;
    const auto span = scan.lower(place);
    return is_small(span) || is_public(span) || scan.has(scan.left(place.begin, before), order);
}

/// The tokens around one that an identifier surely has: the first, and the one after the last.
std::pair<std::size_t, std::size_t> around(const std::vector<Tag>& tags, std::size_t at, std::size_t free)
{
    auto first = at;
    auto end = at + 1;
    while (first > free && (tags[first - 1].back > 0 || tags[first - 1].inside > likely)) --first;
    while (end < tags.size() && (tags[end].forth > 0 || tags[end].inside > likely)) ++end;
    return {first, end};
}

} // namespace

std::optional<double> needed_for(std::string_view rule) noexcept
{
    // On posts that nobody wrote for them, one in ten of what these find is nobody's.
    constexpr std::array<std::string_view, 8> weak{
        "name.learnt",
        "name.given",
        "photo.own",
        "photo.words",
        "age90.number",
        "plan.weak",
        "biometric.kept",
        "biometric.any"
    };
    constexpr std::array<std::string_view, 10> better{
        "name.full",
        "name.relation",
        "name.title",
        "name.apposed",
        "name.said",
        "name.told",
        "name.cue",
        "place.street",
        "biometric.trait",
        "biometric.of"
    };
    if (std::ranges::find(weak, rule) != weak.end()) return nothing;
    if (std::ranges::find(better, rule) != better.end()) return unlike;
    return std::nullopt;
}

void find_spans(Scan& scan)
{
    const auto tokens = tokens_of(scan);
    const auto tags = tags_of(scan, tokens);
    const auto told = found_by_rules(scan);
    doubt(scan, tokens, tags);
    const auto found = found_by_rules(scan);
    const auto codes = codes_of(scan);
    std::size_t free = 0;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (at < free || tags[at].inside <= sure) continue;
        const auto [first, end] = around(tags, at, free);
        const Place place{tokens[first].place.begin, tokens[end - 1].place.end};
        free = end;
        if (covers(found, place) || is_nobodys(scan, place)) continue;
        if (is_left_to_rules(scan, codes, std::span(tokens).subspan(first, end - first))) continue;
        const auto kind = told_kind(told, place);
        scan.found(kind ? *kind : kind_of_span(tokens, first, end), place, "span.learnt");
    }
}

} // namespace rounds::privacy
