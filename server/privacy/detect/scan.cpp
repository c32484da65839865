#include "server/privacy/detect/scan.hpp"

#include "server/privacy/detect/adverse_event.hpp"
#include "server/privacy/detect/crisis.hpp"
#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/relationship.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace rounds::privacy {
namespace {

// 64 MB of states would be for all rules at once; they need a tenth of it.
constexpr std::int64_t automaton_bytes = 64 << 20;

// A rule is located only in the pieces of a text where it occurs, not in all of it. Pieces overlap by the longest
// match.
constexpr std::size_t piece_bytes = 640;
constexpr std::size_t longest_match = 256;

// An automaton for all rules would have a state for each mixture of half-seen rules and build most of them while it
// reads a text unlike those before; a few rules together have few.
constexpr std::size_t rules_together = 5;

constexpr std::array<std::string_view, kind_count> names{
    "name",
    "geographic",
    "date",
    "phone",
    "fax",
    "email",
    "ssn",
    "mrn",
    "health_plan",
    "account",
    "license",
    "vehicle",
    "device",
    "url",
    "ip",
    "biometric",
    "photo",
    "other",
};

std::vector<const RE2& (*)()>& remembered()
{
    static std::vector<const RE2& (*)()> all;
    return all;
}

} // namespace

std::string_view name_of(Kind kind) noexcept
{
    return names[static_cast<std::size_t>(kind)];
}

bool remember_pattern(const RE2& (*pattern)())
{
    remembered().push_back(pattern);
    return true;
}

void warm_up()
{
    for (const auto pattern : remembered()) (void)pattern();
    const HouseRules house;
    for (const auto post : sample_posts()) {
        (void)find_identifiers(post, house);
        (void)find_relationship(post);
        (void)find_crisis(post);
        (void)find_adverse_event(post);
    }
}

RE2::Options pattern_options()
{
    // "." and "[^x]" over bytes are one step of an automaton, over UTF-8 a dozen.
    auto options = utf8_options();
    options.set_encoding(RE2::Options::EncodingLatin1);
    return options;
}

RE2::Options utf8_options()
{
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(automaton_bytes);
    return options;
}

Scan::Scan(std::string_view text) : Scan(join_spelled(drop_ports(normalise(text)))) {}

Scan::Scan(View view) : view_(std::move(view)), lower_(text::to_lower(view_.text)) {}

std::string_view Scan::left(std::size_t at, std::size_t bytes) const noexcept
{
    const auto begin = at > bytes ? at - bytes : 0;
    return lower().substr(begin, at - begin);
}

std::string_view Scan::right(std::size_t at, std::size_t bytes) const noexcept
{
    return at >= lower().size() ? std::string_view{} : lower().substr(at, bytes);
}

bool Scan::has(std::string_view window, const RE2& pattern) const
{
    worked(window.size());
    return RE2::PartialMatch(re2::StringPiece(window.data(), window.size()), pattern);
}

void Scan::found(Kind kind, Place place, std::string_view rule)
{
    if (place.end > place.begin) found_.push_back({kind, place, rule});
}

bool Scan::covered(Place place) const noexcept
{
    return std::ranges::any_of(found_, [&](const Found& one) {
        return one.place.begin < place.end && place.begin < one.place.end;
    });
}

std::optional<Kind> Scan::touched(Place place) const noexcept
{
    std::optional<Kind> kind;
    for (const auto& one : found_) {
        if (one.place.begin <= place.begin && place.end <= one.place.end) return std::nullopt;
        if (one.place.begin < place.end && place.begin < one.place.end) kind = one.kind;
    }
    return kind;
}

void Scan::forget(const std::function<bool(std::string_view rule, Place place)>& doubt)
{
    std::erase_if(found_, [&](const Found& one) { return doubt(one.rule, one.place); });
}

void Scan::each_found(const std::function<void(Kind kind, Place place, std::string_view rule)>& use) const
{
    for (const auto& one : found_) use(one.kind, one.place, one.rule);
}

std::vector<Finding> Scan::findings() const
{
    // The first rule that found a place names it.
    std::vector<const Found*> all;
    for (const auto& one : found_) all.push_back(&one);
    std::ranges::sort(all, [](const Found* a, const Found* b) {
        if (a->place.begin != b->place.begin) return a->place.begin < b->place.begin;
        return a->place.end != b->place.end ? a->place.end > b->place.end : a < b;
    });
    std::vector<Finding> out;
    std::size_t covered_to = 0;
    for (const auto* one : all) {
        if (!out.empty() && one->place.end <= covered_to) continue;
        covered_to = one->place.end;
        out.push_back({one->kind, view_.span(one->place), one->rule});
    }
    return out;
}

