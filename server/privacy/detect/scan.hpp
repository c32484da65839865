#pragma once

#include "server/privacy/detect/view.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <re2/re2.h>
#include <re2/set.h>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::privacy {

/// One text under examination: what every detector is given, and where it leaves what it found.
class Scan
{
public:
    explicit Scan(std::string_view text);
    explicit Scan(View view); ///< a text that was read already

    [[nodiscard]] const View& view() const noexcept { return view_; }
    [[nodiscard]] std::string_view text() const noexcept { return view_.text; } ///< normalised, case kept
    [[nodiscard]] std::string_view lower() const noexcept { return lower_; }    ///< the same in ASCII lower case
    [[nodiscard]] std::string_view lower(Place place) const noexcept
    {
        return lower().substr(place.begin, place.size());
    }
    [[nodiscard]] std::string_view text(Place place) const noexcept { return text().substr(place.begin, place.size()); }

    /// Up to `bytes` before and after a place, in lower case.
    [[nodiscard]] std::string_view left(std::size_t at, std::size_t bytes) const noexcept;
    [[nodiscard]] std::string_view right(std::size_t at, std::size_t bytes) const noexcept;
    /// Whether the pattern is found in a window, counted as work.
    [[nodiscard]] bool has(std::string_view window, const RE2& pattern) const;

    void found(Kind kind, Place place, std::string_view rule);
    [[nodiscard]] bool covered(Place place) const noexcept; ///< something was found there already
    /// The finding of a kind that touches a place without covering it.
    [[nodiscard]] std::optional<Kind> touched(Place place) const noexcept;
    /// Takes back what was found where `doubt` says so.
    void forget(const std::function<bool(std::string_view rule, Place place)>& doubt);
    /// Calls `use` for everything that was found, in the order in which it was.
    void each_found(const std::function<void(Kind kind, Place place, std::string_view rule)>& use) const;
    [[nodiscard]] std::vector<Finding> findings() const; ///< by start; of overlapping ones the longest

    /// Bytes that were given to an automaton, for tests that pin the cost.
    [[nodiscard]] std::size_t work() const noexcept { return work_; }
    void worked(std::size_t bytes) const noexcept { work_ += bytes; }

private:
    struct Found
    {
        Kind kind;
        Place place;
        std::string_view rule;
    };

    View view_;
    std::string lower_;
    std::vector<Found> found_;
    mutable std::size_t work_ = 0;
};

/// A rule is a pattern over the lower-case text and what is to be made of a match.
struct Rule
{
    const char* id;
    const char* pattern;
    void (*match)(Scan& scan, Place place, const Rule& rule);
    Kind kind = Kind::other;
};

/// For patterns over normalised text. They read bytes: classes that name other than ASCII letters need utf8_options().
[[nodiscard]] RE2::Options pattern_options();
[[nodiscard]] RE2::Options utf8_options();

/// Patterns that are tried together: a few automata tell piece by piece which occur at all, and only those are then
/// located, there.
class RuleSet
{
public:
    /// Rules that make nothing of a text without some digits near say how many, and do not look there.
    explicit RuleSet(
        std::vector<Rule> rules, const RE2::Options& options = pattern_options(), std::size_t least_digits = 0
    );
    /// Calls `use` for every match, rule by rule, from left to right.
    void each(const Scan& scan, const std::function<void(const Rule&, Place)>& use) const;
    /// The same with each rule's own `match`.
    void run(Scan& scan) const;

private:
    /// For each rule, where the pieces of the text begin in which it occurs.
    [[nodiscard]] std::vector<std::vector<std::size_t>> pieces_with(const Scan& scan) const;
    /// Adds `begin` to the pieces of those rules of a set that occur in the piece.
    void add_hits(
        std::string_view piece,
        std::size_t set,
        std::size_t begin,
        std::vector<std::vector<std::size_t>>& pieces,
        std::vector<int>& hits
    ) const;

    std::vector<Rule> rules_;
    std::size_t least_digits_;
    std::vector<std::unique_ptr<RE2>> patterns_;
    std::vector<std::unique_ptr<RE2::Set>> sets_; ///< some rules each, in their order
};

/// For detectors: what the match is, without looking further.
void take_match(Scan& scan, Place place, const Rule& rule);

// The detectors. Each adds what it finds.
void find_contacts(Scan& scan);      ///< e-mail, phone, fax, URL, IP, handles
void find_numbers(Scan& scan);       ///< numbers that their context or shape tells
void find_other_numbers(Scan& scan); ///< whatever else is called a number; after all others
void find_bare_codes(Scan& scan);    ///< codes that nothing announces; after all others
void find_dates(Scan& scan);         ///< days, ages over 89
void find_places(Scan& scan);        ///< streets, postal codes, coordinates
void find_bodies(Scan& scan);        ///< biometrics, photographs
void find_names(Scan& scan);         ///< people
void find_learnt_names(Scan& scan);  ///< people whom no rule for names knows; after find_names()
void find_told_places(Scan& scan);   ///< homes that are described rather than numbered
void find_by_rules(Scan& scan);      ///< all of these in their order
void find_spans(Scan& scan);         ///< what the tagger of spans finds and doubts; after all others

} // namespace rounds::privacy