RuleSet::RuleSet(std::vector<Rule> rules, const RE2::Options& options, std::size_t least_digits)
    : rules_(std::move(rules)), least_digits_(least_digits)
{
    for (std::size_t index = 0; index < rules_.size(); ++index) {
        if (index % rules_together == 0) sets_.push_back(std::make_unique<RE2::Set>(options, RE2::UNANCHORED));
        const auto& rule = rules_[index];
        std::string error;
        if (sets_.back()->Add(rule.pattern, &error) < 0)
            throw std::logic_error(std::string("pattern ") + rule.id + ": " + error);
        patterns_.push_back(std::make_unique<RE2>(rule.pattern, options));
    }
    for (auto& set : sets_)
        if (!set->Compile()) throw std::logic_error("the patterns of the privacy guard do not fit into memory");
}

namespace {

/// Digits of a piece and of what stands shortly before it.
std::size_t digits_around(std::string_view text, std::size_t begin)
{
    constexpr std::size_t before = 64;
    const auto from = begin > before ? begin - before : 0;
    const auto window = text.substr(from, begin - from + piece_bytes + longest_match);
    return static_cast<std::size_t>(std::ranges::count_if(window, [](char c) { return c >= '0' && c <= '9'; }));
}

} // namespace

std::vector<std::vector<std::size_t>> RuleSet::pieces_with(const Scan& scan) const
{
    const auto text = scan.lower();
    std::vector<std::size_t> begins;
    for (std::size_t begin = 0; begin < text.size(); begin += piece_bytes)
        if (least_digits_ == 0 || digits_around(text, begin) >= least_digits_) begins.push_back(begin);
    // An automaton reads all pieces before the next one does, while its states are near.
    std::vector<std::vector<std::size_t>> pieces(rules_.size());
    std::vector<int> hits;
    for (std::size_t set = 0; set < sets_.size(); ++set)
        for (const auto begin : begins)
            add_hits(text.substr(begin, piece_bytes + longest_match), set, begin, pieces, hits);
    for (const auto begin : begins) scan.worked(std::min(text.size() - begin, piece_bytes + longest_match));
    return pieces;
}

void RuleSet::add_hits(
    std::string_view piece,
    std::size_t set,
    std::size_t begin,
    std::vector<std::vector<std::size_t>>& pieces,
    std::vector<int>& hits
) const
{
    const auto first = set * rules_together;
    RE2::Set::ErrorInfo failure{};
    if (sets_[set]->Match(re2::StringPiece(piece.data(), piece.size()), &hits, &failure)) {
        for (const int hit : hits) pieces[first + static_cast<std::size_t>(hit)].push_back(begin);
    } else if (failure.kind != RE2::Set::kNoError) {
        // Out of memory for states: every rule is tried instead.
        for (auto rule = first; rule < std::min(first + rules_together, rules_.size()); ++rule)
            pieces[rule].push_back(begin);
    }
}

void RuleSet::each(const Scan& scan, const std::function<void(const Rule&, Place)>& use) const
{
    const auto text = scan.lower();
    const re2::StringPiece whole(text.data(), text.size());
    const auto pieces = pieces_with(scan);
    for (std::size_t index = 0; index < rules_.size(); ++index) {
        std::size_t next = 0; // matches of one rule do not overlap
        for (const auto begin : pieces[index]) {
            const auto end = std::min(text.size(), begin + piece_bytes + longest_match);
            auto at = std::max(begin, next);
            re2::StringPiece match;
            while (at < end && patterns_[index]->Match(whole, at, end, RE2::UNANCHORED, &match, 1)) {
                const auto from = static_cast<std::size_t>(match.data() - text.data());
                const Place place{from, from + match.size()};
                scan.worked(place.end - at);
                // What begins behind the piece is the next one's.
                if (place.begin >= begin + piece_bytes) break;
                use(rules_[index], place);
                at = next = std::max(place.end, at + 1);
            }
            scan.worked(end - std::min(at, end));
        }
    }
}

void RuleSet::run(Scan& scan) const
{
    each(scan, [&scan](const Rule& rule, Place place) { rule.match(scan, place, rule); });
}

void take_match(Scan& scan, Place place, const Rule& rule)
{
    scan.found(rule.kind, place, rule.id);
}

} // namespace rounds::privacy
